"""Coverage, gaps, years."""
