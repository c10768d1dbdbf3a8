"""Charters and policies as plain English, made from the very objects that decide."""

from .action import action_page
from .charter import charter_page
from .names import speech_of
from .page import Item, Page, Section
from .phrase import demand, sentence
from .policy import policy_page

__all__ = [
    "Item",
    "Page",
    "Section",
    "action_page",
    "charter_page",
    "demand",
    "policy_page",
    "sentence",
    "speech_of",
]
