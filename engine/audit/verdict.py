"""Verdicts: kept, broken, or no evidence; and how several make one."""

from collections.abc import Collection, Sequence
from typing import Literal

Verdict = Literal["conformant", "violated", "no evidence"]


def combined(found: Collection[Verdict]) -> Verdict | None:
    """Give the verdict where all must be kept; ``None`` where there is none."""
    if "violated" in found:
        return "violated"
    if not found:
        return None
    return "no evidence" if "no evidence" in found else "conformant"


def either(found: Sequence[Verdict | None]) -> Verdict | None:
    """Give the verdict where one or another was done, and it isn't known which."""
    return found[0] if all(each == found[0] for each in found) else "no evidence"
