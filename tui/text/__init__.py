"""Everything in words; no Textual."""
