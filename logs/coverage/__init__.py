"""Which themes have been talked about, and which not yet."""
