"""Settings, keys, backups."""
