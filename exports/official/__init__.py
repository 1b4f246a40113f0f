"""Official papers of an office: head and foot, the page in Word, letters, messages with files."""
