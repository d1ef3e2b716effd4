"""What Hypothesis makes conversations of: trees of questions, and people who do anything at all."""

from dataclasses import replace

from hypothesis import strategies as st

from handlers.dialogue.flow import Flow
from tests.handlers.dialogue.play import Act, Node, made_of

ASKED = ("choice", "scale", "text", "number", "date")
FORGED = (
    "", "~", "~edit.", "~edit.nothing", "~save", "~show", "~next", "~prev", "~skip",
    "a", "q0-0", "q0-99", "²", "٣", "9" * 40, "-1", "🙂", "c.1.1.q0-0", "x" * 64,
)  # fmt: skip
GARBAGE = (
    "", " ", "؟", "🙂", "999", "9" * 5000, "0", "٠", "²", "hier", "not a thing", "Label",
    "\u202e\u2066", "x" * 100, "13/13/2026", "24/11/2027", "-3", "1.5", "https://azrou.example/a",
)  # fmt: skip


def _numbered(trees: list[tuple[str, bool, int, list[list[tuple[str, bool]]]]]) -> list[Node]:
    """Give every node of the trees a key of its own; look-ups are recognised by theirs."""
    nodes = []
    for place, (kind, optional, size, branches) in enumerate(trees):
        inner = tuple(
            tuple(
                Node(kind, _key(kind, f"{place}b{branch}n{number}"), optional, 2)
                for number, (kind, optional) in enumerate(nodes_of_branch)
            )
            for branch, nodes_of_branch in enumerate(branches)
        )
        nodes.append(Node(kind, _key(kind, str(place)), optional, size, inner))
    return nodes


def _key(kind: str, number: str) -> str:
    return ("found" if kind == "look_up" else "q") + number


_kinds = st.sampled_from((*ASKED, "look_up"))
_branch = st.lists(st.tuples(_kinds, st.booleans()), max_size=2)
_trees = st.lists(
    st.tuples(_kinds, st.booleans(), st.integers(2, 7), st.lists(_branch, max_size=3)),
    min_size=1,
    max_size=4,
)

nodes = _trees.map(_numbered)
linear = st.lists(
    st.tuples(st.sampled_from(ASKED), st.booleans()), min_size=2, max_size=5
).map(lambda kinds: [Node(kind, f"q{place}", optional) for place, (kind, optional)
                     in enumerate(kinds)])  # fmt: skip


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """A conversation with branches, look-ups and a place for files."""
    return made_of(draw(nodes), asks_for_files=draw(st.booleans()))


_numbers = st.integers(0, 20)
_simple = st.sampled_from(
    ("press", "number", "arabic number", "label", "file", "answer", "answer", "answer", "edit")
)
_words = st.one_of(st.sampled_from(GARBAGE), st.text(max_size=20))
act = st.one_of(
    st.builds(Act, _simple, _numbers),
    st.builds(Act, st.sampled_from(("file", "edit")), _numbers, _words),
    st.builds(Act, st.just("say"), _numbers, _words),
    st.builds(Act, st.just("forge"), _numbers, st.sampled_from(FORGED) | st.text(max_size=40)),
    st.builds(Act, st.sampled_from(("back", "skip"))),
)
acts = st.lists(act, max_size=25)
restarts = st.frozensets(st.integers(0, 24))


def without_option(node: Node) -> Node:
    """Return the choice ``node`` after a release that took its last option away."""
    return replace(node, size=node.size - 1)
