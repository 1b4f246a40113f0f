"""First start, help, tour, palette, jump."""
