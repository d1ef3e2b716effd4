"""A network on the whole register: two coordinators, a focal point, nobody else yet."""

from bot.sample.register import places
from storage import Session
from storage.invitations import invite
from storage.models import CollectivityKind, Member, Role
from storage.seats import seat_all
from storage.territory import import_register, of_kind
from tests.chat import TUESDAY, Chat, Town

SOUSS = "Souss-Massa"
PEOPLE = {
    "ghita": (Role.NATIONAL_COORDINATOR, None),
    "driss": (Role.REGIONAL_COORDINATOR, SOUSS),
    "amal": (Role.FOCAL_POINT, "Tiznit"),
}


def found(session: Session) -> None:
    """Write the register and its people."""
    import_register(session, places())
    regions = {one.name_fr: one.id for one in of_kind(session, CollectivityKind.REGION)}
    communes = {one.name_fr: one.id for one in of_kind(session, CollectivityKind.COMMUNE)}
    ids = {**communes, **regions}
    members = {
        name: Member(name=name.capitalize(), language="en", created_at=TUESDAY, joined_at=TUESDAY)
        for name in PEOPLE
    }
    seat_all(
        session,
        [
            (members[name], role, ids[place] if place else None)
            for name, (role, place) in PEOPLE.items()
        ],
        TUESDAY,
    )
    for name, member in members.items():
        invite(session, member.id, f"token-of-{name}", TUESDAY)


async def join(town: Town, name: str, language: str = "en") -> Chat:
    """Give one of them a phone and bring them in."""
    chat = town.phone(100 + list(PEOPLE).index(name), language, name.capitalize())
    await chat.say(f"/start token-of-{name}")
    if language != "en":
        await chat.tap(chat.last.id, f"a.language.{language}")
    return chat


async def sends(chat: Chat, content: bytes, name: str = "list.xlsx") -> None:
    """Send a list as a file."""
    await chat.send("document", content, name=name)


async def invited(running: Town) -> set[str]:
    """The names of everybody who was not there from the beginning."""
    return {one.name for one in await running.rows(Member)} - {name.capitalize() for name in PEOPLE}
