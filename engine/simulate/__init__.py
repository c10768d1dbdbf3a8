"""Simulation: seeded lives of proposals under a charter, through the very same decisions."""

from .behaviour import Behaviour, Habit, behaviour
from .result import Result, Spread
from .simulate import simulate

__all__ = ["Behaviour", "Habit", "Result", "Spread", "behaviour", "simulate"]
