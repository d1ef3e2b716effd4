"""The simulator: the ladder's own decisions, in worlds of simulated members on a moving clock.

A test tool (reminders.md, section 8). Every number of a world is assumed or borrowed from studies
elsewhere: trust the orderings of policies, never the levels.
"""
