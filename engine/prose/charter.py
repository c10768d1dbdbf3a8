"""A whole charter as prose, in the order in which a reader asks: who, when, what, and why."""

from collections.abc import Iterator, Mapping

from ..charter import Charter, CharterFile
from ..charter.rules import rows
from ..speech import Speech, both, either, plain
from .action import action_item, in_order
from .bodies import body_said
from .names import speech_of, state_title
from .page import Item, Page, Section, capital, stop
from .recurring import recurring
from .term import definition_items
from .votes import vote_items

_FATES: Mapping[str, str] = {
    "stay": "they stay under the charter before",
    "migrate": "they go on under this one",
    "restart": "they start again under this one",
}


def charter_page(charter: Charter) -> Page:
    """Tell a whole charter."""
    file = charter.file
    speech = speech_of(file)
    people, clock = in_order(charter)
    sections = [
        Section(title="Who takes part", items=tuple(_who(file, speech))),
        Section(title="Who votes on what", items=tuple(vote_items(file, speech))),
        Section(title="When they meet", items=tuple(_meetings(file, speech))),
        Section(title="Where a proposal can stand", items=tuple(_states(charter))),
        Section(
            title="What people can do",
            items=tuple(action_item(charter, speech, name) for name in people),
        ),
        Section(
            title="What the clock does",
            items=tuple(action_item(charter, speech, name) for name in clock),
        ),
        Section(title="What is meant", items=tuple(definition_items(charter, speech))),
        Section(title="What is owed afterwards", items=tuple(_duties(file, speech))),
        Section(title="The moments that rules refer to", items=tuple(_anchors(file, speech))),
        Section(title="When it takes the place of another", items=tuple(_amendment(file))),
        Section(title="What the source leaves open", items=tuple(_choices(file))),
        Section(title="Where each sentence of the source is kept", items=tuple(_rules(file))),
    ]
    about = file.charter
    opening = f"The charter `{about.name}`. Its source is {about.source}."
    return Page(
        title=about.title or about.name,
        opening=(Item(text=f"{opening} Days and months are counted in {about.zone}."),),
        sections=tuple(section for section in sections if section.items),
    )


def _who(file: CharterFile, speech: Speech) -> Iterator[Item]:
    for name, body in file.bodies.items():
        yield Item(lead=name, text=" ".join(body_said(speech, name, body)))
    for name, role in file.roles.items():
        gives = [
            each for each, action in file.actions.items() if name in {action.assigns, action.adds}
        ]
        title = role.title or "a part that somebody plays in one proposal"
        given = f" They become so by {either(f'`{each}`' for each in gives)}." if gives else ""
        yield Item(lead=name, text=f"{stop(capital(title))}{given}")
    for name, block in file.blocks.items():
        who = either(map(speech.one_of, block.by))
        title = f"{stop(capital(block.title))} " if block.title else ""
        lapses = " It falls when they no longer are." if block.lapses else ""
        yield Item(lead=name, text=f"{title}A kind of veto, which {who} may speak.{lapses}")


def _meetings(file: CharterFile, speech: Speech) -> Iterator[Item]:
    for name, session in file.sessions.items():
        calendar = file.calendars.get(session.calendar or "")
        title = capital(session.title or speech.session(name))
        if calendar is None:
            yield Item(lead=name, text=f"{title}, convened when it is asked for.")
        else:
            wider = [
                f"from {session.before.words()} before it" if session.before else "",
                f"until {session.after.words()} after it" if session.after else "",
            ]
            said = ", ".join([recurring(calendar), *filter(None, wider)])
            yield Item(lead=name, text=f"{title}: {said}.")


def _states(charter: Charter) -> Iterator[Item]:
    file = charter.file
    kinds = {
        kind: [state_title(file, name) for name, state in file.states.items() if state.kind == kind]
        for kind in ("initial", "final")
    }
    opening = f"A proposal begins as {either(kinds['initial'])}."
    if kinds["final"]:
        opening += f" It ends as {either(kinds['final'])}."
    yield Item(text=opening)
    points = [way for name in file.states for way in _onward(charter, name)]
    if points:
        yield Item(text="From where it leads to where:", points=tuple(points))


def _onward(charter: Charter, source: str) -> Iterator[str]:
    """Say to which states a state leads, and by what."""
    by: dict[str, list[str]] = {}
    for (state, action), moves in charter.machine.table.items():
        for move in moves if state == source else ():
            if move.target is not None:
                by.setdefault(move.arrives, []).append(f"`{action}`")
    if by:
        ways = [f"“{plain(to)}” by {either(dict.fromkeys(names))}" for to, names in by.items()]
        yield f"from {state_title(charter.file, source)} to {either(ways)}"


def _duties(file: CharterFile, speech: Speech) -> Iterator[Item]:
    for name, duty in file.duties.items():
        when = "no deadline is set" if duty.within is None else f"within {duty.within.words()}"
        owes = speech.who(duty.by)
        title = f"{stop(capital(duty.title))} " if duty.title else ""
        said = f"After {speech.anchor(duty.after)}, {owes} must `{duty.must}`; {when}."
        if duty.consequence:
            said += f" Otherwise {stop(duty.consequence)}"
        yield Item(lead=name, text=f"{title}{said}")


def _anchors(file: CharterFile, speech: Speech) -> Iterator[Item]:
    done: dict[str, list[str]] = {}
    named: dict[str, list[str]] = {}
    for name, action in file.actions.items():
        for anchor in action.records:
            done.setdefault(anchor, []).append(f"`{name}`")
        for anchor, field in action.dates.items():
            named.setdefault(anchor, []).append(f"the day that `{field}` named in `{name}`")
    for anchor in dict.fromkeys((*done, *named)):
        ways = named.get(anchor, [])
        if anchor in done:
            ways = [f"the moment at which {either(done[anchor])} was last done", *ways]
        more = file.anchors.get(anchor)
        shared = more is not None and more.shared
        said = either(ways) + (", in whichever proposal" if shared else "")
        yield Item(lead=speech.anchor(anchor), text=stop(said))


def _amendment(file: CharterFile) -> Iterator[Item]:
    terms = file.amendment
    if terms is None:
        return
    fates = [
        f"what is {state_title(file, name)}: {_FATES.get(fate, fate)}"
        for name, fate in terms.fates.items()
    ]
    moved = [f"“{plain(old)}” is then “{plain(new)}”" for old, new in terms.states.items()]
    held = "those whom this charter names" if terms.members == "named" else "those who are in them"
    yield Item(
        text=f"Proposals that are under way when this charter takes effect after another:"
        f" {_FATES.get(terms.in_flight, terms.in_flight)}. Bodies then hold {held}.",
        points=(*fates, *moved),
    )


def _choices(file: CharterFile) -> Iterator[Item]:
    for choice in file.choices.values():
        question = choice.question.rstrip("?. ")
        yield Item(text=f"It doesn't say {question}. The charter reads: {stop(choice.reading)}")


def _rules(file: CharterFile) -> Iterator[Item]:
    for row in rows(file):
        by = both(f"`{place}`" for place in row.by)
        kept = f"{row.kind} by {by}" if by else row.kind
        reason = f": {row.reason}" if row.reason else ""
        yield Item(lead=row.id, text=f"{stop(row.text)} ({capital(kept)}{reason}.)")
