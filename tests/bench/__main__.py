"""``python -m tests.bench``: every benchmark there is; the options are those of the reports."""

from tests.bench import lists, reports, search

reports.main()
lists.main([])
search.main([])
