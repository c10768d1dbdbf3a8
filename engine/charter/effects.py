"""Effects: what an action says that it does to a proposal's record, and can't."""

from collections.abc import Iterator, Mapping

from ..effects import RESETS
from ..hints import did_you_mean
from ..machine import Action
from ..source.problem import Path, Problem
from ..source.read import Document
from .document import Action as Written
from .document import CharterFile
from .names import Names

VERSION = "version"
"""The field that names the event which an action voids."""


def before(file: CharterFile, state: str) -> tuple[str, ...]:
    """Give the states in which a proposal can have stood before an event led it to one."""
    found: dict[str, None] = {}
    for action in file.actions.values():
        for source in action.from_ if not action.voids else ():
            targets = {move.to for move in action.moves} or {action.to or source}
            if state in targets:
                found[source] = None
    return tuple(found)


def people_told(made: Action) -> tuple[str, ...]:
    """Give the fields that name the people to whom an action does something."""
    named = (*made.gives, made.removes, made.releases if made.whose == "named" else None)
    return tuple(name for name in named if name is not None)


def misdone(document: Document, name: str, action: Written, made: Action) -> Iterator[Problem]:
    """Give the people whom an action needs told and doesn't ask for, or asks for as no person."""
    at: Path = ("actions", name)
    for told in people_told(made):
        holder = made.fields.get(told)
        if holder is not None and holder.type not in ("person", "text"):
            yield document.problem(
                "not-a-person",
                f"`{name}` takes the {told} from a field of type `{holder.type}`",
                (*at, "data", holder.name),
                hint='say `"person"`',
            )
        elif told not in made.gives and (holder is None or holder.optional):
            key = "removes" if told == made.removes else "releases"
            yield document.problem(
                "no-person",
                f"`{name}` {key} `{told}` of somebody, and asks for nobody's name",
                (*at, key),
                hint=f'add `data = {{ {told} = "person" }}`',
            )
    yield from unvoidable(document, name, action, made)
    if action.adds is not None and action.adds == action.assigns:
        yield document.problem(
            "given-twice", f"`{name}` both assigns and adds `{action.adds}`", (*at, "adds")
        )


def unvoidable(document: Document, name: str, action: Written, made: Action) -> Iterator[Problem]:
    """Give what an action that voids others lacks, and what it does besides."""
    if not action.voids:
        return
    at: Path = ("actions", name)
    told = made.fields.get(VERSION)
    if told is None or told.type != "number" or told.optional:
        yield document.problem(
            "no-version",
            f"`{name}` voids an event but doesn't ask which",
            (*at, "voids"),
            hint=f'add `data = {{ {VERSION} = "number" }}`',
        )
    besides = [key for key in ("to", "moves", "when", "links") if getattr(action, key)]
    besides += [kind for kind, _ in sorted(made.effects | made.takes | made.lessens)]
    if besides or not action.from_:
        yield document.problem(
            "voids-alone",
            f"`{name}` voids an event, and can do nothing besides",
            (*at, "voids"),
            hint="leave it `from`, `by`, `data`, `requires` and `unless` alone",
        )


def unresettable(document: Document, file: CharterFile, names: Names) -> Iterator[Problem]:
    """Give what is to be gathered anew and never was, and vetoes of those who may speak none."""
    for name, action in file.actions.items():
        at: Path = ("actions", name)
        for place, each in enumerate(action.resets):
            kind, dot, thing = each.partition(".")
            path = (*at, "resets", place)
            if kind not in RESETS:
                meant = did_you_mean(kind, RESETS)
                listed = ", ".join(f"`{known}`" for known in RESETS)
                yield document.problem(
                    "unknown-reset",
                    f"nothing called `{kind}` is gathered",
                    path,
                    hint=f"did you mean `{meant}`?" if meant else f"there are {listed}",
                )
            elif dot and (problem := names.lookup(_NAMED[kind], thing, path)) is not None:
                yield problem
        block = file.blocks.get(action.vetoes or "")
        if block is not None:
            for place, each in enumerate(action.by):
                if each not in block.by:
                    listed = ", ".join(f"`{who}`" for who in block.by)
                    yield document.problem(
                        "not-theirs",
                        f"`{each}` may do `{name}`, but may speak no `{action.vetoes}`",
                        (*at, "by", place),
                        hint=f"let only {listed} do it, or name `{each}` in the block, too",
                    )


_NAMED: Mapping[str, str] = {
    "ballots": "ballot",
    "recusals": "ballot",
    "attendance": "ballot",
    "options": "ballot",
    "signatures": "body",
    "attestations": "claim",
    "vetoes": "veto",
    "roles": "role",
}
