"""The application: what every screen stands in."""
