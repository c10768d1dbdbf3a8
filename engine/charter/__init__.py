"""Charters: from a plain file to a machine that decides."""

from .charter import Charter, canonical, choices, examined, load, plain, revived
from .document import CharterFile

__all__ = [
    "Charter",
    "CharterFile",
    "canonical",
    "choices",
    "examined",
    "load",
    "plain",
    "revived",
]
