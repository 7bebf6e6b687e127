"""The parsers, in a process of their own with little memory, little time and no secrets (C1, C6, C8).

Nothing here knows Django: what is read are files of strangers. `python -m imports.fenced FILE LIMITS` writes what a
file holds as lines of JSON; `imports/guard.py` starts it and reads them. A line is one of:

    {"format": "xlsx", …}            facts about the file: encoding, delimiter, epoch, links
    {"sheet": "Ark1", "hidden": false}
    [4, false, ["Sandnes", ["n", "1108"], null]]      a row: number, hidden, cells
    {"end": true, "hidden_columns": [2]}              of the sheet
    {"fault": "bomb", "where": ""}                    why the file is refused, and then nothing more

A cell is null, a text, or a kind and a value: `n` a number, `d` a date, `b` yes or no, `e` an error of the
spreadsheet, `f` a formula with the cell it showed last, null where it was never calculated.
"""
