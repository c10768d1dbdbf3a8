"""An entry of a journal as a CloudEvent, in the JSON form that most receivers read.

CloudEvents 1.0.2: the required attributes ``id``, ``source``, ``specversion`` and ``type``, the
optional ``subject``, ``time`` and ``datacontenttype``, and these extensions, named in lower-case
letters and digits as the specification asks:

``journal``
    the identity of the journal
``sequence``
    where the entry stands in it: the line and the place in the line, each of so many digits that
    texts compare as the numbers do (this is the specification's own extension of that name)
``leaf``
    the leaf hash of its line, by which a proof of the entry can be asked for
``proposalversion``
    the version that the entry makes of its proposal
"""

from collections.abc import Callable, Mapping

from ..journal.line import Pair
from ..machine import BODY
from ..wire import CHARTER, REFUSED, Entry

CloudEvent = Mapping[str, object]

Sink = Callable[[CloudEvent], None]
"""Takes an event, or raises: when it returns, it answers for the event."""


def cloud_event(  # noqa: PLR0913 - an entry, and where it stands
    entry: Entry, pair: Pair, *, journal: str, source: str, seq: int, place: int, leaf: str
) -> CloudEvent:
    """Give an entry as a CloudEvent.

    Args:
        entry: what was recorded.
        pair: whose it is, and which version it makes.
        journal: the identity of the journal.
        source: the URI reference by which receivers know the journal.
        seq: its line.
        place: its place among the entries of the line, from 0.
        leaf: the leaf hash of the line.
    """
    stream, version = pair
    kind, subject = _kind(stream, entry)
    made = {
        "specversion": "1.0",
        "id": f"{journal}/{seq}/{place}",
        "source": source,
        "type": f"bylaw.{kind}",
        "subject": subject,
        "time": entry.get("at", entry.get("recorded")),
        "datacontenttype": "application/json",
        "journal": journal,
        "sequence": f"{seq:016}.{place:05}",
        "leaf": leaf,
        "proposalversion": version,
        "data": entry,
    }
    return {name: value for name, value in made.items() if value is not None}


def _kind(stream: str, entry: Entry) -> tuple[str, str]:
    """Give what sort of thing was recorded, and of what."""
    if stream == CHARTER:
        kind = "charter.enact" if "version" in entry else "charter.adopt"
        return kind, str(entry.get("charter", stream))
    if stream == REFUSED:
        return f"refusal.{entry.get('action')}", str(entry.get("proposal", stream))
    if stream.startswith("$"):
        return stream.removeprefix("$"), stream
    noun = "body" if stream.startswith(BODY) else "proposal"
    action = str(entry.get("action")).strip("()").replace(" ", "_")  # such as `(brought in)`
    return f"{noun}.{action}", stream
