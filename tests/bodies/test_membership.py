"""Who is in a body at an instant is what a naive look through what is known says."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bylaw.engine.calendars import Period, add
from bylaw.engine.instants import NEVER, parse
from bylaw.engine.membership import Change, Composition, Timeline, beginning

BODIES = ("council", "mergers")
PEOPLE = ("ana", "bo", "cy")
FIRST = {"council": frozenset({"ana", "bo"}), "mergers": frozenset[str]()}
YEAR = Period.parse("P1Y")


def timeline(**rules: Composition) -> Timeline:
    known = {name: rules.get(name, Composition()) for name in BODIES}
    return beginning(known, FIRST, {}, {}, "UTC")


def changes() -> st.SearchStrategy[Change]:
    return st.builds(
        Change,
        body=st.sampled_from(BODIES),
        kind=st.sampled_from(["join", "leave", "suspend", "restore"]),
        at=st.integers(-5, 5),
        people=st.sampled_from(PEOPLE).map(lambda person: (person,)),
    )


def naive(known: Sequence[Change], body: str, person: str, at: int) -> tuple[bool, bool]:
    """Whether somebody has a seat, and whether they are suspended: each change in its turn."""
    seated, suspended = person in FIRST[body], False
    for instant in range(-5, at + 1):
        for change in known:
            if change.body != body or change.people != (person,) or change.at != instant:
                continue
            if change.kind in ("join", "leave"):
                suspended = suspended and seated and change.kind == "join"
                seated = change.kind == "join"
            elif seated:
                suspended = change.kind == "suspend"
    return seated, suspended


@given(st.lists(changes(), max_size=12))
@example([])
def test_members_at_an_instant_are_those_of_a_naive_look(known: list[Change]) -> None:
    """However late something becomes known: only its own instant counts, then the order told."""
    whole = timeline().after(*known)
    for at in range(-6, 7):
        for body in BODIES:
            held = whole.members(body, at)
            for person in PEOPLE:
                seated, suspended = naive(known, body, person, at)
                assert (person in held) is seated
                assert (person in held and held[person].suspended) is suspended


@given(st.lists(changes(), max_size=10))
def test_one_by_one_or_at_once_is_the_same(known: list[Change]) -> None:
    once, step = timeline().after(*known), timeline()
    for each in known:
        step = step.after(each)
    assert once.changes == step.changes
    assert once.states[: once.length] == step.states[: step.length]


@given(st.lists(changes(), max_size=10), st.integers(-6, 6))
def test_nothing_changes_between_two_of_its_instants(known: list[Change], at: int) -> None:
    whole = timeline().after(*known)
    since = whole.since(at)
    later = min(whole.later(at), default=NEVER)
    assert since <= at < later
    for body in BODIES:
        assert whole.members(body, max(since, -6)) == whole.members(body, at)
        assert whole.members(body, min(later - 1, 6)) == whole.members(body, at)


def joined(*at: int) -> list[Change]:
    return [Change("council", "join", each, ("cy",)) for each in at]


def test_a_term_lapses_a_year_after_it_began_to_the_instant() -> None:
    """A leap day's term ends on the last of February."""
    leap = parse("2024-02-29T12:00:00Z")
    known = timeline(council=Composition(term=YEAR)).after(*joined(leap))
    end = parse("2025-02-28T12:00:00Z")
    assert "cy" in known.members("council", end - 1)
    assert "cy" not in known.members("council", end)
    assert known.since(end) == end
    assert end in known.later(leap)


@pytest.mark.parametrize(
    ("again", "served"),
    [
        ("2025-01-01T00:00:00Z", 2),
        ("2024-07-01T00:00:00Z", 2),
        ("2025-12-31T23:59:59Z", 2),
        ("2026-01-01T00:00:00Z", 1),
    ],
)
def test_terms_are_in_a_row_unless_a_whole_one_lies_between(again: str, served: int) -> None:
    first, then = parse("2024-01-01T00:00:00Z"), parse(again)
    known = timeline(council=Composition(term=YEAR, terms=2)).after(*joined(first, then))
    stay = known.members("council", then)["cy"]
    assert (stay.served, stay.since, stay.ends) == (served, then, add(then, YEAR, "UTC"))


def roll(at: int, *present: str) -> Change:
    return Change("council", "meet", at, present)


def idle(known: Timeline, at: int) -> bool:
    return known.members("council", at)["ana"].idle


def test_three_meetings_missed_in_a_row_suspend_and_two_attended_restore() -> None:
    """Eligible again in that second meeting, not after it."""
    known = timeline(council=Composition(misses=3, returns=2))
    known = known.after(roll(1, "bo"), roll(2, "ana"), roll(3), roll(4), roll(5))
    assert [idle(known, at) for at in range(1, 6)] == [False, False, False, False, True]
    known = known.after(roll(6, "ana"), roll(7), roll(8, "ana"), roll(9, "ana"))
    assert [idle(known, at) for at in range(6, 10)] == [True, True, True, False]


def test_a_roll_that_is_told_again_replaces_the_first() -> None:
    known = timeline(council=Composition(misses=1)).after(roll(1, "bo"), roll(1, "ana", "bo"))
    assert not idle(known, 1)
    assert len(known.changes) == 1


def test_only_meetings_since_somebody_joined_count() -> None:
    known = timeline(council=Composition(misses=2)).after(
        roll(1), roll(2), Change("council", "join", 3, ("cy",)), roll(4), roll(5)
    )
    held = [known.members("council", at)["cy"].idle for at in (3, 4, 5)]
    assert held == [False, False, True]


@given(st.lists(changes(), max_size=8), st.lists(changes(), max_size=4))
def test_what_was_known_earlier_stays_as_it_was(known: list[Change], more: list[Change]) -> None:
    """Whoever decided on it can be asked why, when others have come to know more."""
    earlier = timeline()
    for each in known:
        earlier = earlier.after(each)
    before = {at: (earlier.members("council", at), earlier.later(at)) for at in range(-6, 7)}
    guessed = earlier.supposing(*more)
    later = earlier
    for each in more:
        later = later.after(each)
    assert guessed.changes == later.changes
    assert before == {at: (earlier.members("council", at), earlier.later(at)) for at in before}


def test_who_leaves_at_the_instant_of_joining_was_never_in_it() -> None:
    """So a mistake is put right: it begins no term and ends none."""
    known = timeline(council=Composition(term=YEAR, terms=1)).after(
        *joined(0), Change("council", "leave", 0, ("cy",)), *joined(5)
    )
    assert "cy" not in known.members("council", 4)
    assert known.members("council", 5)["cy"].served == 1


@given(st.lists(changes(), max_size=8), st.permutations(BODIES))
def test_it_doesn_t_matter_of_which_body_it_is_read_first(
    told: list[Change], bodies: list[str]
) -> None:
    """Who reopens a journal reads body by body; who wrote it was told in another order."""
    known = [each._replace(affiliations=((each.people[0], str(n)),)) for n, each in enumerate(told)]
    live = timeline()
    for each in known:
        live = live.after(each)
    again = timeline()
    for body in bodies:
        for each in known:
            again = again.after(each) if each.body == body else again
    for at in range(-6, 7):
        assert again.state(at) == live.state(at)
