"""The values of a request's fields that a search tries, and whether they are all there are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, product
from typing import cast

from ..calendars.zone import zone as zone_named
from ..facts import Dated, DatedIn, Elapsed, Fact, Matches, ToldAs
from ..fields import Field
from ..instants import NEVER, Instant, text, to_datetime
from ..match import Match

ABSENT = object()
"""The value of a field that was left out."""

_MOST_DEMANDS = 6


def values(
    field: Field,
    facts: Iterable[Fact],
    instants: Sequence[Instant],
    zone: str,
    people: Iterable[str] = (),
) -> list[object]:
    """Give the values of one field that are tried: those that its rules demand, and others."""
    found: list[object] = list(field.choices) or [field.example()]
    matches = demands(field.name, facts)
    found += [match.example() for match in matches]
    found += _joined(matches)
    found += people
    texts = [fact.text for fact in facts if isinstance(fact, ToldAs) and fact.link == field.name]
    found += [[text] for text in texts] if field.type == "list" else texts
    if any(
        isinstance(fact, Dated | DatedIn | Elapsed) and fact.field == field.name for fact in facts
    ):
        found += _instants(instants) if field.type == "instant" else _days(instants, zone)
    if field.type in ("text", "person"):
        found.append("else")
    if field.type == "link":
        found.append("http://example.org/")
    if field.type == "list":
        found += [(), ("else",)]
    if field.optional:
        found.append(ABSENT)
    accepted: list[object] = []
    for each in found:
        value = tuple(cast("list[str]", each)) if isinstance(each, list) else each
        if value not in accepted and (value is ABSENT or field.accepts(value)):
            accepted.append(value)
    return accepted


def complete(field: Field, facts: Iterable[Fact], tried: Sequence[object]) -> bool:
    """Tell whether no other value could fare otherwise with the rules than one that is tried.

    A value either is what some rule says that it equals, or fails all such rules: of the latter,
    every way to fare with the others must have been tried.
    """
    if field.choices and field.type not in ("number", "list"):
        return True
    matches = demands(field.name, facts)
    open_ones = [match for match in matches if match.equals is None]
    if len(open_ones) > _MOST_DEMANDS:
        return False
    faring = {
        tuple(match.holds(value) for match in open_ones)
        for value in tried
        if not any(match.equals is not None and match.equals == value for match in matches)
    }
    ways = product((False, True), repeat=len(open_ones))
    return all(way in faring or not _possible(open_ones, way) for way in ways)


def _possible(matches: Sequence[Match], way: Sequence[bool]) -> bool:
    """Tell whether one value could fare so; only what texts start with and contain is told."""
    met = [match for match, holds in zip(matches, way, strict=True) if holds]
    failed = [match for match, holds in zip(matches, way, strict=True) if not holds]
    begun = sorted((match.starts or "" for match in met), key=len)
    if any(not begun[-1].startswith(each) for each in begun):
        return False
    held = [*begun[-1:], *(match.contains or "" for match in met)]
    return not any(
        (begun[-1] if begun else "").startswith(match.starts or "")
        and any((match.contains or "") in each for each in held)
        and match == Match(starts=match.starts, contains=match.contains)
        for match in failed
        if held
    )


def demands(name: str, facts: Iterable[Fact]) -> list[Match]:
    """Give what the rules demand of a field."""
    found = {fact.match for fact in facts if isinstance(fact, Matches) and fact.field == name}
    return sorted(found, key=repr)


def _joined(matches: Sequence[Match]) -> Iterator[object]:
    """Give values that meet several demands at once, where joining them does."""
    for many in range(2, min(len(matches), _MOST_DEMANDS) + 1):
        for some in combinations(matches, many):
            starts = sorted((match.starts or "" for match in some), key=len)
            contained = "".join(match.contains or "" for match in some)
            yield f"{starts[-1]}{contained}"
            yield list(
                dict.fromkeys(item for each in some for item in (*each.in_order, *each.includes))
            )


def _instants(instants: Iterable[Instant]) -> Iterator[str]:
    for instant in instants:
        if abs(instant) < NEVER // 32:
            yield text(instant)


def _days(instants: Iterable[Instant], zone: str) -> Iterator[str]:
    days = {
        to_datetime(instant).astimezone(zone_named(zone)).date().toordinal()
        for instant in instants
        if abs(instant) < NEVER // 32
    }
    near = {day + off for day in days for off in (-1, 0, 1)}
    for ordinal in sorted(near):
        yield date.fromordinal(ordinal).isoformat()
