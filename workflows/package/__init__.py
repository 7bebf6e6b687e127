"""A case as one sealed file: closed, for the archive (R8.7); being handled, to be sent elsewhere (R7.3).

A package is a ZIP of plain files beside each other, stored and not packed, in the order of the manifest: the
documents, the data as JSON, the editions, every check with what it rested on, the journal with its chain, and a
manifest with the SHA-256 of each. The same case gives the same bytes. The SHA-256 of the manifest is the seal: whoever
keeps it elsewhere finds also a package that was made anew from changed contents. It is checked without the database.
"""
