"""What a charter knows of and lives with: a warning that it acknowledges becomes a note."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from ..charter.document import CharterFile
from ..hints import did_you_mean
from ..source.problem import Problem
from ..source.read import Document


def settled(document: Document, file: CharterFile, found: Iterable[Problem]) -> Iterator[Problem]:
    """Give the problems, those that the charter acknowledges as notes, with its reasons.

    An acknowledgement names a code and what it is about: a state, an action, a body. One that
    matches no warning is told, so that none outlives what it was about.
    """
    matched: set[tuple[str, str]] = set()
    all_of_them = tuple(found)
    for problem in all_of_them:
        key = (problem.code, about(problem))
        known = file.acknowledged.get(problem.code, {}).get(about(problem))
        if known is None or problem.severity != "warning":
            yield problem
            continue
        matched.add(key)
        said = f"{problem.message}; acknowledged: {known.reason}"
        yield evolve(problem, message=said, severity="note", hint=None)
    for code, named in file.acknowledged.items():
        for name in named:
            if (code, name) not in matched:
                yield _idle(document, code, name, all_of_them)


def about(problem: Problem) -> str:
    """Give the name of what a problem is about: the entry of a table at which it stands."""
    named = problem.path[1:2]
    return str(named[0]) if named else ""


def _idle(document: Document, code: str, name: str, found: tuple[Problem, ...]) -> Problem:
    """Say what an acknowledgement misses, and what may have been meant."""
    same = [each for each in found if each.code == code]
    errors = [each for each in same if about(each) == name and each.severity == "error"]
    meant = did_you_mean(name, [about(each) for each in same if each.severity == "warning"])
    other = did_you_mean(code, [each.code for each in found if about(each) == name])
    hint = "take it out"
    if errors:
        hint = "an error can't be acknowledged: mend it"
    elif meant or other:
        hint = f"did you mean `acknowledged.{other or code}.{meant or name}`?"
    return document.problem(
        "idle-acknowledgement",
        f"`{code}` of `{name}` is acknowledged, and no such warning is there",
        ("acknowledged", code, name),
        hint=hint,
        severity="warning",
        at_key=True,
    )
