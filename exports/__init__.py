"""What leaves a book and what comes in: packages and their merge."""
