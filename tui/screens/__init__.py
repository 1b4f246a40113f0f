"""What a person works with in the app: a screen or dialog has one task; what it is made of stands beside it."""
