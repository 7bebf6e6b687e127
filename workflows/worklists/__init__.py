"""Lists of work: whose it is, filters that are kept and shared, giving it to colleagues, what is due, and search."""
