"""Registers past one laptop: the sessions that count as Parquet files, and the tables of books reckoned from them."""
