"""What waits for a person, and answers that change only the book."""
