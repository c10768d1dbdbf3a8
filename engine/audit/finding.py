"""What an audit finds: one fact about one line of a journal, and what the charter says to it."""

from typing import Literal

from attrs import frozen

from ..decision import Json, Reason, tree
from ..instants import Instant, text

Severity = Literal["violation", "unknown", "warning", "note"]
"""The charter or the journal was broken; it can't be told; odd but legal; worth knowing."""

Kind = Literal[
    "ahead",
    "backwards",
    "body",
    "brought_in",
    "chain",
    "charter",
    "composition",
    "digest",
    "erased",
    "late",
    "mirror",
    "not_due",
    "not_permitted",
    "outcome",
    "overlap",
    "pending",
    "pinned",
    "redaction",
    "refused_wrongly",
    "shape",
    "skipped",
    "source",
    "stream",
    "zones",
]


@frozen(kw_only=True)
class Finding:
    """One thing that an audit found.

    Attributes:
        said: what is wrong, in a clause.
        seq: the line of the journal; ``None`` where it is about the journal as a whole.
        version: the version of the proposal that the entry made.
        rules: the charter's rules that are broken.
        reasons: what the charter says to the request, decided again at that point.
        followed_by: the line of the next entry that builds on it; ``None`` where nothing does.
    """

    kind: Kind
    severity: Severity
    said: str
    seq: int | None = None
    proposal: str | None = None
    version: int | None = None
    actor: str | None = None
    action: str | None = None
    at: Instant | None = None
    rules: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    followed_by: int | None = None

    def lines(self) -> list[str]:
        """Say it, with the reasons below it."""
        place = "" if self.seq is None else f"seq {self.seq}: "
        which = "" if self.proposal is None else f"{self.proposal}"
        which += "" if self.version is None else f" version {self.version}"
        rules = f" [{', '.join(self.rules)}]" if self.rules else ""
        said = [f"{self.severity}: {place}{which}{': ' if which else ''}{self.said}{rules}"]
        said += tree(self.reasons, "  ")
        if self.followed_by is not None:
            said.append(f"  the next entry that builds on it is seq {self.followed_by}")
        return said

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "text": self.said,
            "seq": self.seq,
            "proposal": self.proposal,
            "version": self.version,
            "actor": self.actor,
            "action": self.action,
            "at": None if self.at is None else text(self.at),
            "rules": list(self.rules),
            "reasons": [reason.to_json() for reason in self.reasons],
            "followed_by": self.followed_by,
        }


@frozen(kw_only=True)
class Breach:
    """A duty that was not met in time; it undoes no decision.

    Attributes:
        by: the body or role that owed it.
        must: the action that discharges it.
        arose: the instant since which it was owed.
        due: the instant by which it was to be discharged.
        ended: when it was discharged, or arose anew; ``None`` where it is still owed.
    """

    proposal: str
    duty: str
    by: str
    must: str
    arose: Instant
    due: Instant
    ended: Instant | None
    rules: tuple[str, ...] = ()

    def line(self) -> str:
        """Say it."""
        rules = f" [{', '.join(self.rules)}]" if self.rules else ""
        owed = "it is still owed" if self.ended is None else f"it was owed until {text(self.ended)}"
        return (
            f"breach: {self.proposal}: `{self.by}` had to `{self.must}` by {text(self.due)};"
            f" {owed}: `{self.duty}`{rules}"
        )

    def to_json(self) -> Json:
        """Give it as plain data; the keys are always the same."""
        return {
            "proposal": self.proposal,
            "duty": self.duty,
            "by": self.by,
            "must": self.must,
            "arose": text(self.arose),
            "due": text(self.due),
            "ended": None if self.ended is None else text(self.ended),
            "rules": list(self.rules),
        }
