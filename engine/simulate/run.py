"""One replication: proposals come in, people act, the clock runs, and every move is recorded."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from heapq import heappop, heappush
from random import Random

from attrs import define, evolve, field

from ..adopt import adopt
from ..calendars import add
from ..calendars.zone import tz_version
from ..charter import Charter
from ..clockwork import MOST, ticks
from ..errors import RequestError
from ..explain import explained
from ..facts import Situation
from ..fold import advanced, nothing
from ..instants import NEVER, Instant
from ..journal.memory import MemoryStore
from ..journal.store import Write
from ..machine import NEW, Move
from ..model import NOTHING, Data, Event, Proposal
from ..permit import chosen, deadline
from ..polling import pinned
from ..register import Growing
from ..reseating import change_of, mirrored
from ..telling import whom
from ..wire import entry
from .behaviour import Behaviour
from .habits import Manner, length
from .opening import opening

_SECOND = 1_000_000


@define(eq=False)
class Life:
    """One proposal in a simulation.

    Attributes:
        drawn: the actions of which it is drawn who does them while it stands where it stands.
        waiting: who waits for something to happen before they try an action again.
        visit: how often it has changed its state; a try that was planned before is dropped.
        reached: when it first came into each state.
        ticked: how many moves the clock has made on it.
    """

    standing: Proposal
    drawn: set[str] = field(factory=set)
    waiting: list[tuple[str, str]] = field(factory=list)
    visit: int = 0
    born: Instant = NEVER
    reached: dict[str, Instant] = field(factory=dict)
    ticked: int = 0


class Run:
    """One replication under way.

    Attributes:
        lives: every proposal, in the order in which they came in.
        store: the journal.
        events: how many moves were recorded.
        refused: how many attempts were refused.
        end: the instant at which it stops.
    """

    def __init__(
        self,
        charter: Charter,
        behaviour: Behaviour,
        manners: Mapping[str, Manner],
        random: Random,
        start: Instant,
    ) -> None:
        self.lives: list[Life] = []
        self.store = MemoryStore(identity="simulation")
        self.events = 0
        self.refused = 0
        self.end = start
        self._charter = charter
        self._machine = charter.machine
        self._office = charter.machine.office
        self._register = Growing(self._office) if charter.machine.crossing else None
        self._behaviour = behaviour
        self._manners = manners
        self._random = random
        self._start = start
        self._lag = length(behaviour.lag)
        self._zones = tz_version()
        self._heap: list[tuple[Instant, int, int, int, str, str]] = []
        self._planned = 0

    def go(self, proposals: int, progress: Callable[[int], None] | None = None) -> None:
        """Let so many proposals come in, and run on until the end.

        Raises:
            RequestError: the clock's own moves go round in circles, or have no end.
        """
        adopt(self.store, self._charter, recorded=self._start)
        now, every = self._start, length(self._behaviour.every)
        for number in range(proposals):
            self.lives.append(Life(standing=nothing(self._machine, f"p{number + 1:05}")))
            self._plan(now, number, "", "")
            now += self._wait(every)
        self.end = add(now, self._behaviour.rest, self._office.zone)
        came = 0
        while self._heap and self._heap[0][0] <= self.end:
            now, _, number, visit, person, action = heappop(self._heap)
            life = self.lives[number]
            self._clock(life, number, now)
            if not action:
                if not person:
                    came += 1
                    if progress is not None:
                        progress(came)
                self._offer(life, number, now)
            elif visit == life.visit:
                self._try(life, number, now, person, action)

    def missing(self, life: Life) -> Counter[str]:
        """Give what a proposal lacks to get on and time won't supply, as ``action.policy``."""
        found: Counter[str] = Counter()
        state = life.standing.state
        for action in self._machine.offered.get(state, ()):
            moves = self._machine.table[state, action]
            able = self._able(life, self._manners[action])
            if all(move.target is None for move in moves):
                continue
            if not able:
                found[f"{action}.by"] = 1
                continue
            data = self._manners[action].data(self._random, life.standing.id, self.end)
            facts = Situation(self.end, able[0], data, life.standing, self._office)
            for reason in explained(self._machine, facts, action):
                for part in reason.parts if reason.policy == "outcome" else (reason,):
                    if not part.met and part.opens == NEVER:
                        found[f"{action}.{part.policy}"] = 1
        return found

    def _offer(self, life: Life, number: int, now: Instant) -> None:
        """Draw who does what becomes possible, and when they try."""
        for name in self._offered(life):
            manner = self._manners[name]
            if name in life.drawn or not (able := self._able(life, manner)):
                continue
            if manner.action.assigns in life.standing.record.roles:
                continue  # somebody plays that part already
            life.drawn.add(name)
            for person in able if manner.each else [self._random.choice(able)]:
                wait = 0 if life.standing.state == NEW else self._until(manner, self.end - now)
                if wait is not None:
                    self._plan(now + wait, number, person, name)

    def _offered(self, life: Life) -> tuple[str, ...]:
        """Give what somebody could ask for; of several ways to make a proposal one is drawn."""
        offered = self._machine.offered.get(life.standing.state, ())
        actions = self._machine.actions
        left_out = {name for name in offered if actions[name].voids or actions[name].amends}
        names = tuple(each for each in offered if each not in left_out)
        if life.standing.state != NEW or len(names) <= 1 or life.drawn:
            return names
        able = [name for name in names if self._able(life, self._manners[name])]
        return (self._random.choice(able),) if able else ()

    def _until(self, manner: Manner, left: int) -> int | None:
        """Draw how long it takes until somebody tries; ``None`` where they never do in time."""
        chance, wait = manner.chance, self._wait(manner.delay)
        while self._random.randrange(chance.denominator) >= chance.numerator:
            if not (manner.again and chance.numerator) or wait > left:
                return None
            wait += self._wait(manner.again)
        return wait

    def _told(self, action: str) -> Collection[str]:
        """Give the fields that the behaviour fills itself."""
        habit = self._behaviour.actions.get(action)
        return () if habit is None else habit.data

    def _able(self, life: Life, manner: Manner) -> list[str]:
        """Give the people who may do something, as far as bodies and roles go."""
        people: set[str] = set() if manner.action.by else {*self._behaviour.people}
        for name in manner.action.by:
            people |= self._office.bodies.get(name, frozenset())
            people |= {*life.standing.record.roles.get(name, ())}
        return sorted(people & manner.only if manner.only else people)

    def _try(self, life: Life, number: int, now: Instant, person: str, action: str) -> None:
        """Let somebody try something; what is refused they try again when it opens."""
        data = self._manners[action].data(self._random, life.standing.id, now)
        facts = Situation(now, person, data, life.standing, self._office.at(now))
        for name, asked in self._machine.actions[action].fields.items():
            if asked.type == "person" and asked.name not in self._told(action):
                better = whom(self._machine, facts, self._machine.actions[action], name)
                data = {**data, **better}
                facts = Situation(now, person, data, life.standing, facts.office)
        move = chosen(self._machine, facts, action)
        if move is not None:
            self._done(life, number, now, now, person, move, data)
            return
        self.refused += 1
        if person not in self._able(life, self._manners[action]):
            life.drawn.discard(action)  # somebody else holds the role by now
            self._offer(life, number, now)
        elif (opens := opening(self._machine, facts, action)) == NEVER:
            life.waiting.append((person, action))
        else:
            self._plan(opens + self._wait(self._lag), number, person, action)

    def _clock(self, life: Life, number: int, now: Instant) -> None:
        """Let the clock make the moves that are due."""
        for tick in ticks(self._machine, self._office, life.standing, now):
            life.ticked += 1
            if life.ticked > MOST:
                raise RequestError(
                    f"the clock has moved `{life.standing.id}` {MOST} times, and"
                    f" `{tick.move.action.name}` is due again: this life has no end"
                )
            self._done(life, number, tick.at, now, None, tick.move, NOTHING)

    def _done(  # noqa: PLR0913, PLR0917 - a move has as many parts
        self,
        life: Life,
        number: int,
        at: Instant,
        now: Instant,
        person: str | None,
        move: Move,
        data: Data,
    ) -> None:
        """Record a move, and see what follows from it."""
        before = life.standing
        settled = pinned(self._office, before, move.action)
        happened = Event(
            proposal=before.id,
            version=before.version + 1,
            at=at,
            recorded=now,
            actor=person,
            vouched="verified" if person is None else "claimed",
            action=move.action.name,
            source=None if before.state == NEW else before.state,
            target=move.arrives,
            data=data,
            charter=self._charter.digest,
            zones=self._zones,
            pinned=settled,
        )
        write = Write(before.id, expected=before.version, entries=(entry(happened),))
        self.store.append([write, *self._reseat(before, move, happened)])
        self.events += 1
        life.standing = advanced(self._machine, before, happened)
        self._see_others(life, move, now)
        if before.state == NEW:
            life.born = at
        if move.arrives != before.state:
            life.reached.setdefault(move.arrives, at)
            life.visit += 1
            life.drawn.clear()
            life.waiting.clear()
        for who, action in life.waiting:
            self._plan(now + self._wait(self._lag), number, who, action)
        life.waiting.clear()
        self._offer(life, number, now)
        self._await_clock(life, number, now)

    def _reseat(self, before: Proposal, move: Move, happened: Event) -> Iterator[Write]:
        """Give what a move does to bodies, and have it done."""
        if not move.action.reseats:
            return
        office = self._office.at(happened.at)
        facts = Situation(happened.at, happened.actor, happened.data, before, office)
        told = mirrored(facts, move.action.reseats, happened)
        self._office = self._office.after(*map(change_of, told)).at(happened.at)
        for stream in dict.fromkeys(each.proposal for each in told):
            entries = tuple(entry(each) for each in told if each.proposal == stream)
            yield Write(stream, expected=self.store.version(stream), entries=entries)

    def _see_others(self, moved: Life, move: Move, now: Instant) -> None:
        """Let a move bear on other proposals, where a rule looks at them: all think again."""
        if self._register is None:
            return
        self._register.enter(moved.standing)
        self._office = evolve(self._office, register=self._register.view())
        shared = not self._office.shared.isdisjoint((*move.action.records, *move.action.dates))
        for number, life in enumerate(self.lives):
            if life is moved or life.standing.state == NEW:
                continue
            for who, action in life.waiting:
                self._plan(now + self._wait(self._lag), number, who, action)
            life.waiting.clear()
            if shared:
                self._await_clock(life, number, now)

    def _await_clock(self, life: Life, number: int, now: Instant) -> None:
        """Plan for the clock's moves that are to come."""
        for coming in self._machine.clockwork.get(life.standing.state, ()):
            falls = deadline(self._office, life.standing, coming)
            if falls < NEVER and (now < falls or self._register is not None):
                self._plan(max(now, falls), number, "(clock)", "")

    def _plan(self, at: Instant, number: int, person: str, action: str) -> None:
        self._planned += 1
        visit = self.lives[number].visit
        heappush(self._heap, (at, self._planned, number, visit, person, action))

    def _wait(self, mean: int) -> int:
        """Draw a time of that mean, in whole seconds."""
        seconds = mean // _SECOND
        return int(self._random.expovariate(1 / seconds)) * _SECOND if seconds else 0
