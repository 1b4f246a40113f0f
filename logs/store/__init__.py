"""Two files on disk that lose no save; knows nothing of sessions."""
