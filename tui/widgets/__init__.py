"""What screens are made of; a widget shows one thing and knows nothing of books."""
