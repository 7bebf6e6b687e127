"""Two editions → what changed, paragraph by paragraph and rule by rule, in words and as a feed (R1.4, R1.2).

`editions` is plain data; `words`, `pairing`, `rules` and `compare` are pure; `telling` puts changes into sentences;
`stored` reads published editions; `showing` and `feed` show them.
"""
