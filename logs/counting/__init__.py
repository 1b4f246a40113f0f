"""Each event counts once: sums, totals in place of sessions, authority."""
