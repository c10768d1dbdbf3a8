"""What a charter's own titles make of its names."""

from collections.abc import Iterator, Mapping

from ..charter import CharterFile
from ..speech import Speech, plain

_ARTICLES = ("the ", "a ", "an ")
_LONGEST = 5  # words; a longer title explains, and names nothing
_LONGEST_OF_BODY = 8  # as in "the Board of the Django Software Foundation"


def speech_of(file: CharterFile) -> Speech:
    """Give how a charter's things are called: by their titles where these are names."""
    titles = {name: f"those who vote in “{plain(name)}”" for name in file.ballots}
    for table in (file.blocks, file.duties, file.anchors, file.sessions):
        titles |= dict(_titles(table, _LONGEST))
    titles |= dict(_titles(file.bodies, _LONGEST_OF_BODY))
    for name in file.roles:
        titles.pop(name, None)
    for name in (*file.bodies, *file.sessions):
        title = titles.get(name)
        if title is not None and not title.startswith(_ARTICLES):
            del titles[name]
    alone = [name for name, body in file.bodies.items() if len(body.members) == 1]
    return Speech(titles=titles, alone=frozenset([*alone, *file.roles]))


def _titles(table: Mapping[str, object], longest: int) -> Iterator[tuple[str, str]]:
    for name, thing in table.items():
        title = str(getattr(thing, "title", ""))
        short = title.split(",", maxsplit=1)[0].strip()
        if short and len(short.split()) <= longest:
            yield name, short


def state_title(file: CharterFile, name: str) -> str:
    """Say a state by its name, and what readers call it where that says more."""
    state = file.states.get(name)
    title = "" if state is None else state.title
    return f"“{plain(name)}”" + (f" ({title})" if title and title != plain(name) else "")
