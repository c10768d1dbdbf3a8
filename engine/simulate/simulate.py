"""Simulating a charter: replications of proposals that people bring through it."""

from collections import Counter
from collections.abc import Callable
from random import Random

from attrs import frozen

from ..charter import Charter
from ..errors import RequestError
from ..instants import Instant, parse
from .behaviour import DEFAULT, Behaviour
from .habits import manners
from .result import Result, spread
from .run import Run

START: Instant = parse("2024-01-01T00:00:00Z")
"""When simulations start, unless they are told otherwise."""

Progress = Callable[[int, int], None]
"""Is told how many proposals have come in, and how many will."""


def simulate(  # noqa: PLR0913 - all by keyword, most with a default
    charter: Charter,
    *,
    seed: int,
    proposals: int = 100,
    replications: int = 1,
    behaviour: Behaviour = DEFAULT,
    start: Instant = START,
    progress: Progress | None = None,
) -> Result:
    """Let proposals live under a charter; every move is decided as it would be in earnest.

    Each replication has a journal and a seed of its own, so what it gives depends on neither the
    number of the others nor their order. Bodies stay as the charter has them, and nobody does what
    would amend it.

    Args:
        charter: the rules.
        seed: of the chance; the same seed gives the same journals, byte for byte.
        proposals: how many come in, in each replication.
        replications: how many times.
        behaviour: what drives the people; whoever may do something tries it where it says nothing.
        start: the instant of the first proposal.
        progress: is told how it gets on.

    Raises:
        RequestError: there is nothing to simulate.
    """
    if proposals < 1 or replications < 1:
        raise RequestError("simulate at least 1 proposal, in at least 1 replication")
    manner, total = manners(charter, behaviour), proposals * replications
    runs: list[Run] = []
    for replication in range(replications):
        random = Random(f"{seed}/{replication}")  # noqa: S311 - chance, not a secret
        run = Run(charter, behaviour, manner, random, start)
        told = None if progress is None else _Told(progress, replication * proposals, total)
        run.go(proposals, told)
        runs.append(run)
    return _result(charter, seed, runs)


@frozen
class _Told:
    """Passes on how many proposals have come in, over all replications."""

    progress: Progress
    before: int
    total: int

    def __call__(self, came: int) -> None:
        self.progress(self.before + came, self.total)


def _result(charter: Charter, seed: int, runs: list[Run]) -> Result:
    """Sum up the replications."""
    final = charter.machine.final
    lives = [(run, life) for run in runs for life in run.lives if life.standing.version]
    states = Counter(life.standing.state for _, life in lives)
    missing: Counter[str] = Counter()
    for run, life in lives:
        if life.standing.state not in final:
            missing += run.missing(life)
    times: dict[str, list[int]] = {}
    for _, life in lives:
        for state, at in life.reached.items():
            times.setdefault(state, []).append(at - life.born)
    cycles = [
        life.reached[life.standing.state] - life.born
        for _, life in lives
        if life.standing.state in final
    ]
    order = [state for state in charter.machine.states if state in times]
    return Result(
        charter=charter.name,
        digest=charter.digest,
        seed=seed,
        replications=len(runs),
        proposals=len(lives),
        events=sum(run.events for run in runs),
        refused=sum(run.refused for run in runs),
        outcomes={state: states[state] for state in charter.machine.states if states[state]},
        ended=len(cycles),
        cycle=spread(cycles) if cycles else None,
        reached={state: spread(times[state]) for state in order},
        missing=dict(sorted(missing.items(), key=lambda found: (-found[1], found[0]))),
        journals=tuple(run.store for run in runs),
    )
