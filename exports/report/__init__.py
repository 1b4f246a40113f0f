"""The official report and its files."""
