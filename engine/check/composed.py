"""Bodies that are not composed as the charter itself demands, with the members that it names."""

from collections.abc import Iterator

from ..composition import breaches
from ..machine import Machine
from ..source.problem import Problem
from ..source.read import Document


def miscomposed(document: Document, machine: Machine) -> Iterator[Problem]:
    """Give the rules on who may be in a body that its first members break."""
    for breach in breaches(machine.office):
        yield document.problem(
            "broken-composition",
            breach.said,
            ("bodies", breach.body, breach.rule),
            hint="look at who its `members` are, and to whom they belong",
            severity="warning" if breach.rule == "minimum" else "error",
        )
