"""Many processes fill one body at once, and it is never fuller than its charter lets it be."""

import json
import subprocess
import sys
from pathlib import Path

import bylaw
from bylaw.engine.audit import audit
from bylaw.engine.charter.charter import plain
from bylaw.engine.journal import JournalFile

from .council import START, council

WRITER = """
import sys
import bylaw

path, name, start = sys.argv[1], sys.argv[2], int(sys.argv[3])
flow = bylaw.open(journal=path, clock=lambda: start)
flow.propose(name, by="ana", at=start)
for number in range(8):
    person = f"{name}-{number}"
    if number % 2:
        flow.act("@council", "join", by="sec", at=start, data={"person": person})
    else:
        flow.act(name, "elect", by="bo", at=start, data={"person": person})
"""

FILLING = (
    ("seats = 4\n", "seats = 9\n"),
    (
        'from = "open"\nto = "done"\nby = "council"\ndata = { person = "person", employer',
        'from = "open"\nby = "council"\ndata = { person = "person", employer',
    ),
)


def test_no_seat_is_given_twice(tmp_path: Path) -> None:
    """By the secretary and by elections alike: whoever loses is decided anew, and refused."""
    path = tmp_path / "j.jsonl"
    text = tmp_path / "club.json"
    text.write_text(json.dumps(plain(council(*FILLING))), encoding="utf-8")
    bylaw.open(text, path, clock=lambda: START).close()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(START)])
        for name in ("p1", "p2", "p3")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    with bylaw.open(journal=path, clock=lambda: START) as flow:
        assert len(flow.office.bodies["council"]) == 9
        assert len(flow.events("@council")) == 6
    with JournalFile(path) as store:
        assert audit(store).verdict == "conformant"
