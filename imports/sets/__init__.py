"""Tables in sets: what a file would do, writing it, and taking it back, without a query per row (R7.2).

The resources say which columns there are, how their cells are read, and what a row demands. Here a table is read
once, each distinct cell is cleaned once, and rows are written many at a time.
"""
