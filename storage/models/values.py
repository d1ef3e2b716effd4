"""The closed sets of the network: what a collectivity, a role, a phase, a level can be."""

from enum import StrEnum


class CollectivityKind(StrEnum):
    """The levels of local government; provinces and prefectures share one (law 112-14)."""

    REGION = "region"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    COMMUNE = "commune"


class Role(StrEnum):
    """What somebody does in the network (NETWORK.md, section 1)."""

    FOCAL_POINT = "focal_point"
    DEPUTY = "deputy"
    POLE = "pole"
    REGIONAL_COORDINATOR = "regional_coordinator"
    NATIONAL_COORDINATOR = "national_coordinator"
    OBSERVER = "observer"


class Phase(StrEnum):
    """Where a programme stands in its two-year cycle (NETWORK.md, section 3)."""

    CO_CREATION = "co_creation"
    VOTE = "vote"
    IMPLEMENTATION = "implementation"
    EVALUATION = "evaluation"
    CLOSED = "closed"


class PhaseStep(StrEnum):
    """What a programme reports before there are projects to carry out (F4)."""

    WORKSHOP = "workshop"
    COMMITTEE = "committee"
    CONSULTATION = "consultation"
    VOTE = "vote"


class Level(StrEnum):
    """Completion levels of OGP's Independent Reporting Mechanism, lowest first."""

    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class Cadence(StrEnum):
    """How often a member wants to be asked how things go (F6: less often)."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class Plea(StrEnum):
    """Why somebody at the door needs a coordinator (F1, Edge)."""

    STRANGER = "stranger"  # no link of ours
    LINK = "link"  # a link of ours that was used, revoked or too old
    NOT_ME = "not_me"  # the link names somebody else
    SEAT_TAKEN = "seat_taken"  # somebody occupies that seat


class CheckInKind(StrEnum):
    """What a check-in begins with (reminders.md, section 2)."""

    PLAIN = "plain"
    PROGRESS = "progress"  # what your entries changed
    PEER = "peer"  # a story from a similar commune
    THANKS = "thanks"  # for a real, named act
    LIGHT = "light"  # after two silent weeks: fine, too busy, pause, a call


class Pressure(StrEnum):
    """Whether somebody feels pressed by the messages, asked once a quarter (reminders.md, 7)."""

    NONE = "none"
    SOME = "some"
    MUCH = "much"


class Pace(StrEnum):
    """How the week went (F5)."""

    MOVED = "moved"
    SAME = "same"
    BLOCKED = "blocked"
    NOTHING = "nothing"  # nothing was planned


class Obstacle(StrEnum):
    """What stands in the way (F5)."""

    BUDGET = "budget"
    STAFF = "staff"
    HIERARCHY = "hierarchy"
    TECHNICAL = "technical"
    PARTNER = "partner"
    LEGAL = "legal"
    OTHER = "other"


class Audience(StrEnum):
    """Who may know of an obstacle (F5)."""

    PEERS = "peers"
    COORDINATOR = "coordinator"
    PRIVATE = "private"
