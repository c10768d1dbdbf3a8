"""What can go wrong, as one tree.

::

    BylawError
    ├─ CharterError      a charter or scenario file can't be used: every problem, with its place
    ├─ RequestError      a request that no charter could answer: no such proposal, bad instant
    ├─ Conflict          somebody else wrote first: read again and decide again
    ├─ JournalError      the journal can't be used as asked
    │  ├─ Corrupt        its bytes are not what was written: names line and offset
    │  ├─ AppendOnly     somebody tried to alter history
    │  ├─ Unportable     a value that not every store can hold
    │  └─ ProofError     a key, checkpoint or proof that doesn't hold
    ├─ CalendarError     a period, zone or recurrence that names no instant
    └─ DeliveryError     a receiver did not take what was recorded

A refusal is not here: it is a value, a ``Decision``.
"""


class BylawError(Exception):
    """The root: catch it to catch everything that bylaw raises on purpose."""


class CharterError(BylawError):
    """A charter or scenario file that can't be used.

    ``problems`` holds every mistake that was found, each with its place; ``engine.source`` says
    what they are made of.
    """

    def __init__(self, message: str, problems: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class RequestError(BylawError):
    """A request that no charter could answer."""


class Conflict(BylawError):  # noqa: N818 - the field's word for it is a conflict
    """Somebody else wrote first: read again and decide again."""


class JournalError(BylawError):
    """The journal can't be used as asked."""


class Corrupt(JournalError):  # noqa: N818 - says what the journal is
    """The journal's bytes are not what was written.

    ``line`` is the line at fault, counted from 1 as editors do, and ``offset`` the byte at which it
    begins; each is None where the fault has no such place.
    """

    def __init__(self, message: str, *, line: int | None = None, offset: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.offset = offset


class AppendOnly(JournalError):  # noqa: N818 - says what the journal is
    """An attempt to alter what has been recorded."""


class Unportable(JournalError):  # noqa: N818 - says what the value is
    """A value that not every store can hold."""


class ProofError(JournalError):
    """A key, checkpoint or proof that doesn't hold."""


class CalendarError(BylawError):
    """A period, zone or recurrence that names no instant."""


class DeliveryError(BylawError):
    """A receiver did not take what was recorded: it is told again."""
