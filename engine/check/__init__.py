"""What is wrong with a charter that loads: found by search, placed in its file, with a witness."""

from .examine import Progress, check

__all__ = ["Progress", "check"]
