"""How often, and after which waits, a receiver is asked again."""

from collections.abc import Iterator

from attrs import field, frozen
from attrs.validators import ge, gt


@frozen(kw_only=True)
class Retry:
    """A policy of asking again: waits that grow by a factor, up to a longest.

    Attributes:
        tries: how often an event is sent before its receiver is given up for now; at least 1.
        first: the seconds before the second try.
        factor: by how much each wait is longer than the one before.
        longest: the most seconds that a wait may last, whatever the receiver asks for.
    """

    tries: int = field(default=5, validator=ge(1))
    first: float = field(default=0.5, validator=ge(0))
    factor: float = field(default=2.0, validator=gt(0))
    longest: float = field(default=60.0, validator=ge(0))

    def waits(self) -> Iterator[float]:
        """Give the seconds before each further try.

        >>> list(Retry(tries=4, first=1, factor=3, longest=5).waits())
        [1, 3, 5]
        """
        wait = self.first
        for _ in range(self.tries - 1):
            yield min(wait, self.longest)
            wait = min(wait * self.factor, self.longest)
