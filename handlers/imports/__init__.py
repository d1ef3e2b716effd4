"""Reads spreadsheets of members and of programmes, and writes those that go back.

Bytes become rows (`sheet`), rows a table with known columns (`headers`), the table checked
records with findings and open questions (`preview`), which wait for a yes as JSON (`reading`,
`records`) beside what is there (`already`). Nothing here stores or sends anything, and
nothing but this room knows the spreadsheet library or the one that compares names.
"""
