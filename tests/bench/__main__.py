"""``python -m tests.bench``: every benchmark there is."""

from tests.bench.reports import main

main()
