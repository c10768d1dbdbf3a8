"""Voting: who votes, what each vote counts for, and what the votes come to; all of it pure."""

from .electorate import electorate, eligible, entitled, people, seats, unit, weight
from .outcome import outcome
from .standing import awaited, deciding, present, said_by, standing, tallied, total, voted

__all__ = [
    "awaited",
    "deciding",
    "electorate",
    "eligible",
    "entitled",
    "outcome",
    "people",
    "present",
    "said_by",
    "seats",
    "standing",
    "tallied",
    "total",
    "unit",
    "voted",
    "weight",
]
