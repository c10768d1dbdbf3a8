"""Names: what a charter declares, and whether what it refers to is among it."""

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from ..fields import LONGEST_PERSON, is_person
from ..hints import did_you_mean
from ..source.problem import Path, Problem, quoted
from ..source.read import Document
from .document import Action, CharterFile

ANYONE = "anyone"

RESERVED = frozenset({"join", "leave", "affiliate", "suspend", "restore", "meet", "list"})
"""Names of the actions by which people come into a body and go."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 60

NOUNS: Mapping[str, str] = {
    "action": "action",
    "anchor": "anchor that an action records",
    "ballot": "ballot, body or role",
    "block": "block",
    "body": "body",
    "calendar": "calendar",
    "claim": "claim that an action attests",
    "count": "count",
    "definition": "definition",
    "duty": "duty",
    "field": "field of this action",
    "link": "link that an action keeps",
    "people": "body or role",
    "role": "role",
    "session": "session",
    "shared": "shared anchor",
    "state": "state",
    "veto": "block or body",
    "who": "body or role",
}


@frozen(kw_only=True)
class Names:
    """Every name that a charter declares, by kind."""

    document: Document
    known: Mapping[str, frozenset[str]]

    def lookup(self, kind: str, name: str, path: Path) -> Problem | None:
        """Give the problem of a name that nothing of its kind has; ``None`` where all is well."""
        among = self.known[kind]
        if name in among:
            return None
        noun = NOUNS[kind]
        meant = did_you_mean(name, among)
        listed = ", ".join(f"`{each}`" for each in sorted(among))
        return self.document.problem(
            f"unknown-{kind}",
            f"no {noun} is called `{name}`",
            path,
            hint=f"did you mean `{meant}`?" if meant else f"there is {listed or 'none'}",
        )


def declared(document: Document, file: CharterFile) -> Names:
    """Gather the names that a charter declares."""
    actions = file.actions.values()
    known: dict[str, Iterable[str]] = {
        "action": file.actions,
        "anchor": [name for each in actions for name in (*each.records, *each.dates)],
        "ballot": [*file.ballots, *file.bodies, *file.roles],
        "block": file.blocks,
        "body": file.bodies,
        "calendar": file.calendars,
        "claim": [each.attests for each in actions if each.attests is not None],
        "count": file.counts,
        "definition": file.definitions,
        "duty": file.duties,
        "link": [name for each in actions for name in each.links],
        "people": [*file.bodies, *file.roles],
        "role": file.roles,
        "session": file.sessions,
        "shared": [name for name, anchor in file.anchors.items() if anchor.shared],
        "state": file.states,
        "veto": [*file.blocks, *file.bodies],
        "who": [*file.bodies, *file.roles, ANYONE],
    }
    return Names(document=document, known={kind: frozenset(names) for kind, names in known.items()})


def misnamed(  # noqa: C901 - one check after the other
    document: Document, file: CharterFile
) -> Iterable[Problem]:
    """Give the names that can't be used: ill-formed, reserved, or given twice."""
    yield from _unprintable(document, file)
    tables: Mapping[str, Mapping[str, object]] = {
        "states": file.states,
        "bodies": file.bodies,
        "roles": file.roles,
        "ballots": file.ballots,
        "counts": file.counts,
        "blocks": file.blocks,
        "calendars": file.calendars,
        "sessions": file.sessions,
        "definitions": file.definitions,
        "actions": file.actions,
        "duties": file.duties,
    }
    for table, entries in tables.items():
        for name in entries:
            yield from _ill_formed(document, name, (table, name), at_key=True)
    for action, told in file.actions.items():
        yield from _brought_in(document, told, ("actions", action))
    for name in RESERVED & file.actions.keys():
        yield document.problem(
            "name-taken",
            f"`{name}` is what people do to a body that can be revised",
            ("actions", name),
            hint="give the action another name",
            at_key=True,
        )
    for name in file.roles:
        if name in file.bodies or name == ANYONE:
            yield document.problem(
                "name-taken",
                f"`{name}` already means somebody else",
                ("roles", name),
                hint="give the role a name that no body has",
                at_key=True,
            )
    for name in file.blocks.keys() & file.bodies.keys():
        yield document.problem(
            "name-taken",
            f"`{name}` is a body already, whose vetoes have its name",
            ("blocks", name),
            hint="give the block a name that no body has",
            at_key=True,
        )
    for name in file.ballots:
        if name in file.bodies or name in file.roles or name == ANYONE:
            yield document.problem(
                "name-taken",
                f"`{name}` already means somebody, and is a ballot of theirs without a table",
                ("ballots", name),
                hint="give the ballot a name that no body and no role has",
                at_key=True,
            )
    if ANYONE in file.bodies:
        yield document.problem(
            "name-taken", "`anyone` means everybody already", ("bodies", ANYONE), at_key=True
        )


def _brought_in(document: Document, action: Action, at: Path) -> Iterator[Problem]:
    """Give the ill-formed names of what an action brings in: fields, anchors and a claim."""
    for table, entries in (("data", action.data), ("dates", action.dates)):
        for name in entries:
            yield from _ill_formed(document, name, (*at, table, name), at_key=True)
    for name in action.records:
        yield from _ill_formed(document, name, (*at, "records"))
    if action.attests is not None:
        yield from _ill_formed(document, action.attests, (*at, "attests"))


def _ill_formed(
    document: Document, name: str, path: Path, *, at_key: bool = False
) -> Iterator[Problem]:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        yield document.problem(
            "bad-name",
            f"{quoted(name[:_LONGEST])} can't be a name",
            path,
            hint="use lower-case letters, digits and `_`, starting with a letter",
            at_key=at_key,
        )


def _unprintable(document: Document, file: CharterFile) -> Iterator[Problem]:
    """Give what people read as it is, and no terminal shows so, and people whom nobody can be."""
    name = file.charter.name
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST:
        said = f"{quoted(name[:_LONGEST])} can't be the name of a charter"
        hint = f"use at most {_LONGEST} characters, all of them printable"
        yield document.problem("bad-name", said, ("charter", "name"), hint=hint)
    for body, table in file.bodies.items():
        for place, person in enumerate(table.members):
            if not is_person(person):
                yield document.problem(
                    "bad-name",
                    f"{quoted(person[:_LONGEST])} can't be a person: nobody of that name may ask",
                    ("bodies", body, "members", place),
                    hint=f"use at most {LONGEST_PERSON} characters, all of them printable",
                )
    for table_name, entries in (("rules", file.rules), ("choices", file.choices)):
        for each in entries:
            if not each.isprintable() or not each:
                said = f"{quoted(each[:_LONGEST])} can't be a name: it has to be printable"
                yield document.problem("bad-name", said, (table_name, each), at_key=True)
