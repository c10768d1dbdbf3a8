"""Evidence: what a request must carry, and what a named person must have attested."""

from attrs import frozen

from ..engine.facts import Situation
from ..engine.match import Match
from ..engine.policy import derived, names
from ..engine.speech import Speech


@frozen(kw_only=True)
class Text:
    """A field of the request is a text of a certain form.

    All that is stated must hold; upper and lower case count. `like` is the whole text, in which
    `{date}` stands for a day such as `20190802`, `{slug}` for lower-case words joined by hyphens
    and `{number}` for digits, each at most once.
    """

    field: str = names("field")
    equals: str | None = None
    starts: str | None = None
    contains: str | None = None
    like: str | None = None
    match: Match = derived(
        lambda self: Match(
            equals=self.equals, starts=self.starts, contains=self.contains, like=self.like
        )
    )

    def holds(self, facts: Situation) -> bool:
        """Tell whether it is."""
        return facts.matches(self.field, self.match)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.field(self.field)} {self.match.words()}"


@frozen(kw_only=True)
class Lists:
    """A field of the request is a list that includes what it must.

    Whatever else it includes, it has all of `includes`, and `in_order` in that order.
    """

    field: str = names("field")
    includes: tuple[str, ...] = ()
    in_order: tuple[str, ...] = ()
    match: Match = derived(lambda self: Match(includes=self.includes, in_order=self.in_order))

    def holds(self, facts: Situation) -> bool:
        """Tell whether it does."""
        return facts.matches(self.field, self.match)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"{speech.field(self.field)} {self.match.words()}"


@frozen(kw_only=True)
class Announcement:
    """The announcement went to the right list, under the right subject, with a link.

    The request carries it as `to`, `subject` and `link`. Upper and lower case count.
    """

    to: str
    subject: str
    addressed: Match = derived(lambda self: Match(equals=self.to))
    titled: Match = derived(lambda self: Match(starts=self.subject))
    linked: Match = derived(lambda _: Match(starts="https://"))

    def holds(self, facts: Situation) -> bool:
        """Tell whether it did."""
        return (
            facts.matches("to", self.addressed)
            & facts.matches("subject", self.titled)
            & facts.matches("link", self.linked)
        )

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        to, subject, link = map(speech.field, ("to", "subject", "link"))
        return (
            f"the announcement went to `{self.to}` ({to}), under a {subject} that starts with"
            f" `{self.subject}`, with a {link}"
        )


@frozen(kw_only=True)
class Attested:
    """A named person has attested a claim that needs human judgement, and nobody contests it.

    An action that `contests` the claim suspends it until it is attested anew.
    """

    claim: str = names("claim")

    def holds(self, facts: Situation) -> bool:
        """Tell whether somebody has."""
        return facts.attested(self.claim)

    def says(self, speech: Speech) -> str:
        """Say what it demands."""
        return f"somebody has attested {speech.claim(self.claim)}"


@frozen(kw_only=True)
class Contested:
    """Somebody contests a claim that was attested, and it has not been attested anew."""

    claim: str = names("claim")

    def holds(self, facts: Situation) -> bool:
        """Tell whether somebody does."""
        return facts.contested(self.claim)
