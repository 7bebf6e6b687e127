"""From a source document to a guideline draft (R1.1): text, Markdown or DOCX in, an unpublished page and a report out.

`files` reads a file into pieces; `furniture` takes away what belongs to paper; `lines`, `footnotes` and `fields` find
headings, paragraphs, notes and lists; `structure` makes chapters and paragraphs of them; `draft` makes the page.

The promise: the draft's words are the source's, in the same order, but for what the report lists as removed, and the
footnotes, which move to the end. `accounting` checks it for every file that comes in. No rule is ever made up.
"""
