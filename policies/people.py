"""Who: the one who asks, the one who is named, and how many hold a part."""

from attrs import frozen

from ..engine.facts import Headcount, Root, Situation
from ..engine.policy import AllOf, AnyOf, NotOf, Policy, derived, names
from ..engine.ratio import Multiple
from ..engine.source.shapes import Several
from ..engine.speech import Speech, either, number


@frozen(kw_only=True)
class Who:
    """The one who asks is in one of some bodies, or holds one of some roles.

    It says under `requires`, `unless`, `any`, `all` and `not` what `by` says of a whole action: who
    else, who not, who besides.

    Source: DEP 1 lets a merger merge minor changes, but not their own without another's approval.
    """

    of: Several[str] = names("people")

    def __attrs_post_init__(self) -> None:
        if not self.of:
            raise ValueError("name a body or a role")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor is one of them."""
        return facts.at_least(1, [facts.actor_of(who) for who in self.of])

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"whoever does it is {either(map(speech.one_of, self.of))}"


@frozen(kw_only=True)
class Eligible:
    """The person whom a field of the request names may be named.

    They are in one of the bodies, or hold one of the roles, in `in`, if any are stated; and in none
    of those in `except`.

    Source: PEP 1 lets a sponsor become a co-author or the delegate, but not both.
    """

    field: str = names("field")
    in_: Several[str] = names("people", default=())
    except_: Several[str] = names("people", default=())
    rule: Policy = derived(lambda self: _eligible(self))  # noqa: PLW0108 - is defined below

    def __attrs_post_init__(self) -> None:
        if not (self.in_ or self.except_):
            raise ValueError("state who may be named in `in`, who may not in `except`, or both")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the person may be named."""
        return self.rule.holds(facts)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        inside = f"is {either(map(speech.one_of, self.in_))}" if self.in_ else ""
        barred = f"is not {either(map(speech.one_of, self.except_))}" if self.except_ else ""
        said = " and ".join(each for each in (inside, barred) if each)
        return f"the person whom {speech.field(self.field)} names {said}"


@frozen
class _Named:
    """The person whom a field names is in a body, or holds a role."""

    field: str
    who: str

    def holds(self, facts: Situation) -> bool:
        return facts.person_of(self.field, self.who)


def _eligible(terms: Eligible) -> Policy:
    inside = tuple(_Named(terms.field, who) for who in terms.in_)
    barred = tuple(NotOf(_Named(terms.field, who)) for who in terms.except_)
    return AllOf((*([AnyOf(inside)] if inside else []), *barred))


@frozen(kw_only=True)
class Oneself:
    """The person whom a field of the request names is the one who asks.

    Under `unless`, nobody can name themselves; under `requires`, nobody can name another.
    """

    field: str = names("field")

    def holds(self, facts: Situation) -> bool:
        """Tell whether the actor names themselves."""
        return facts.names_actor(self.field)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.field(self.field)} names the very person who does it"


@frozen(kw_only=True)
class Vacant:
    """Nobody is in a body, or holds a role: somebody else has to stand in.

    Source: Python's PEP 13 and Debian's constitution say who acts while there is no leader.
    """

    who: str = names("people")

    def holds(self, facts: Situation) -> bool:
        """Tell whether there is nobody."""
        return facts.headcount(self.who) <= 0

    def words(self, facts: Situation) -> str:
        """Say who is there, or that nobody is."""
        return Headcount(self.who).words(facts)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"nobody is {speech.one_of(self.who)}"


@frozen(kw_only=True)
class Holders:
    """So many people hold a role, or are in a body.

    Where `among` names another body or role, only those of them count who are in that, too, at this
    moment. With `root` it is so many times the square root of the number of those who vote in `of`,
    not rounded, where that is fewer than `at_least`.

    Source: Debian's constitution, where a resolution needs K sponsors: half of the square root of
    the number of developers, or five if that is fewer.
    """

    role: str = names("people")
    at_least: int = 1
    among: str | None = names("people", default=None)
    root: Multiple | None = None
    of: str | None = names("ballot", default=None)

    def __attrs_post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError("`at_least` is at least 1: nobody is `vacant`")
        if (self.root is None) != (self.of is None):
            raise ValueError("state `root` and, in `of`, whose number it is taken of, or neither")

    def holds(self, facts: Situation) -> bool:
        """Tell whether enough do."""
        many = facts.headcount(self.role, self.among)
        if self.root is None or self.of is None:
            return many >= self.at_least
        return (many >= self.at_least) | (many >= facts.root(self.of, self.root))

    def words(self, facts: Situation) -> str:
        """Say who does, and how many must."""
        least, note = self.at_least, ""
        if self.root is not None and self.of is not None:
            least = min(least, facts.root(self.of, self.root))
            note = f", the fewer of {self.at_least} and {Root(self.of, self.root).words(facts)}"
        said = Headcount(self.role, self.among).words(facts)
        return f"{said}; at least {least} must{note}"

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        many = f"{number(self.at_least)} or more people are each"
        who = speech.one_of(self.role)
        if self.among is not None:
            who += f" and {speech.one_of(self.among)}"
        said = f"{many if self.at_least > 1 else 'somebody is'} {who}"
        if self.root is None or self.of is None:
            return said
        times = "" if str(self.root) == "1" else f"{self.root} of "
        part = f"{times}the square root of the number of {speech.who(self.of)}"
        return f"{said}, or {part} if that is fewer"
