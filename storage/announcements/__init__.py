"""Announcements: who one is for, how it is queued for them, and what became of each message."""
