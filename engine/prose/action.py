"""One action of a charter as prose: who may do it, when, what it takes and what follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..charter import Charter, CharterFile
from ..charter.document import Action, Field
from ..charter.names import ANYONE
from ..charter.rules import rows
from ..charter.timetable import Span, When
from ..machine import Move, Term
from ..speech import Speech, both, either, plain
from .effects import effects
from .names import speech_of, state_title
from .page import Item, Page, Section, a, capital, stop
from .term import definition_items, kept_by, term_said

_FEW = 2


def action_page(charter: Charter, name: str) -> Page:
    """Give the page about one action: all that bears on it, and the rules that it keeps."""
    speech = speech_of(charter.file)
    item = action_item(charter, speech, name, titled=False)
    kept = [
        Item(lead=row.id, text=f"{stop(row.text)}")
        for row in rows(charter.file)
        if any(place.partition(".")[0] == name for place in row.by)
    ]
    sections = [
        Section(title="What is meant", items=tuple(definition_items(charter, speech, name))),
        Section(title="The sentences of the source that it keeps", items=tuple(kept)),
    ]
    title = charter.file.actions[name].title or plain(name)
    return Page(
        title=f"{capital(title)} ({name}, in {charter.name})",
        opening=(Item(text=item.text, points=item.points),),
        sections=tuple(section for section in sections if section.items),
    )


def action_item(charter: Charter, speech: Speech, name: str, *, titled: bool = True) -> Item:
    """Tell of one action in a paragraph and the list of what it takes."""
    action = charter.file.actions[name]
    moves = next(moves for (_, each), moves in charter.machine.table.items() if each == name)
    moves = moves[:1] if action.voids else moves  # wherever it leads back to
    lead, points = _conditions(charter, speech, name, moves)
    said = [
        *([stop(capital(action.title))] if action.title and titled else []),
        *_who_and_when(charter.file, speech, action),
        *_told(action.data),
        *effects(charter.file, speech, action),
        *([lead] if lead else []),
    ]
    return Item(lead=name, text=" ".join(said), points=tuple(points))


def _who_and_when(file: CharterFile, speech: Speech, action: Action) -> Iterator[str]:
    where = _where(file, action)
    if action.when is not None:
        yield f"The clock does this by itself to a proposal that {where}, {_due(speech, action)}."
    elif action.from_:
        yield f"{capital(_people(speech, action.by))} may do this while the proposal {where}."
    else:
        yield f"{capital(_people(speech, action.by))} may do this."
    if action.to is None or action.moves:
        return
    then = f"“{plain(action.to)}”"
    if not action.from_:
        yield f"It makes a proposal, which begins as {then}."
    elif file.states[action.to].kind == "final":
        yield f"The proposal then ends as {then}."
    else:
        yield f"The proposal is then {then}."


def _due(speech: Speech, action: Action) -> str:
    """Say when the clock makes its move."""
    when = action.when
    if when is None:
        return ""
    if when.since:
        return _span(speech, when)
    pick = "later" if when.later_of else "earlier"
    spans = when.later_of or when.earlier_of
    return f"at the {pick} of these: {'; '.join(_span(speech, span) for span in spans)}"


def _span(speech: Speech, span: When | Span) -> str:
    since = either(speech.anchor(each) for each in span.since)
    latest = since if len(span.since) == 1 else f"the latest of {since}"
    grace = "" if span.grace is None else f" and {span.grace.words()} of grace"
    if span.session is not None:
        many = "a whole" if span.many == 1 else f"{span.many} whole"
        return f"when {many} of {speech.session(span.session)} has passed since {latest}"
    return f"at {latest}" if span.after is None else f"{span.after.words()}{grace} after {latest}"


def _people(speech: Speech, by: Sequence[str]) -> str:
    if not by or ANYONE in by:
        return "anyone"
    return either(
        speech.who(name) if name in speech.alone else f"any of {speech.who(name)}" for name in by
    )


def _where(file: CharterFile, action: Action) -> str:
    going_on = [name for name, state in file.states.items() if state.kind != "final"]
    if len(action.from_) > _FEW and set(action.from_) == set(file.states):
        return "stands anywhere"
    if len(action.from_) > _FEW and set(action.from_) == set(going_on):
        return "is not yet at an end"
    return f"is {either(f'“{plain(name)}”' for name in action.from_)}"


def _told(data: Mapping[str, object]) -> Iterator[str]:
    fields = [_field(name, spec) for name, spec in data.items()]
    if fields:
        yield f"They state {both(fields)}."


def _field(name: str, spec: object) -> str:
    if isinstance(spec, tuple):
        return f"`{name}` ({either(f'“{each}”' for each in spec)})"
    if isinstance(spec, Field):
        said = [spec.title] if spec.title else []
        if spec.choices:
            said.append(either(f"“{each}”" for each in spec.choices))
        elif not said and spec.type not in {"text", name}:
            said.append(f"a {spec.type}")
        if spec.optional:
            said.append("if they like")
        if spec.kept == "beside":
            said.append("which can be erased later")
        return f"`{name}`" + (f" ({', '.join(said)})" if said else "")
    return f"`{name}`" if spec in {"text", name} else f"`{name}` ({a(str(spec))})"


def _conditions(
    charter: Charter, speech: Speech, name: str, moves: Sequence[Move]
) -> tuple[str, list[str]]:
    """Give what an action takes: a beginning of a sentence, and its ends."""
    shared = _shared([move.requires for move in moves])
    hindering = _shared([move.unless for move in moves])
    needs = list(_terms(charter, speech, name, shared))
    stops = list(_terms(charter, speech, name, hindering))
    points = needs + [f"not if {each}" if needs else each for each in stops]
    clock = moves[0].action.clockwork
    lead = "This happens only if:" if clock else "It is allowed only if:"
    if stops and not needs:
        lead = "This doesn't happen if:" if clock else "It is refused if:"
    if len(moves) == 1:
        return (lead if points else "", points)
    ways = [_way(charter, speech, move, shared, hindering) for move in moves]
    if points:
        return lead, [*points, *(f"and then {way}" for way in ways)]
    return "How it turns out:", ways


def _way(
    charter: Charter, speech: Speech, move: Move, shared: list[Term], hindering: list[Term]
) -> str:
    """Say one way in which an action can turn out, and on what condition."""
    said = [term_said(term, speech) for term in move.requires if term not in shared]
    against = [term_said(term, speech) for term in move.unless if term not in hindering]
    said += [f"it is not so that {each}" for each in against]
    arrives = f"to {state_title(charter.file, move.arrives)}"
    if move.target is None:
        arrives = "it stays where it is"
    return f"{arrives}, if {'; and '.join(said)}" if said else f"{arrives}, whatever else is so"


def _shared(lists: Sequence[tuple[Term, ...]]) -> list[Term]:
    first, *rest = lists
    return [term for term in first if all(term in each for each in rest)]


def _terms(charter: Charter, speech: Speech, action: str, terms: Iterable[Term]) -> Iterator[str]:
    """Say terms, each with the rules that ask for it; who may is told elsewhere."""
    rules = charter.machine.rules
    for term in terms:
        if term.name == "by" and not term.about:
            continue
        kept = kept_by(rules, action, term)
        said = f" [{', '.join(dict.fromkeys(kept))}]" if kept else ""
        yield f"{term_said(term, speech)}{said}"


def in_order(charter: Charter) -> tuple[list[str], list[str]]:
    """Give the actions of people and those of the clock, in the charter's order."""
    clock = [name for name, each in charter.file.actions.items() if each.when is not None]
    return [name for name in charter.file.actions if name not in clock], clock
