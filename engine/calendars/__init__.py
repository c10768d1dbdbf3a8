"""Calendars: periods, time zones and recurring meetings, all pure and without a clock.

The zones themselves and the version of their data are in the module `zone`.
"""

from .arithmetic import add
from .backwards import back, subtract
from .named import named
from .period import Period
from .recurrence import Occurrence, Recurrence, never_meets, time_of_day
from .rule import Rule
from .week import ORDINARY, Week
from .words import local

__all__ = [
    "ORDINARY",
    "Occurrence",
    "Period",
    "Recurrence",
    "Rule",
    "Week",
    "add",
    "back",
    "local",
    "named",
    "never_meets",
    "subtract",
    "time_of_day",
]
