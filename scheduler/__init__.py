"""When something is due, and whether it may be said now: the clock and its guards."""
