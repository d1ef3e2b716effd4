"""Saves a list that was read and confirmed: all of it in one transaction, or nothing.

First the links and their file are prepared, outside of any transaction since that takes a while;
then all is stored, if what was prepared still fits the network.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.imports import already, records, sheets_out
from handlers.imports.columns import Kind
from handlers.imports.places import Gazetteer
from handlers.imports.reading import Reading
from handlers.imports.workbooks import MIME, plain
from handlers.permissions import may
from locales import _
from storage import Session, documents, inbox, roster, uploads
from storage.models import Member
from storage.roster import BeyondReachError, Network, Newcomer, NewProgramme

LINKS_KEPT = timedelta(hours=24)  # the file with the links, should it not be sent at once
FILES_KEPT = timedelta(hours=1)  # files without a secret


class ChangedError(Exception):
    """Somebody of the list came into the network meanwhile: it has to be prepared again."""


@dataclass(frozen=True)
class Prepared:
    """All that is to be stored, and the files that go back.

    ``links`` holds the newcomers' personal links, None for programmes; ``findings`` what was not
    imported, None when everything was. ``at`` is when the links begin to count.
    """

    at: datetime
    newcomers: Sequence[Newcomer]
    programmes: Sequence[NewProgramme]
    links: bytes | None
    findings: bytes | None

    @property
    def count(self) -> int:
        """How many people or programmes there are."""
        return len(self.newcomers) + len(self.programmes)


def prepare(
    reading: Reading, network: Network, link: Callable[[str], str], language: str, now: datetime
) -> Prepared:
    """Make a token and a link for everybody who is new, and the files in ``language``."""
    newcomers: list[Newcomer] = []
    programmes: list[NewProgramme] = []
    if reading["kind"] == Kind.MEMBERS:
        people = already.new_people(records.people_in(reading["records"]), network.people)
        newcomers = [Newcomer(*one, token=secrets.token_urlsafe(32)) for one in people]
    else:
        stored = records.programmes_in(reading["records"])
        programmes = already.new_programmes(stored, network.programmes)
    return Prepared(
        at=now,
        newcomers=newcomers,
        programmes=programmes,
        links=_links(newcomers, network, link, language, now) if newcomers else None,
        findings=sheets_out.findings(reading["findings"], language) if reading["bad"] else None,
    )


def save(session: Session, prepared: Prepared, by: Member | None, source: str) -> None:
    """Store what was prepared; ``by`` None is the command line, ``source`` goes into the audit log.

    Raises:
        ChangedError: when something of it is there by now.
        BeyondReachError: when something of it is not for ``by`` to add.
        ValueError: when two people are meant for one seat.
    """
    newcomers, programmes = prepared.newcomers, prepared.programmes
    codes = [one.code for one in newcomers if one.code is not None]
    roster.lock(session, [*codes, *(one.code for one in programmes)])
    if newcomers:
        known = roster.people(session, prepared.at)
        listed = [records.Listed(one.name, one.role, one.language, one.code) for one in newcomers]
        if len(already.new_people(listed, known)) < len(listed):
            raise ChangedError
        before = already.who_never_came(known)
        same = [
            replace(one, member_id=before.get(already.key(person)))
            for one, person in zip(newcomers, listed, strict=True)
        ]
        roster.add_members(session, same, by=by, now=prepared.at, source=source)
    if programmes:
        if len(already.new_programmes(programmes, roster.programmes(session))) < len(programmes):
            raise ChangedError
        roster.add_programmes(session, programmes, by=by, now=prepared.at, source=source)


def settle(session: Session, upload_id: int, prepared: Prepared, now: datetime) -> bool:
    """Save a confirmed list and let its sender be told; False when it was not to be saved any more.

    Raises as ``save`` does; the sender's role is the one of this moment.
    """
    found = uploads.confirmed(session, upload_id)
    upload = uploads.saved(session, upload_id) if found else None
    if found is None or upload is None:
        return False
    _confirmed, member = found
    if not may(member, "import"):
        raise BeyondReachError
    save(session, prepared, member, f"upload:{upload_id}")
    about = {
        "upload": upload_id,
        "people": len(prepared.newcomers),
        "programmes": len(prepared.programmes),
        "links": _kept(session, plain(_("Invitations"), member.language), prepared.links, now,
                       LINKS_KEPT),
        "findings": _kept(session, plain(_("To correct"), member.language), prepared.findings, now,
                          FILES_KEPT),
    }  # fmt: skip
    tell(session, upload_id, "imported", about, now)
    return True


def tell(
    session: Session, upload_id: int, kind: str, about: Mapping[str, object], now: datetime
) -> None:
    """Put an event about an upload into its sender's inbox; ``kind`` and the rest as happened."""
    upload = uploads.one(session, upload_id)
    external_id = f"{kind}:{upload_id}:{upload.readings}:{upload.attempts}"
    arrival = (external_id, uploads.person_of(session, upload), {"kind": kind, **about})
    inbox.receive(session, "jisr", [arrival], now)


def _links(
    newcomers: Sequence[Newcomer],
    network: Network,
    link: Callable[[str], str],
    language: str,
    now: datetime,
) -> bytes:
    gazetteer = Gazetteer(network.register)
    places = [gazetteer.place(one.code) if one.code else None for one in newcomers]
    return sheets_out.invitations(
        (
            sheets_out.Invited(
                name=one.name,
                role=one.role,
                place=gazetteer.label(place) if place else None,
                language=one.language,
                link=link(one.token),
                valid_until=now + one.valid,
            )
            for one, place in zip(newcomers, places, strict=True)
        ),
        language,
    )


def _kept(
    session: Session, title: str, content: bytes | None, now: datetime, keep: timedelta
) -> int | None:
    if content is None:
        return None
    name = f"{title}.xlsx"
    return documents.add(session, name=name, mime=MIME, content=content, now=now, keep=keep).id
