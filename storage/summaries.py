"""The week's figures for coordinators and observers: who gets them, and of what."""

from sqlalchemy.orm import Session

from storage.models import Collectivity, Member, Role
from storage.reach import Reach, reach_of
from storage.rhythm import SUMMARY

KIND = SUMMARY  # of a timetable row, of an event and of a contact


def extent(session: Session, member: Member) -> Reach | None:
    """Return whose figures a member gets: those they coordinate, or observe; None for nobody's.

    An observer of a place gets its region's, one of no place the network's.
    """
    if member.role is not Role.OBSERVER:
        return reach_of(member)
    if member.collectivity_id is None:
        return Reach(None)
    place = session.get_one(Collectivity, member.collectivity_id)
    return Reach(place.region_id or place.id)
