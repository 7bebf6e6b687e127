"""Schemes as those who do not program make them: one page with form, criteria, letters, options and rules (R3.1).

`conditions`, `fields`, `parts`: the blocks. `compiling` turns a page into a scheme's definition, `writing` a definition
into a page. `publishing`: whatever makes the page live publishes the scheme. `exchange`: a scheme as a file.
"""
