"""Everything that `bylaw check` says about a charter that loads."""

from collections.abc import Callable, Iterator
from itertools import islice

from attrs import define, evolve

from ..charter import Charter, choices
from ..facts import Fact
from ..source.problem import Problem, Problems
from ..source.read import Document
from .absent import absent
from .acknowledged import settled
from .clockwork import endless
from .composed import miscomposed
from .graph import stuck
from .guard import Guard, guards
from .history import History
from .loops import rounds
from .meetings import hasty
from .openings import shut
from .outcomes import clashes
from .permissible import Permissible, dead, permissible
from .question import Literal
from .roles import unassigned
from .search import Search, assignments, narrowed
from .sizes import out_of_reach
from .space import Space
from .tables import empty, silent, unused
from .tallies import odd_votes
from .waits import endless_waits, waits
from .world import world

Progress = Callable[[int], None]
"""Is told how many steps are done; how many there will be nobody knows before."""

_MOST_ASKED = 500
_MOST_COUNTED = 500_000
"""How many ballots are counted, of large bodies, before fewer situations are asked about."""


def check(charter: Charter, progress: Progress | None = None) -> Problems:
    """Examine a charter: every error, warning and note, each at its place in the file.

    What moves can do is decided over their guards: by a search, within bounds that each message
    states, through the situations that differ in anything that a guard looks at. The predicates
    asked are those that decide requests.

    Args:
        charter: one that was loaded.
        progress: is called after every step of the search.
    """
    steps = _Steps(progress)
    document, file, machine = charter.document, charter.file, charter.machine
    around = world(
        machine,
        machine.office.revised,
    )
    search = Search()
    made = guards(around, file)
    judged = permissible(around, search, made, steps.told)
    _ask_all(judged, steps)
    problems = Problems()
    problems.extend(stuck(document, machine, (guard.move for guard in judged.live)))
    problems.extend(dead(document, judged))
    problems.extend(clashes(document, judged, steps.told))
    problems.extend(endless(document, judged, steps.told))
    problems.extend(failing(document, search))
    problems.extend(empty(document, file))
    problems.extend(miscomposed(document, machine))
    problems.extend(silent(document, file, machine))
    problems.extend(unused(document, file, machine, _facts(made)))
    problems.extend(_governance(charter, judged, steps))
    problems.extend(choices(charter))
    told = Problems()
    told.extend(settled(document, file, problems))
    return told


def _governance(charter: Charter, judged: Permissible, steps: "_Steps") -> Iterator[Problem]:
    """Give what works as it is written, and still may leave people waiting or powerless."""
    document, file = charter.document, charter.file
    found = waits(judged, steps.told)
    yield from endless_waits(document, judged, file, found)
    yield from absent(document, judged, file, found, steps.told)
    yield from unassigned(document, file, charter.machine)
    yield from hasty(document, judged, steps.told)
    yield from shut(document, judged, steps.told)
    yield from rounds(document, judged, steps.told)
    yield from out_of_reach(document, judged, file, steps.told)
    yield from odd_votes(document, judged, steps.told)


@define
class _Steps:
    """Counts the steps that are done, and passes the count on."""

    progress: Progress | None
    done: int = 0

    def told(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done)


def _ask_all(judged: Permissible, steps: _Steps) -> None:
    """Ask every question of many situations: one that ever fails is noted by the search."""
    everything = frozenset(judged.world.machine.movers)
    largest = max(map(len, judged.world.machine.office.bodies.values()), default=0)
    most = min(_MOST_ASKED, _MOST_COUNTED // (largest + 1) + 1)
    for guard in judged.guards:
        anything = evolve(judged.space(guard), history=History(may=everything, must=frozenset()))
        for literal in guard.literals:
            if len(literal.question.answers) < most:
                _ask(judged.search, anything, guard, literal, most)
        steps.told()


def _ask(search: Search, space: Space, guard: Guard, literal: Literal, most: int) -> None:
    here = narrowed(space, (literal,))
    for given in islice(assignments(here, literal.question.sources), most):
        _ = search.ask(literal.question, here, guard.move.source, given)


def failing(document: Document, search: Search) -> Iterator[Problem]:
    """Give the policies that raise, or answer with no truth, in some situation."""
    for failure in search.failures.values():
        yield document.problem(
            "failing-policy",
            f"`{failure.question.name}` {failure.said}, and so refuses: {failure.witness}",
            failure.question.path,
            hint="a policy answers true or false in every situation",
            at_key=True,
        )


def _facts(made: tuple[Guard, ...]) -> frozenset[Fact]:
    found = (literal.question.looks.facts for guard in made for literal in guard.literals)
    return frozenset[Fact]().union(*found)
