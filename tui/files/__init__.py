"""Drives, folders, pasted paths."""
