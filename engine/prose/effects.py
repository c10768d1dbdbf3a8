"""What an action changes besides the state, as sentences."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from ..charter import CharterFile
from ..charter.document import Action
from ..source.shapes import key_of
from ..speech import Speech, both
from .page import stop

Say = Callable[[CharterFile, Speech, Action, Any], str]


def effects(file: CharterFile, speech: Speech, action: Action) -> Iterator[str]:
    """Say what an action does; what nobody found words for is said by its key's documentation."""
    for each in attrs.fields(Action):
        value = getattr(action, each.name)
        if each.name in _ELSEWHERE or value == _default(each) or value in (None, (), {}):
            continue
        say = _SAYS.get(each.name)
        if say is not None:
            yield say(file, speech, action, value)
        else:
            yield f"`{key_of(each)}`: {_shown(value)} ({each.metadata.get('doc', '')})."


def _default(attribute: "attrs.Attribute[Any]") -> object:
    return None if hasattr(attribute.default, "factory") else attribute.default


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return both(f"`{each}`" for each in value)
    if isinstance(value, Mapping):
        return both(f"`{key}` `{each}`" for key, each in value.items())
    if attrs.has(type(value)):
        return _shown({key: each for key, each in _stated(value) if each not in (None, (), "")})
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _stated(value: Any) -> Iterator[tuple[str, object]]:
    for each in attrs.fields(type(value)):
        yield key_of(each), getattr(value, each.name)


def _records(_file: CharterFile, speech: Speech, _action: Action, value: tuple[str, ...]) -> str:
    return f"The moment is kept as {both(map(speech.anchor, value))}."


def _dates(_file: CharterFile, speech: Speech, _action: Action, value: Mapping[str, str]) -> str:
    days = {f"the day that `{field}` names": speech.anchor(name) for name, field in value.items()}
    return stop(both(f"{day} becomes {anchor}" for day, anchor in days.items()))


def _assigns(_file: CharterFile, speech: Speech, action: Action, value: str) -> str:
    if value in action.data:
        return f"The person that `{value}` names becomes {speech.who(value)}."
    return f"They become {speech.who(value)}."


def _ballot(file: CharterFile, speech: Speech, action: Action, value: str) -> str:
    table = file.ballots.get(value)
    later = "; a later one replaces it" if table is None or table.revisable else ""
    whose = (
        "the vote of the person that `voter` names" if "voter" in action.data else "their ballot"
    )
    return f"It casts {whose} among {speech.who(value)}{later}."


def _votes(words: str) -> Say:
    """Say what an action does to the votes of a ballot, of which `{who}` are those who vote."""

    def say(_file: CharterFile, speech: Speech, _action: Action, value: Any) -> str:
        return words.format(who=speech.who(value), name=speech.thing(value))

    return say


def _signs(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"It is a signature for {speech.who(value)}."


def _vetoes(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"It is {speech.veto(value)}."


def _releases(_file: CharterFile, speech: Speech, _action: Action, value: Any) -> str:
    if isinstance(value, str):
        return f"It lifts every veto that is {speech.veto(value)}."
    whose = {
        "own": "their own",
        "named": f"that of the person whom `{value.block}` names",
        "all": "everybody's",
    }.get(value.whose, f"`{value.whose}`")
    return f"It lifts what is {speech.veto(value.block)}: {whose}."


def _attests(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"With it they attest {speech.claim(value)}."


def _contests(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"They contest {speech.claim(value)}, which stands no more until it is attested anew."


def _retracts(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"It takes back their ballot among {speech.who(value)}."


def _voids(_file: CharterFile, _speech: Speech, _action: Action, _value: object) -> str:
    return "It voids the latest event that stands: the proposal is as it was before."


def _clears(_file: CharterFile, speech: Speech, _action: Action, value: tuple[str, ...]) -> str:
    verb, they = ("are", "they") if len(value) > 1 else ("is", "it")
    return f"{stop(both(map(speech.anchor, value)))[:-1]} {verb} as if {they} had never happened."


def _adds(_file: CharterFile, speech: Speech, action: Action, value: str) -> str:
    whom = f"The person that `{value}` names" if value in action.data else "Whoever does it"
    return f"{whom} becomes {speech.who(value)}, beside those who are it already."


def _quits(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"They are no longer {speech.who(value)}."


def _removes(_file: CharterFile, speech: Speech, _action: Action, value: str) -> str:
    return f"The person that `{value}` names is no longer {speech.who(value)}."


def _reseats(verb: str) -> Say:
    """Make what says how an action changes bodies."""

    def say(_file: CharterFile, speech: Speech, action: Action, value: Any) -> str:
        return " ".join(
            verb.format(whom=_whom(speech, action, each.whom), body=speech.who(each.body))
            for each in value
        )

    return say


def _whom(speech: Speech, action: Action, whom: str | None) -> str:
    if whom is None:
        return "Whoever does it"
    return f"Whoever `{whom}` names" if whom in action.data else f"Whoever is {speech.who(whom)}"


def _amends(_file: CharterFile, _speech: Speech, _action: Action, _value: bool) -> str:
    return "It lets the charter in whose digest `charter` tells, in place of this one."


def _links(_file: CharterFile, _speech: Speech, _action: Action, value: tuple[str, ...]) -> str:
    return f"What {both(f'`{each}`' for each in value)} names is kept as a link."


def _resets(_file: CharterFile, speech: Speech, _action: Action, value: tuple[str, ...]) -> str:
    said = [
        f"{kind} of {speech.thing(name)}" if name else kind
        for kind, _, name in (each.partition(".") for each in value)
    ]
    return f"Afterwards {both(said)} have to be gathered anew."


_ELSEWHERE = frozenset(
    {"title", "from_", "to", "moves", "by", "when", "requires", "unless", "data"}
)
"""What is told where the action itself is told of."""

_SAYS: Mapping[str, Say] = {
    "records": _records,
    "dates": _dates,
    "assigns": _assigns,
    "ballot": _ballot,
    "signs": _signs,
    "vetoes": _vetoes,
    "releases": _releases,
    "attests": _attests,
    "contests": _contests,
    "retracts": _retracts,
    "opens": _votes("It opens the vote of {who} anew: what was cast before counts no more."),
    "recuses": _votes("With it somebody of {who} stands aside."),
    "entrusts": _votes("The person that `proxy` names then votes for them among {who}."),
    "seals": _votes("It casts their sealed vote among {who}."),
    "unseals": _votes("It opens their sealed vote among {who}."),
    "offers": _votes("It puts what `option` names before {who}."),
    "attends": _votes("With it somebody of {who} is noted as present."),
    "totals": _votes("It states what the secret votes of {who} come to."),
    "counts": _votes("The outcome of the count {name} is kept with it."),
    "voids": _voids,
    "links": _links,
    "amends": _amends,
    "clears": _clears,
    "adds": _adds,
    "quits": _quits,
    "removes": _removes,
    "admits": _reseats("{whom} comes into {body}."),
    "dismisses": _reseats("{whom} leaves {body}."),
    "seats": _reseats("{whom} and nobody else then is in {body}."),
    "suspends": _reseats("{whom} is suspended from {body}: the seat stays theirs."),
    "restores": _reseats("{whom} is no longer suspended from {body}."),
    "resets": _resets,
}
