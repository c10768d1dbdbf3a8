"""The journal: what was decided, in one order, in bytes that prove it."""

from .file import JournalFile
from .frozen import FrozenDict, FrozenList
from .memory import MemoryStore
from .portable import canonical, freeze
from .recover import Torn
from .segments import Sealed
from .store import Head, Numbered, Receipt, Store, Verified, Write
from .system import System
from .tiny import database
from .waiting import AsyncStore

__all__ = [
    "AsyncStore",
    "FrozenDict",
    "FrozenList",
    "Head",
    "JournalFile",
    "MemoryStore",
    "Numbered",
    "Receipt",
    "Sealed",
    "Store",
    "System",
    "Torn",
    "Verified",
    "Write",
    "canonical",
    "database",
    "freeze",
]
