"""Polling: what actions do to the votes of a proposal, and why a ballot can't be cast."""

from .examples import examples
from .fit import options, unfit
from .gather import polled
from .pinned import pinned
from .state import read_votes, spelled_votes
from .told import commitment, hushed, said

__all__ = [
    "commitment",
    "examples",
    "hushed",
    "options",
    "pinned",
    "polled",
    "read_votes",
    "said",
    "spelled_votes",
    "unfit",
]
