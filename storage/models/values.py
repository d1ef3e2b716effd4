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


class CallOutcome(StrEnum):
    """What came of a coordinator's call, as they noted it with one tap."""

    FINE = "fine"
    BUSY = "busy"
    PAUSE = "pause"  # would like one: it begins when they say so themselves
    LEAVING = "leaving"  # or has another post by now
    UNREACHED = "unreached"  # the card stays on the list
    NEED = "need"  # something is to be passed on


class Topic(StrEnum):
    """What questions, answers and practices are about: few enough to be shown on a telephone.

    Chosen by us from the workshop's themes and the glossary; the names are stored, never changed.
    """

    PROGRAMME = "programme"  # preparing and adopting it
    PARTICIPATION = "participation"
    PUBLICATION = "publication"  # proactive, law 31-13 article 10
    ACCESS = "access"  # requests for information, law 31-13
    BUDGET = "budget"
    COUNCIL = "council"
    COMMITTEE = "committee"  # of monitoring
    EVALUATION = "evaluation"
    PETITIONS = "petitions"
    CIVIL_SOCIETY = "civil_society"
    EQUITY = "equity"  # equal opportunity, gender, youth
    DIGITAL = "digital"
    SERVICES = "services"
    COMMUNICATION = "communication"
    PARTNERSHIP = "partnership"  # and funding
    STAFF = "staff"  # and training
    OTHER = "other"


class QuestionStatus(StrEnum):
    """Where a question to peers stands (F8, F9)."""

    HELD = "held"  # for a moderator's eye; nobody was asked
    OPEN = "open"
    SOLVED = "solved"
    CLOSED = "closed"  # nobody said how it went; can be opened again for a while
    WITHDRAWN = "withdrawn"


class Reaction(StrEnum):
    """What a peer did with a question that was brought to them (F8)."""

    ANSWERED = "answered"
    NOT_ME = "not_me"
    SUGGESTED = "suggested"  # somebody else
    LATER = "later"


class PublicationStatus(StrEnum):
    """Where a practice, or an answer on its way into the library, stands (F9, F10)."""

    OFFERED = "offered"  # an answer: not all who wrote it have agreed
    SUBMITTED = "submitted"  # waits for a moderator
    RETURNED = "returned"  # a change was asked for
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # by its author


class Published(StrEnum):
    """What the library holds."""

    PRACTICE = "practice"
    FAQ = "faq"  # a question with the answer that solved it


class Use(StrEnum):
    """What somebody did with a practice or an answer of the library."""

    HELPED = "helped"  # it answered their question
    APPLIED = "applied"  # their local government did it too


class Attending(StrEnum):
    """What somebody said to an invitation (F13)."""

    YES = "yes"  # and has a place
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"  # said yes, and there was no place left


class AnnouncementStatus(StrEnum):
    """Where an announcement stands (F12)."""

    APPROVAL = "approval"  # urgent: waits for a second person
    REFUSED = "refused"  # by that person
    SCHEDULED = "scheduled"
    SENDING = "sending"  # its messages are being queued
    SENT = "sent"  # all are queued; each has a fate of its own
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # nobody who may send it was left when its time came
    MISSED = "missed"  # its time had passed when it was confirmed
