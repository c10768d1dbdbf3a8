"""The tables of a charter that are about its source: its sentences, and what they leave open."""

from typing import Literal

from attrs import frozen

from ..source.shapes import Several
from .said import said

RuleKind = Literal["enforced", "evidenced", "attested", "inexpressible"]


@frozen(kw_only=True)
class Rule:
    """A sentence of the source text, and what becomes of it."""

    text: str = said("what the source says, in the charter's words")
    source: str = said("where it says so", default="")
    kind: RuleKind = said("how it is kept")
    by: Several[str] = said(
        "what keeps it: `action`, `action.policy`, `action.policy.thing` or `table.name`",
        default=(),
    )
    reason: str = said("why it can't be expressed, or who judges", default="")


@frozen(kw_only=True)
class Choice:
    """What the source leaves open, and how the charter reads it."""

    question: str = said("what the source does not say")
    reading: str = said("what the charter takes it to mean", default="")
    by: Several[str] = said(
        "where it shows: `action.policy`, `action.policy.thing` or `table.name`", default=()
    )


@frozen(kw_only=True)
class Acknowledgement:
    """A warning of `bylaw check` that the charter knows of, and lives with."""

    reason: str = said("why it is as it should be, or can't be helped")
