"""Roles that a charter counts on and that nobody can ever come to hold."""

from collections.abc import Iterator

from ..charter.document import CharterFile
from ..machine import Machine
from ..source.problem import Problem
from ..source.read import Document


def unassigned(document: Document, file: CharterFile, machine: Machine) -> Iterator[Problem]:
    """Give the roles that something counts on, and that no action gives to anybody."""
    for name in file.roles:
        if machine.movers.get(("role", name)):
            continue
        counting = [action for action, each in file.actions.items() if name in each.by]
        counting += [duty for duty, each in file.duties.items() if each.by == name]
        if not counting:
            continue
        yield document.problem(
            "unassigned-role",
            f"nobody can ever be `{name}`: no action gives the role, and `{counting[0]}` counts"
            " on it",
            ("roles", name),
            hint=f'let an action give it: `assigns = "{name}"`',
            severity="warning",
            at_key=True,
        )
