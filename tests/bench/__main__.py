"""``python -m tests.bench``: every benchmark there is; the options are those of the reports."""

from tests.bench import announcements, board, exports, lists, reports, routing, search

reports.main()
lists.main([])
routing.main([])
search.main([])
announcements.main([])
board.main([])
exports.main([])
