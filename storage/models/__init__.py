"""The tables: who is in the network, what they do, and every event on its way in or out.

Four groups, a file each: *people* (seats, members, their channels, how they came in),
*programmes* (collectivities, programmes, axes, projects, milestones), *said* (reports and evidence,
append-only, conversations, the audit log), *doors* (inbox, outbox, files to send or to read,
timetable, nightly runs). Relationships are never loaded lazily (``lazy="raise"``): a query says
what it needs.
"""

from storage.models.base import Base
from storage.models.doors import Document, Due, InboxEvent, OutboxMessage, Run, Upload
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
from storage.models.said import (
    Audit,
    Conversation,
    Evidence,
    ProgressReport,
    ReportMilestone,
    StoredFile,
    Withdrawal,
)
from storage.models.values import Cadence, CollectivityKind, Level, Phase, PhaseStep, Plea, Role

__all__ = [
    "AccessRequest",
    "Audit",
    "Axis",
    "Base",
    "Cadence",
    "ChannelIdentity",
    "Collectivity",
    "CollectivityKind",
    "Consent",
    "Conversation",
    "Document",
    "Due",
    "Evidence",
    "InboxEvent",
    "Invitation",
    "Level",
    "Member",
    "Milestone",
    "Occupancy",
    "OutboxMessage",
    "Phase",
    "PhaseStep",
    "Plea",
    "Programme",
    "ProgressReport",
    "Project",
    "ReportMilestone",
    "Role",
    "Run",
    "Seat",
    "StoredFile",
    "Upload",
    "Withdrawal",
]
