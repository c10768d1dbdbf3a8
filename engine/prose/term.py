"""The terms of a charter as prose, and what it defines once."""

from collections.abc import Iterator, Mapping, Sequence

from ..charter import Charter
from ..machine import DEFINED, Term
from ..policy import SomeOf
from ..speech import Speech, number, plain
from .page import Item
from .phrase import demand

_FEW = 2


def definition_items(charter: Charter, speech: Speech, action: str | None = None) -> Iterator[Item]:
    """Tell what is meant by each definition to which one action refers, or any."""
    terms = [
        term
        for (_, name), moves in charter.machine.table.items()
        for move in moves
        for term in (*move.requires, *move.unless)
        if action in {None, name}
    ]
    meant = dict(_defined(terms))
    for name in charter.file.definitions:
        if name in meant:
            yield Item(lead=name, text=f"This holds if {term_said(meant[name], speech)}.")


def _defined(terms: Sequence[Term]) -> Iterator[tuple[str, Term]]:
    for term in terms:
        if term.name == DEFINED:
            yield term.about, term.parts[0]
        yield from _defined(term.parts)


def kept_by(rules: Mapping[str, tuple[str, ...]], action: str, term: Term) -> tuple[str, ...]:
    """Give the rules that ask for a term, or for what is defined in it."""
    place = f"{action}.{term.name}"
    places = (place, f"{place}.{term.about}", *term.places)
    kept = [rule for each in places for rule in rules.get(each, ())]
    if term.name == DEFINED:
        kept += [rule for part in term.parts for rule in kept_by(rules, action, part)]
    return tuple(kept)


def term_said(term: Term, speech: Speech) -> str:
    """Say a term: by what its policy demands, by its parts, or by the name of its definition."""
    if term.name == DEFINED:
        return f"“{plain(term.about)}” holds"
    if not term.parts:
        return demand(term.policy, speech)
    parts = [term_said(part, speech) for part in term.parts]
    if len(parts) == 1:
        return f"it is not so that {parts[0]}" if term.name == "not" else parts[0]
    if term.name == "all":
        return "both " * (len(parts) == _FEW) + "; and ".join(parts)
    if isinstance(term.policy, SomeOf) and term.policy.at_least > 1:
        return f"at least {number(term.policy.at_least)} of these are so: {'; '.join(parts)}"
    return "either " * (len(parts) == _FEW) + "; or ".join(parts)
