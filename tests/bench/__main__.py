"""``python -m tests.bench``: every benchmark there is; the options are those of the reports."""

from tests.bench import announcements, lists, reports

reports.main()
lists.main([])
announcements.main([])
