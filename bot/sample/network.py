"""A whole fictitious network: real collectivities, invented people, programmes and reports.

For trying Jisr out and for testing it: `jisr sample` fills an empty database with it. Every member
is marked ``fictitious``, and every programme says so in its title.
"""

from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from secrets import randbits, token_urlsafe

from bot.sample.histories import Author
from bot.sample.people import Person, languages, names, roles
from bot.sample.plans import store
from bot.sample.practices import stock
from bot.sample.programmes import draw_programme, phases
from bot.sample.register import places
from storage import Session
from storage.asking import expertise
from storage.invitations import invite, nobody_yet
from storage.models import Collectivity, CollectivityKind, Member, Role, Topic
from storage.seats import seat_all
from storage.territory import import_register, labels_of, of_kind

_MEMBERS = 228  # NETWORK.md, section 2: of these 12 are regions and 17 provinces or prefectures
_REGIONS = 12
_PROVINCES = 17
_ALL_PROVINCES = 75
_LEVELS = 3
_JOINED = timedelta(days=900)  # ago: before the oldest report there can be
_VALID = timedelta(days=30)

Sitting = tuple[Role, Collectivity | None]


class NotEmpty(Exception):
    """The database already holds a network; a fictitious one is never mixed with it."""


def fill(session: Session, *, people: int, seed: int | None = None, now: datetime) -> list[Person]:
    """Fill an empty database with so many people, coordinators first, and with their programmes.

    The same seed gives the same network, tokens included: it is for tests alone. Without one the
    tokens cannot be guessed. They are stored nowhere; each is good for 30 days.

    Raises NotEmpty when there is a member or a programme already, ValueError for a number of
    people that cannot be.
    """
    refuse_unless_empty(session)
    draw = Random(randbits(64) if seed is None else seed)  # noqa: S311 - no token comes from it unless a seed is given
    count = roles(people)
    import_register(session, places())
    seats = _seats(session, draw, count[Role.FOCAL_POINT])
    sittings = _sittings(session, draw, seats, count)
    members = _members(draw, len(sittings), now)
    joined = now - _JOINED
    seat_all(
        session,
        [
            (member, role, place.id if place else None)
            for member, (role, place) in zip(members, sittings, strict=True)
        ],
        joined,
    )
    authors = _authors(members)
    store(
        session,
        [
            draw_programme(draw, seat, phase, authors[seat.id], now)
            for seat, phase in zip(seats, phases(draw, len(seats)), strict=True)
        ],
    )
    stock(session, members, now)
    known = introduce(session, members, None if seed is None else draw, now)
    _declare(session, draw, members, joined)
    return known


def refuse_unless_empty(session: Session) -> None:
    """Raise NotEmpty unless there is neither a member nor a programme."""
    if not nobody_yet(session):
        raise NotEmpty("sample data needs an empty database; this one has members or programmes")


def introduce(
    session: Session, members: Sequence[Member], draw: Random | None, now: datetime
) -> list[Person]:
    """Give stored members a link each and say who they are; ``draw`` makes the tokens predictable.

    They are in already: the link opens their first channel, without the questions of joining.
    """
    place = labels_of(session, (one.collectivity_id for one in members if one.collectivity_id))
    people = []
    for member in members:
        token = _token(draw)
        invite(session, member.id, token, now, _VALID)
        label = place[member.collectivity_id] if member.collectivity_id else None
        written = label and label[0 if member.language == "ar" else 1]
        if member.role is None:
            raise ValueError(f"member {member.id} has no seat")
        people.append(Person(token, member.name, member.language, member.role, written))
    return people


def _seats(session: Session, draw: Random, count: int) -> list[Collectivity]:
    """Draw so many local governments, mostly communes, as in the network; each kind if it can."""
    least = int(count >= _LEVELS)
    regions = min(_REGIONS, max(least, round(count * _REGIONS / _MEMBERS)))
    councils = min(_ALL_PROVINCES, max(least, round(count * _PROVINCES / _MEMBERS)))
    drawn = [
        *draw.sample(of_kind(session, CollectivityKind.REGION), regions),
        *draw.sample(
            of_kind(session, CollectivityKind.PREFECTURE, CollectivityKind.PROVINCE), councils
        ),
        *draw.sample(of_kind(session, CollectivityKind.COMMUNE), count - regions - councils),
    ]
    draw.shuffle(drawn)
    return drawn


def _sittings(
    session: Session, draw: Random, seats: list[Collectivity], count: dict[Role, int]
) -> list[Sitting]:
    """Say who sits where: deputies and pole members beside a focal point, the others above them."""
    seated_in = Counter(seat.region_id or seat.id for seat in seats)
    regions = of_kind(session, CollectivityKind.REGION)
    busiest = sorted(regions, key=lambda region: -seated_in[region.id])
    coordinators: list[Sitting] = [
        *[(Role.NATIONAL_COORDINATOR, None)] * count[Role.NATIONAL_COORDINATOR],
        *[(Role.OBSERVER, None)] * count[Role.OBSERVER],
    ]
    places = {
        Role.REGIONAL_COORDINATOR: busiest[: count[Role.REGIONAL_COORDINATOR]],
        Role.POLE: draw.sample(seats, count[Role.POLE]),
        Role.FOCAL_POINT: seats,
        Role.DEPUTY: draw.sample(seats, count[Role.DEPUTY]),
    }
    return coordinators + [(role, place) for role, taken in places.items() for place in taken]


def _members(draw: Random, count: int, now: datetime) -> list[Member]:
    """Give so many people a name and a language, the name in that language's script."""
    return [
        Member(
            name=name[0 if language == "ar" else 1],
            language=language,
            fictitious=True,
            created_at=now - _JOINED,
            joined_at=now - _JOINED,
        )
        for language, name in zip(languages(draw, count), names(draw), strict=False)
    ]


def _declare(session: Session, draw: Random, members: list[Member], now: datetime) -> None:
    """Let those whom peers may ask say what they can help with: two topics at most."""
    for member in members:
        if member.role in {Role.FOCAL_POINT, Role.DEPUTY, Role.POLE}:
            expertise.declare(session, member.id, draw.sample(list(Topic), draw.randint(0, 2)), now)


def _authors(members: list[Member]) -> dict[int, list[Author]]:
    """List who reports for each collectivity: its focal point and, if it has one, the deputy."""
    reporting: dict[int, list[Author]] = {}
    for member in members:
        if member.collectivity_id and member.role in {Role.FOCAL_POINT, Role.DEPUTY}:
            author = Author(member.id, member.language)
            reporting.setdefault(member.collectivity_id, []).append(author)
    return reporting


def _token(draw: Random | None) -> str:
    """Make 43 characters, unguessable unless drawn for a test."""
    if draw is None:
        return token_urlsafe(32)
    return urlsafe_b64encode(draw.randbytes(32)).rstrip(b"=").decode()
