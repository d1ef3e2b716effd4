"""Finding what the network knows: published practices and answers, in four languages.

Python makes the tokens of a text once, when it is published; both stores find by the same ones
(docs/decisions/0007-search.md).
"""

from storage.search.entries import Entry, Kind, put, put_all, remove
from storage.search.finding import Hit, find

__all__ = ["Entry", "Hit", "Kind", "find", "put", "put_all", "remove"]
