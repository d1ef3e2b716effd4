"""Who wrote something, in words: a name, or what stands for one that was erased."""

from locales import Words, _


def author(name: str | None) -> Words:
    """Return ``name``; of somebody whose data was erased it is empty, and only the role is said."""
    return name or _("a former focal point")
