"""The log book: its parts, its history, and what a person does to it."""
