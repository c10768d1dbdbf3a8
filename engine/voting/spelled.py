"""How ballots that say more than one word are spelled, so that a journal holds them as text.

A ranking is ``a = b > c``, from the best, with ``=`` between options that are ranked alike; what is
left out is below all. Scores are ``a: 5, b: 0``. Approvals are ``a, b``.
"""

from collections.abc import Iterable, Mapping, Sequence

HIGHEST = 5
"""The highest score."""

MARKS = "=>:,"
"""Characters that no option may have in it."""

Levels = tuple[frozenset[str], ...]
"""Options from the best, those that are ranked alike together."""


def is_option(name: str) -> bool:
    """Tell whether an option can be called that."""
    fits = name.isprintable() and name == name.strip() and 0 < len(name) <= 200  # noqa: PLR2004 - as people
    return fits and not any(mark in name for mark in MARKS)


def alike(item: str) -> tuple[str, ...]:
    """Give the options of one place of a ranking."""
    return tuple(each.strip() for each in item.split("="))


def ranking(items: Sequence[str]) -> str:
    """Spell a ranking that was told as a list of places."""
    return " > ".join(" = ".join(alike(item)) for item in items)


def ranked(choice: str) -> Levels:
    """Read a ranking."""
    return tuple(frozenset(alike(item)) for item in choice.split(" > "))


def scored(items: Iterable[str]) -> dict[str, int]:
    """Read scores that were told as a list of ``option: score``.

    Raises:
        ValueError: an item is none, or gives an option a second score.
    """
    found: dict[str, int] = {}
    for item in items:
        option, mark, score = item.rpartition(":")
        option, score = option.strip(), score.strip()
        if not mark or not score.isascii() or not score.isdigit() or len(score) > 15:  # noqa: PLR2004 - exact in JSON
            raise ValueError(f"`{item}` is not written like `option: 3`")
        if option in found:
            raise ValueError(f"`{option}` is given twice")
        found[option] = int(score)
    return found


def scores(told: Mapping[str, int]) -> str:
    """Spell scores, in the order of the options' names."""
    return ", ".join(f"{option}: {score}" for option, score in sorted(told.items()))


def listed(choice: str) -> tuple[str, ...]:
    """Read what is divided by commas: approvals, or the items of scores."""
    return tuple(each.strip() for each in choice.split(","))


def approvals(items: Iterable[str]) -> str:
    """Spell approvals, in the order of the options' names."""
    return ", ".join(sorted(items))
