"""Sessions that may be one event."""
