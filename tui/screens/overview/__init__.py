"""The first screen: where the work of the year stands, and what is to be done next."""
