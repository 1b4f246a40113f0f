"""Reading, validating and asking for a session."""
