"""iCalendar (RFC 5545): occasions as a file that calendar programs read, in UTC throughout."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from .instants import Instant, text, to_datetime

_LONGEST = 75  # octets of a line without its end (section 3.1)
_CONTROL = dict.fromkeys((*range(32), 127), " ")


@frozen(kw_only=True)
class Occasion:
    """Something that a calendar shows.

    Attributes:
        uid: what tells it from every other, today and tomorrow.
        ends: when it is over; ``None`` for an instant.
        category: what kind of thing it is, in a word.
        busy: whether it takes up the time of those who come.
    """

    uid: str
    starts: Instant
    ends: Instant | None
    summary: str
    description: str
    category: str
    busy: bool

    def to_json(self) -> Mapping[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "uid": self.uid,
            "starts": text(self.starts),
            "ends": None if self.ends is None else text(self.ends),
            "summary": self.summary,
            "description": self.description,
            "category": self.category,
            "busy": self.busy,
        }


def written(name: str, stamp: Instant, occasions: Iterable[Occasion]) -> str:
    """Write a calendar file, its lines ended and folded as the standard asks.

    Args:
        name: what calendar programs call it.
        stamp: the instant at which it holds.
        occasions: what it shows, all between the years 1 and 9999.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//bylaw//bylaw//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for occasion in occasions:
        lines += _event(occasion, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(occasion: Occasion, stamp: Instant) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(occasion.uid)}"
    yield f"DTSTAMP:{utc(stamp)}"
    yield f"DTSTART:{utc(occasion.starts)}"
    if occasion.ends is not None:
        yield f"DTEND:{utc(occasion.ends)}"
    yield f"SUMMARY:{escaped(occasion.summary)}"
    if occasion.description:
        yield f"DESCRIPTION:{escaped(occasion.description)}"
    yield f"CATEGORIES:{escaped(occasion.category)}"
    yield f"TRANSP:{'OPAQUE' if occasion.busy else 'TRANSPARENT'}"
    yield "END:VEVENT"


def utc(instant: Instant) -> str:
    """Write an instant, its fraction of a second left out.

    >>> utc(1567792800000000)
    '20190906T180000Z'
    """
    moment = to_datetime(instant)
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    r"""Write a text so that nothing in it ends a value (section 3.3.11).

    >>> escaped("a, b; c")
    'a\\, b\\; c'
    """
    for each, code in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(each, code)
    return "\\n".join(line.translate(_CONTROL) for line in text.split("\n"))


def folded(line: str) -> str:
    """Break a line that has more than 75 octets, and no character in two."""
    parts, part, size = list[str](), "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LONGEST:
            parts.append(part)
            part, size = "", 1  # for the space that the next one begins with
        part, size = part + character, size + octets
    return "\r\n ".join([*parts, part])
