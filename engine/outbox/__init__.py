"""The outbox: what is recorded, told to others, at least once and in order."""

from .cloudevent import CloudEvent, Sink, cloud_event
from .cursor import Cursor
from .outbox import Outbox

__all__ = ["CloudEvent", "Cursor", "Outbox", "Sink", "cloud_event"]
