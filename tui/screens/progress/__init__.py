"""Progress, pace."""
