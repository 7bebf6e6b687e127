"""What can be taken out as files: which tables, which rows of them by whom, and how they are written (R7.1).

A table is one model by its natural key. It is read in sets, as values: one query a table, never one a row, in the
order of the natural key, and no more in memory than what is written next. The library's own export makes an object and
a text of everything first (`imports/resources` is what it is used for: taking registers in).
"""
