"""Inbox, conflicts."""
