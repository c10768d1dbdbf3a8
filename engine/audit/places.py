"""Whether one act kept a charter's rules, place by place: kept, broken, or no evidence."""

from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import frozen

from ..charter import Charter
from ..machine import NEW, Term
from ..trace import Truth
from .evidence import Evidence
from .lookups import NO_EVIDENCE, read
from .verdict import Verdict

_STANDING = ("", "from")
_STRUCTURE = frozenset(
    [
        *("to", "moves", "when", "records", "dates", "clears", "assigns", "adds", "quits"),
        *("removes", "ballot", "signs", "vetoes", "releases", "attests", "resets"),
        *("contests", "retracts", "voids", "opens", "recuses", "entrusts", "seals", "unseals"),
        *("offers", "attends", "totals", "counts"),
    ]
)
"""Parts of an action that no row can bear out: they say what follows from it."""


@frozen(kw_only=True)
class Answer:
    """What one place of a rule says to one act."""

    place: str
    verdict: Verdict
    said: str = ""


def answers(charter: Charter, action: str, known: Evidence) -> Mapping[str, tuple[Answer, ...]]:
    """Give for each rule what those of its places say that are part of an action."""
    found: dict[str, tuple[Answer, ...]] = {}
    for name, rule in charter.file.rules.items():
        places = [place for place in rule.by if place.partition(".")[0] == action]
        if places:
            found[name] = tuple(_answer(charter, action, place, known) for place in places)
    return found


def relevant(
    charter: Charter, action: str, part: str, states: frozenset[str]
) -> Iterator[tuple[Term, bool]]:
    """Give the terms of an action that a part of it names, and whether each must hold."""
    for (source, name), moves in charter.machine.table.items():
        if name != action or source not in states | {NEW}:
            continue
        for move in moves:
            yield from ((term, True) for term in move.requires if _has(term, part))
            yield from ((term, False) for term in move.unless if _has(term, part))


def sources(charter: Charter, action: str) -> frozenset[str]:
    """Give the states in which an action can be done."""
    return frozenset(source for source, name in charter.machine.table if name == action)


Kind = Literal["standing", "structure", "data", "by", "term"]


def kind_of(part: str) -> Kind:
    """Tell what a part of an action is."""
    if part in _STANDING:
        return "standing"
    if part == "data":
        return "data"
    if part == "by":
        return "by"
    return "structure" if part in _STRUCTURE else "term"


def _answer(charter: Charter, action: str, place: str, known: Evidence) -> Answer:
    part = place.partition(".")[2]
    match kind_of(part):
        case "standing":
            return _standing(charter, action, place, known)
        case "data":
            return _data(charter, action, place, known)
        case "structure":
            return Answer(place=place, verdict="no evidence")
        case "by" if not charter.machine.actions[action].by:
            return Answer(place=place, verdict="conformant", said="anyone may")
        case _:
            pass
    found = [
        (truth if wanted else truth ^ True, truth, wanted)
        for term, wanted in relevant(charter, action, part, known.states)
        for truth in (read(term.policy, known.situation, known.unknown),)
    ]
    kept = [truth for truth, _, _ in found] or [NO_EVIDENCE]
    if all(truth.true for truth in kept):
        verdict: Verdict = "conformant"
    elif all(truth.false for truth in kept):
        verdict = "violated"
    else:
        return Answer(place=place, verdict="no evidence")
    said = dict.fromkeys(words for _, truth, _ in found for words in _words(truth, known))
    return Answer(place=place, verdict=verdict, said="; ".join(said))


def _standing(charter: Charter, action: str, place: str, known: Evidence) -> Answer:
    """See whether the proposal stood where the action can be done."""
    can, stood = sources(charter, action), known.states
    if NEW in can:
        return Answer(place=place, verdict="conformant", said=f"`{action}` makes the proposal")
    if can & stood and not stood <= can:
        return Answer(place=place, verdict="no evidence")
    starts, was = _listed(can), _listed(stood)
    said = f"`{action}` is done in {starts}; the proposal stood in {was}"
    return Answer(place=place, verdict="conformant" if stood <= can else "violated", said=said)


def _data(charter: Charter, action: str, place: str, known: Evidence) -> Answer:
    """See whether what the action must tell was told."""
    fields, data = charter.machine.actions[action].fields, known.situation.data
    wrong = [name for name in known.fields & fields.keys() if not fields[name].accepts(data[name])]
    if wrong:
        said = "; ".join(f"`{name}` must be {fields[name].words()}" for name in sorted(wrong))
        return Answer(place=place, verdict="violated", said=said)
    asked = {name for name, each in fields.items() if not each.optional}
    whole = asked <= known.fields
    return Answer(place=place, verdict="conformant" if whole else "no evidence")


def _words(truth: Truth, known: Evidence) -> Iterator[str]:
    for leaf in truth.deciding(wanted=truth.true or not truth.false):
        for fact in leaf.terms:
            if type(fact).__name__ != "Now" and not known.unknown(fact):
                yield fact.words(known.situation)


def _has(term: Term, part: str) -> bool:
    names = {term.name, f"{term.name}.{term.about}"}
    return part in names or any(_has(each, part) for each in term.parts)


def _listed(states: frozenset[str]) -> str:
    return ", ".join(f"`{state}`" for state in sorted(states))
