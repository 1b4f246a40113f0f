"""Form, line and table to enter sessions."""
