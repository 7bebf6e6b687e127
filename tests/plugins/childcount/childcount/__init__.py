"""Children of the municipalities that take part in a network."""
