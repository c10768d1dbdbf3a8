"""Files and streams take an event a line."""

import io
import json
from pathlib import Path

import pytest

from bylaw.engine.errors import DeliveryError
from bylaw.integrations import file_sink, stream_sink

EVENT = {"id": "j/1/0", "data": {"ä": 1}}


def test_a_stream_gets_a_line_an_event() -> None:
    stream = io.StringIO()
    sink = stream_sink(stream)
    sink(EVENT)
    sink(EVENT)
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [EVENT, EVENT]


def test_a_file_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"before\n")
    file_sink(path)(EVENT)
    first, second = path.read_text(encoding="utf-8").splitlines()
    assert (first, json.loads(second)) == ("before", EVENT)


def test_after_a_line_that_was_cut_off_a_new_one_begins(tmp_path: Path) -> None:
    """What a crash cut off is told again, and on a line of its own."""
    path = tmp_path / "out"
    path.write_bytes(b'{"id": "j/1')
    file_sink(path)(EVENT)
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[-1]) == EVENT


def test_a_file_that_can_t_be_written_has_not_taken_it(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="did not take event `j/1/0`: Is a directory"):
        file_sink(tmp_path)(EVENT)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_full_disk_has_not_taken_it() -> None:
    with pytest.raises(DeliveryError, match="did not take"):
        file_sink("/dev/full")(EVENT)
