"""The list of all proposals, in step with a journal: from a snapshot, and what came after it."""

from collections.abc import Iterable, Mapping

from .asking import RESERVED
from .instants import text
from .journal import Head, Store
from .model import Proposal
from .regimes import Regimes
from .snapshot import Snapshot, SnapshotFile
from .wire import event

_MANY = 2_000
"""Lines that are read in no time: a snapshot that is no older is left as it is."""

_SHARE = 50
"""A snapshot is written anew when another fiftieth of the journal has come after it."""


class Listing:
    """Where every proposal stands.

    It may come from a snapshot: it is good enough to show, or to look for what may be due, and
    nothing is to be decided on it.

    Attributes:
        regimes: the charters of the journal, as far as they are known.
    """

    def __init__(self, regimes: Regimes, store: Store, snapshot: SnapshotFile | None) -> None:
        self.regimes = regimes
        self._store = store
        self._snapshot = snapshot
        self._begun = False
        self._begin(None)

    def every(self, known: Mapping[str, Proposal]) -> tuple[Proposal, ...]:
        """Give them in the order in which they were made.

        Args:
            known: those that are folded already; they needn't be folded once more.
        """
        try:
            if not self._begun:
                self._begun = True
                self._begin(self._loaded())
                if not (self._follow(known) and self._complete()):
                    self._begin(None)
            self._follow(known)
        except BaseException:  # whatever it was, next time nothing is taken for read that wasn't
            self._begun = False
            raise
        self._save()
        return tuple(self._standing.values())

    def _loaded(self) -> Snapshot | None:
        if self._snapshot is None or self._voidable():
            return None
        return self._snapshot.load(self._store, self.regimes)

    def _voidable(self) -> bool:
        """Tell whether events can be voided: that takes all that was before; no snapshot has it."""
        return any(regime.machine.voidable for regime in self.regimes.all)

    def _begin(self, found: Snapshot | None) -> None:
        proposals = () if found is None else found.proposals
        self._line = self._saved = 0 if found is None else found.head.seq
        self._standing = {each.id: each for each in proposals}

    def _follow(self, known: Mapping[str, Proposal]) -> bool:
        """Take in what was recorded since; tell whether it goes with what is listed."""
        for seq, name, version, found in self._store.entries(self._line):
            self._line = seq
            if name.startswith(RESERVED):
                continue
            standing = known.get(name)
            if standing is None or standing.version != version:
                before = self._standing.get(name)
                if (before.version if before else 0) + 1 != version:
                    return False
                standing = self.regimes.taken(before, event(name, version, found))
            self._standing[name] = standing
        return True

    def _complete(self) -> bool:
        """Tell whether all proposals of the journal are listed, in order and at their versions."""
        due = [(name, version) for name, version in self._store.versions().items()]
        due = [pair for pair in due if not pair[0].startswith(RESERVED)]
        return [(each.id, each.version) for each in self._standing.values()] == due

    def _save(self) -> None:
        """Save a snapshot, if to do without it would be to read many lines."""
        new = self._line - self._saved
        if self._voidable():
            return
        if self._snapshot is not None and new >= _MANY + self._line // _SHARE:
            head = Head(self._line, self._store.leaf(self._line))
            listed = Snapshot(head=head, proposals=tuple(self._standing.values()))
            self._snapshot.save(listed, self.regimes)
            self._saved = self._line


def rows(proposals: Iterable[Proposal]) -> Mapping[int, Mapping[str, object]]:
    """Give proposals as documents of a table, numbered from 1."""
    return {
        place: {
            "proposal": each.id,
            "state": each.state,
            "version": each.version,
            "at": text(each.at),
            "roles": {role: list(held) for role, held in each.record.roles.items()},
        }
        for place, each in enumerate(proposals, 1)
    }
