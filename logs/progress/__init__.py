"""Who has reported for a period, and who has not."""
