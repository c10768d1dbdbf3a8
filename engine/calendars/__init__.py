"""Calendars: periods, time zones and recurring meetings, all pure and without a clock.

The zones themselves and the version of their data are in the module `zone`.
"""

from .arithmetic import add
from .period import Period
from .recurrence import Occurrence, Recurrence, never_meets, time_of_day
from .rule import Rule
from .words import local

__all__ = [
    "Occurrence",
    "Period",
    "Recurrence",
    "Rule",
    "add",
    "local",
    "never_meets",
    "time_of_day",
]
