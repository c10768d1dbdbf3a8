"""The snapshot: where every proposal stood at one line of a journal, so a list needn't read it all.

It may be deleted at any time and is never trusted. It is used only if its own bytes are whole, the
charters and the time-zone data are the same, and the journal has the line with the leaf hash that
it names; and nothing is ever decided on it: a proposal that is asked about is folded from its own
events. Else it is ignored, and written anew.

The file is a line of JSON, arrays of 64-bit numbers (for each proposal its version, its instant,
its state, its record, then all anchors), the proposals' names with a NUL between them, and the
SHA-256 of all that.
"""

import fcntl
import gc
import hashlib
import json
import os
import sys
from array import array
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice, repeat, starmap
from typing import Any

from attrs import frozen

from .ballot import NO_VOTES
from .calendars.zone import tz_version
from .charter import Charter
from .journal import Head, Store, System
from .model import Proposal, Record
from .polling import read_votes, spelled_votes
from .regimes import Regimes

SUFFIX = ".state"
"""What the name of a journal's snapshot ends with."""

_FORMAT = "bylaw state 2"
"""Counts up whenever the same events come to make other proposals."""

_DIGEST = 32
_NUMBER = 8
_NONE: Mapping[str, Any] = {}


@frozen(kw_only=True)
class Snapshot:
    """Where every proposal stood.

    Attributes:
        head: the last line that was folded in.
        proposals: in the order in which they were made.
    """

    head: Head
    proposals: tuple[Proposal, ...]


@frozen(kw_only=True)
class SnapshotFile:
    """The file of a journal's snapshot.

    Attributes:
        system: for tests.
    """

    path: str
    charter: Charter
    system: System = System()

    def save(self, snapshot: Snapshot, regimes: Regimes | None = None) -> None:
        """Write a snapshot, if the system lets us; the old one stays until then.

        Args:
            snapshot: where every proposal stands.
            regimes: the charters of the journal, where there were several.
        """
        system, new = self.system, self.path + ".new"
        with suppress(OSError):  # it only saves time
            file = system.open(new, os.O_WRONLY | os.O_CREAT)
            try:
                system.lock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # or somebody else is at it
                system.truncate(file, 0)
                at = 0
                for piece in _rendered(snapshot, self._conditions(regimes)):
                    if system.write_at(file, piece, at) != len(piece):
                        return
                    at += len(piece)
                system.rename(new, self.path)
            finally:
                system.close(file)

    def load(self, store: Store, regimes: Regimes | None = None) -> Snapshot | None:
        """Read the snapshot of a journal; None unless there is a sound one of a line that it has.

        Args:
            store: the journal.
            regimes: its charters, where there were several.

        Raises:
            Corrupt: the journal's own line is not as it was written.
        """
        try:
            snapshot = self._read(self._conditions(regimes))
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return None  # there is none, or one that is as good as none
        if snapshot is None:
            return None
        seq = snapshot.head.seq
        here = 0 <= seq <= store.head().seq and store.leaf(seq) == snapshot.head.leaf
        return snapshot if here else None

    def _conditions(self, regimes: Regimes | None) -> dict[str, object]:
        """Give all that a snapshot depends on beside the journal."""
        charters = [self.charter] if regimes is None else [each.charter for each in regimes.all]
        return {
            "anchors": [list(each.machine.office.anchors) for each in charters],
            "charters": [each.digest for each in charters],
            "format": _FORMAT,
            "order": sys.byteorder,
            "zones": tz_version(),
        }

    def _read(self, conditions: Mapping[str, object]) -> Snapshot | None:
        """Read the file; None if it is whole, and of something else."""
        file = self.system.open(self.path, os.O_RDONLY)
        try:
            raw = self.system.read(file, self.system.status(file).st_size, 0)
        finally:
            self.system.close(file)
        if hashlib.sha256(memoryview(raw)[:-_DIGEST]).digest() != raw[-_DIGEST:]:
            return None
        with _uncollected():
            return _parsed(raw, conditions)


