"""Vietnamese typing: Telex, fields, order of keys."""
