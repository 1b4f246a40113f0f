"""The year's guidance and the unit list."""
