"""The waiting list over any sequence of answers: never more than there are places."""

from hypothesis import given
from hypothesis import strategies as st

from storage.attending import granted, moved_up
from storage.models import Attending

WANTED = st.sampled_from([Attending.YES, Attending.NO, Attending.MAYBE])


@given(st.none() | st.integers(1, 4), st.lists(st.tuples(st.integers(1, 8), WANTED), max_size=40))
def test_places_are_never_exceeded_and_nobody_waits_beside_a_free_one(
    capacity: int | None, acts: list[tuple[int, Attending]]
) -> None:
    said: dict[int, Attending] = {}
    line: list[int] = []  # who waits, the longest first
    for person, wanted in acts:
        held = said.get(person)
        taken = sum(answer == Attending.YES for answer in said.values())
        said[person] = granted(wanted, held, taken, capacity)
        if held == Attending.WAITING != said[person]:
            line.remove(person)
        if said[person] == Attending.WAITING != held:
            line.append(person)
        if held == Attending.YES and wanted == Attending.YES:
            assert said[person] == Attending.YES  # nobody loses a place by saying yes again
        taken = sum(answer == Attending.YES for answer in said.values())
        lucky = list(moved_up(line, taken, capacity))
        assert lucky == line[: len(lucky)]  # first come, first served
        for one in lucky:
            said[one] = Attending.YES
        line = line[len(lucky) :]
        taken = sum(answer == Attending.YES for answer in said.values())
        assert capacity is None or taken <= capacity
        assert not line or taken == capacity
