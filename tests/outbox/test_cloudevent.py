"""What is told keeps to CloudEvents 1.0.2: the schema of its JSON format, and its naming rules."""

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # its types ship apart

import bylaw
from bylaw.engine.journal import canonical
from bylaw.engine.outbox import Outbox, cloud_event

from .receivers import Event

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["id", "source", "specversion", "type"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "format": "uri-reference", "minLength": 1},
        "specversion": {"type": "string", "minLength": 1, "const": "1.0"},
        "type": {"type": "string", "minLength": 1},
        "datacontenttype": {"type": ["string", "null"], "minLength": 1},
        "dataschema": {"type": ["string", "null"], "format": "uri", "minLength": 1},
        "subject": {"type": ["string", "null"], "minLength": 1},
        "time": {"type": ["string", "null"], "format": "date-time", "minLength": 1},
        "data": {"type": ["object", "string", "number", "array", "boolean", "null"]},
        "data_base64": {"type": ["string", "null"], "contentEncoding": "base64"},
    },
}
"""The constraints of the JSON schema that the CloudEvents project publishes for its JSON format."""

NAME = re.compile(r"[a-z0-9]{1,20}")
"""Section "Naming Conventions": lower-case letters and digits, at most 20 of them."""

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
REFERENCE = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
WHOLE = 2**31


def check(event: Event) -> None:
    """Hold an event against the specification."""
    assert list(Draft7Validator(SCHEMA).iter_errors(json.loads(json.dumps(event)))) == []
    assert REFERENCE.fullmatch(event["source"])
    assert "time" not in event or TIME.fullmatch(event["time"])
    for name, value in event.items():
        if name == "data":
            continue
        assert NAME.fullmatch(name)
        assert type(value) in {str, int, bool}
        assert type(value) is not int or -WHOLE <= value < WHOLE
        assert type(value) is not str or not re.search(r"[\x00-\x1f\x7f-\x9f]", value)


def test_what_a_workflow_records_is_told_as_the_specification_asks(tmp_path: Path) -> None:
    noon = bylaw.instant("2026-03-02T12:00:00.25Z")
    flow = bylaw.open("keras_sig", clock=lambda: noon, record_refusals=True)
    flow.propose("ein Vorschlag: ä", by="ada", data={"title": "One"})
    flow.act("ein Vorschlag: ä", "submit", by="bo")
    took: list[Event] = []
    with Outbox(flow.store, tmp_path / "cursor") as outbox:
        outbox.deliver(lambda event: took.append(dict(event)))
    assert len(took) > 2
    for event in took:
        check(event)
    pairs = [(event["source"], event["id"]) for event in took]
    assert len(set(pairs)) == len(pairs), "source and id together name one event"


@given(
    st.dictionaries(
        st.sampled_from(["action", "at", "x"]), st.sampled_from(["2026-01-01T00:00:00Z"])
    ),
    st.sampled_from(["p", "@chairs", "$charter", "$refused", "$other"]),
    st.integers(1, 10**6),
    st.integers(1, 10**12),
    st.integers(0, 9_999),
)
def test_whatever_an_entry_holds_it_is_told(
    entry: dict[str, object], stream: str, version: int, seq: int, place: int
) -> None:
    """A journal may hold entries that no workflow of ours wrote."""
    event = cloud_event(
        entry, (stream, version), journal="j", source="/j", seq=seq, place=place, leaf="0" * 64
    )
    check(dict(event))
    assert canonical(event["data"]) == canonical(entry)


@given(st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, 65_000)), min_size=2))
def test_sequences_compare_as_texts_like_the_places_that_they_name(
    places: list[tuple[int, int]],
) -> None:
    """The specification's `sequence` extension asks for an order of texts."""

    def sequence(place: tuple[int, int]) -> str:
        made = cloud_event(
            {}, ("p", 1), journal="j", source="/j", seq=place[0], place=place[1], leaf=""
        )
        return str(made["sequence"])

    assert sorted(places) == sorted(places, key=sequence)
