"""Shares as exact fractions: never percent, never floating point.

66 % and 2/3 disagree for 102 of the body sizes from 1 to 200.
"""

from math import gcd, isqrt

from attrs import field, frozen


@frozen
class Ratio:
    """An exact share from 0 to 1, such as ``2/3``."""

    numerator: int = field()
    denominator: int = field()

    @classmethod
    def parse(cls, text: str) -> "Ratio":
        """Read ``2/3``.

        Raises:
            ValueError: the text is no fraction from 0/1 to 1/1.
        """
        top, slash, bottom = text.partition("/")
        whole = top.isascii() and top.isdigit() and bottom.isascii() and bottom.isdigit()
        if not slash or not whole or len(text) > 40 or int(bottom) == 0:  # noqa: PLR2004 - far past any real share
            raise ValueError(f"`{text}` is no share: write it as a fraction, like `2/3`")
        if int(top) > int(bottom):
            raise ValueError(f"`{text}` is more than the whole")
        common = gcd(int(top), int(bottom)) or 1
        return cls(int(top) // common, int(bottom) // common)

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    def met(self, count: int, total: int, *, strictly: bool) -> bool:
        """Tell whether the count is at least (strictly: more than) this share of the total.

        Both sides are multiplied out, so that nothing is rounded; it works on every reading.
        """
        return count * self.denominator >= total * self.numerator + int(strictly)


@frozen
class Multiple:
    """An exact multiple, which may be more than the whole, such as ``3/2`` or ``2/1``."""

    numerator: int = field()
    denominator: int = field()

    @classmethod
    def parse(cls, text: str) -> "Multiple":
        """Read ``3/2``, or a whole number such as ``2``.

        Raises:
            ValueError: the text is no fraction.
        """
        top, slash, bottom = text.partition("/")
        bottom = bottom if slash else "1"
        whole = top.isascii() and top.isdigit() and bottom.isascii() and bottom.isdigit()
        if not whole or len(text) > 40 or int(bottom) == 0:  # noqa: PLR2004 - far past any real multiple
            raise ValueError(f"`{text}` is no multiple: write it as a fraction, like `3/2`")
        common = gcd(int(top), int(bottom)) or 1
        return cls(int(top) // common, int(bottom) // common)

    def __str__(self) -> str:
        whole = self.denominator == 1
        return f"{self.numerator}" if whole else f"{self.numerator}/{self.denominator}"

    def met(self, count: int, other: int, *, strictly: bool) -> bool:
        """Tell whether the count is at least (strictly: more than) so many times the other.

        Both sides are multiplied out, so that nothing is rounded; it works on every reading.
        """
        return count * self.denominator >= other * self.numerator + int(strictly)

    def compared(self, *, strictly: bool, noun: str = "") -> tuple[str, str]:
        """Say what ``met`` asks for: so many of something, and the word before the other.

        >>> Multiple(3, 1).compared(strictly=True, noun="votes")
        ('more than 3 times as many votes', 'as')
        >>> Multiple(1, 1).compared(strictly=True)
        ('more', 'than')
        """
        what = f" {noun}" if noun else ""
        once = self == Multiple(1, 1)
        if once and strictly:
            return f"more{what}", "than"
        times = "" if once else f"{self} times "
        return f"{'more than' if strictly else 'at least'} {times}as many{what}", "as"

    def root(self, total: int) -> int:
        """Give the least whole number that is at least so many times the square root of a total.

        >>> Multiple(3, 2).root(1000)  # 3/2 of the root of 1000 is 47.43
        48
        """
        squared = total * self.numerator**2
        floor = isqrt(squared // self.denominator**2)
        return floor if floor**2 * self.denominator**2 >= squared else floor + 1
