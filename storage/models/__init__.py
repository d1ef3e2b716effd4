"""The tables: who is in the network, what they do, and every event on its way in or out.

A file for each group: *people* (seats, members, their channels, how they came in), *programmes*
(collectivities, programmes, axes, projects, milestones), *said* (reports and evidence, append-only,
conversations, the audit log), *rhythm* (check-ins, decisions, what was sent unasked), *asking*
(questions to peers, routings, answers), *library* (practices, answers kept, their use), *search*
(what can be found), *doors* (inbox, outbox, files to send or to read, timetable, nightly runs).
Relationships are never loaded lazily (``lazy="raise"``): a query says what it needs.
"""

from storage.models.announcements import Announcement, AnnouncementText, Recipient, SharedPayload
from storage.models.asking import Addition, Answer, Expertise, Question, Routing
from storage.models.base import Base
from storage.models.doors import Document, Due, InboxEvent, OutboxMessage, Run, Upload
from storage.models.gatherings import Gathering, Rsvp
from storage.models.library import (
    DigestScan,
    Faq,
    Practice,
    PracticeFile,
    PracticeVersion,
    Reuse,
    Search,
    Showing,
)
from storage.models.people import (
    AccessRequest,
    ChannelIdentity,
    Consent,
    Invitation,
    Member,
    Occupancy,
    Seat,
)
from storage.models.programmes import Axis, Collectivity, Milestone, Programme, Project
from storage.models.rhythm import Card, CheckIn, Choice, Contact, DecisionRecord
from storage.models.said import (
    Audit,
    Conversation,
    Evidence,
    ProgressReport,
    ReportMilestone,
    StoredFile,
    Withdrawal,
)
from storage.models.search import SearchEntry, SearchText, SearchToken
from storage.models.values import (
    AnnouncementStatus,
    Attending,
    Audience,
    Cadence,
    CheckInKind,
    CollectivityKind,
    Level,
    Obstacle,
    Pace,
    Phase,
    PhaseStep,
    Plea,
    Pressure,
    PublicationStatus,
    Published,
    QuestionStatus,
    Reaction,
    Role,
    Topic,
    Use,
)

__all__ = [
    "AccessRequest",
    "Addition",
    "Announcement",
    "AnnouncementStatus",
    "AnnouncementText",
    "Answer",
    "Attending",
    "Audience",
    "Audit",
    "Axis",
    "Base",
    "Cadence",
    "Card",
    "ChannelIdentity",
    "CheckIn",
    "CheckInKind",
    "Choice",
    "Collectivity",
    "CollectivityKind",
    "Consent",
    "Contact",
    "Conversation",
    "DecisionRecord",
    "DigestScan",
    "Document",
    "Due",
    "Evidence",
    "Expertise",
    "Faq",
    "Gathering",
    "InboxEvent",
    "Invitation",
    "Level",
    "Member",
    "Milestone",
    "Obstacle",
    "Occupancy",
    "OutboxMessage",
    "Pace",
    "Phase",
    "PhaseStep",
    "Plea",
    "Practice",
    "PracticeFile",
    "PracticeVersion",
    "Pressure",
    "Programme",
    "ProgressReport",
    "Project",
    "PublicationStatus",
    "Published",
    "Question",
    "QuestionStatus",
    "Reaction",
    "Recipient",
    "ReportMilestone",
    "Reuse",
    "Role",
    "Routing",
    "Rsvp",
    "Run",
    "Search",
    "SearchEntry",
    "SearchText",
    "SearchToken",
    "Seat",
    "SharedPayload",
    "Showing",
    "StoredFile",
    "Topic",
    "Upload",
    "Use",
    "Withdrawal",
]
