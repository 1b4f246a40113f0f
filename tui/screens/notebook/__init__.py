"""Old notebooks: looked at, taught and taken in."""
