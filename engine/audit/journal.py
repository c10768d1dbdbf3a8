"""The audit of a journal: its chain, then every decision in it taken again under its charter."""

import json
from collections.abc import Callable
from datetime import timedelta

from ..beside import Bodies
from ..calendars.zone import tz_version
from ..errors import Corrupt, JournalError
from ..instants import NEVER, Instant
from ..journal.store import Store
from ..machine import BODY
from ..opening import bodies_of
from .finding import Finding
from .replay import Replay
from .report import Counts, Report


def audit(
    store: Store,
    *,
    at: Instant | None = None,
    bodies: Bodies | None = None,
    leeway: timedelta | None = None,
    watch: Callable[[int, int], object] | None = None,
) -> Report:
    """Check a journal: every byte of its chain, then every decision, from the journal alone.

    No verdict that a journal may hold is believed, and no state: each entry is decided again on
    what the entries before it make, by the same policies that decided it first. After a violation
    the audit goes on from what was recorded, so that each finding stands by itself.

    Args:
        store: the journal.
        at: as of when duties are overdue; the latest instant of any event where it is left out.
        bodies: where is kept what the charter keeps beside the journal; in the folder beside its
            file, where it is left out.
        leeway: how long after it is said to have been something may be recorded without a note of
            it; as long as anybody likes, if left out.
        watch: is told with each entry how many lines of how many were gone through.

    Returns:
        The report: the same journal, charter policies and time-zone data give the same bytes.
    """
    try:
        verified = store.verify()
    except Corrupt as error:
        return unreadable(error, journal=_identity(store))
    replay = Replay(store, bodies_of(store) if bodies is None else bodies, leeway)
    for seq, stream, version, found in store.entries():
        if seq > verified.head.seq:
            break  # written since the chain was checked
        if watch is not None:
            watch(seq + 1, verified.lines)
        replay.take(seq, stream, version, found)
    last = None if replay.last == -NEVER else replay.last
    as_of = last if at is None else at
    replay.end(as_of)
    proposals = [each for name, each in replay.standing.items() if not name.startswith(BODY)]
    return Report(
        whole=True,
        journal=_identity(store),
        lines=verified.lines,
        head=(verified.head.seq, verified.head.leaf),
        charters=tuple(replay.charters.adopted),
        under=dict(replay.under),
        zones=dict(replay.zones),
        installed=tz_version(),
        as_of=as_of,
        counts=Counts(
            events=replay.counts["events"],
            clock=replay.counts["clock"],
            refusals=replay.counts["refusals"],
            memberships=replay.counts["memberships"],
            brought_in=replay.counts["brought_in"],
            undecided=replay.counts["undecided"],
            proposals=len(proposals),
            ended=sum(replay.has_ended(each) for each in proposals),
        ),
        findings=(*replay.findings, *_other_zones(replay)),
        breaches=tuple(replay.breaches),
    )


def _other_zones(replay: Replay) -> list[Finding]:
    """Note that decisions were taken under other time-zone data than they are now."""
    installed = tz_version()
    return [
        Finding(
            kind="zones",
            severity="note",
            said=f"{many} decided under time-zone data {name}, and again under {installed}",
        )
        for name, many in sorted(replay.zones.items())
        if name != installed
    ]


def unreadable(error: Corrupt, *, journal: str | None = None) -> Report:
    """Report a journal whose chain is broken: nothing in it can be believed.

    Args:
        error: what is wrong with it.
        journal: the identity that its header states, if that can be read.
    """
    return Report(
        whole=False,
        journal=journal,
        lines=0,
        head=None,
        charters=(),
        under={},
        zones={},
        installed=tz_version(),
        as_of=None,
        counts=Counts(),
        findings=(Finding(kind="chain", severity="violation", said=str(error)),),
        breaches=(),
    )


def _identity(store: Store) -> str | None:
    """Give the identity that a journal's header states; ``None`` where it can't be read."""
    try:
        header = json.loads(next(store.lines()))
    except (JournalError, ValueError):
        return None
    name = header.get("journal") if isinstance(header, dict) else None
    return name if isinstance(name, str) else None