def _rendered(snapshot: Snapshot, conditions: Mapping[str, object]) -> Iterable[bytes]:
    """Give the file in pieces."""
    states: dict[str, int] = {}
    records: dict[str, int] = {}
    spelled: dict[int, int] = {}  # most proposals share their record, or its spelling
    columns = [array("q") for _ in range(5)]
    versions, instants, at_states, at_records, anchors = columns
    for _, state, version, at, recorded, record, _ in snapshot.proposals:
        place = spelled.get(id(record))
        if place is None:
            place = records.setdefault(_spelled(record), len(records))
            spelled[id(record)] = place
        versions.append(version)
        instants.append(at)
        at_states.append(states.setdefault(state, len(states)))
        at_records.append(place)
        anchors.extend(recorded)
    head = {
        **conditions,
        "held": len(anchors),
        "leaf": snapshot.head.leaf,
        "proposals": len(snapshot.proposals),
        "seq": snapshot.head.seq,
        "states": list(states),
    }
    text = json.dumps(head)
    pieces = [
        f'{text[:-1]}, "records": [{",".join(records)}]}}\n'.encode(),
        *(column.tobytes() for column in columns),
        "\0".join(each.id for each in snapshot.proposals).encode(),
    ]
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return [*pieces, digest.digest()]


def _parsed(raw: bytes, conditions: Mapping[str, object]) -> Snapshot | None:
    """Read a file whose bytes are whole; None if it was made under other conditions."""
    first = raw.index(b"\n") + 1
    head: dict[str, Any] = json.loads(raw[:first])
    if {name: head.get(name) for name in conditions} != conditions:
        return None
    many, held = head["proposals"], head["held"]
    columns: list[array[int]] = []
    at = first
    for size in (many, many, many, many, held):
        column = array("q")
        column.frombytes(raw[at : at + _NUMBER * size])
        columns.append(column)
        at += _NUMBER * size
    names = raw[at:-_DIGEST].decode().split("\0") if many else []
    versions, instants, at_states, at_records, anchors = columns
    seq: int = head["seq"]
    if type(seq) is not int or not len(names) == len(set(names)) == many == len(at_records):
        raise ValueError("is not of its own format")
    states: list[str] = head["states"]
    records = [_record(told) for told in head["records"]]
    told = zip(
        names,
        (states[state] for state in at_states),
        versions,
        instants,
        _dealt(anchors, head, [records[record].charter for record in at_records]),
        (records[record] for record in at_records),
        strict=False,  # where there are no anchors the empty ones have no end
    )
    return Snapshot(
        head=Head(seq, head["leaf"]),
        proposals=tuple(starmap(Proposal, told)),
    )


def _dealt(
    anchors: Sequence[int], head: Mapping[str, Any], under: Iterable[str]
) -> Iterable[tuple[int, ...]]:
    """Give each proposal its anchors: as many as the charter has that it is under."""
    widths = [len(names) for names in head["anchors"]]
    each = iter(anchors)
    if len(widths) == 1:
        (width,) = widths
        return zip(*[each] * width, strict=True) if width else repeat(())
    of = dict(zip(["", *head["charters"][1:]], widths, strict=True))
    return (tuple(islice(each, of[charter])) for charter in under)


def _spelled(record: Record) -> str:
    """Write a record in JSON, without what is empty in it."""
    whole: dict[str, object] = {
        "attested": {claim: sorted(held) for claim, held in record.attested.items()},
        "contested": {claim: sorted(held) for claim, held in record.contested.items()},
        "ballots": {body: dict(cast) for body, cast in record.ballots.items()},
        "links": {link: list(named) for link, named in record.links.items()},
        "charter": record.charter,
        "roles": dict(record.roles),
        "signatures": {body: sorted(held) for body, held in record.signatures.items()},
        "vetoes": {body: sorted(held) for body, held in record.vetoes.items()},
        "votes": {} if record.votes is NO_VOTES else spelled_votes(record.votes),
    }
    return json.dumps({name: value for name, value in whole.items() if value}, sort_keys=True)


def _record(told: Mapping[str, Any]) -> Record:
    roles: Mapping[str, Sequence[str]] = told.get("roles", _NONE)
    return Record(
        roles={role: tuple(held) for role, held in roles.items()},
        ballots=told.get("ballots", _NONE),
        signatures=_people(told.get("signatures", _NONE)),
        vetoes=_people(told.get("vetoes", _NONE)),
        attested=_people(told.get("attested", _NONE)),
        contested=_people(told.get("contested", _NONE)),
        links={link: tuple(named) for link, named in told.get("links", _NONE).items()},
        charter=told.get("charter", ""),
        votes=read_votes(told["votes"]) if "votes" in told else NO_VOTES,
    )


def _people(told: Mapping[str, Sequence[str]]) -> Mapping[str, frozenset[str]]:
    return {body: frozenset(held) for body, held in told.items()}


@contextmanager
def _uncollected() -> Generator[None]:
    """Make many values without Python looking through them for cycles, of which they have none.

    It would look again and again, at all that there are by then, and take two thirds of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
