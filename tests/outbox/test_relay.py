"""The loop and the command that keep a receiver up to date."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bylaw.engine.errors import DeliveryError, JournalError
from bylaw.engine.journal import JournalFile, MemoryStore
from bylaw.engine.outbox import Outbox
from bylaw.integrations import run as keep_telling

from ..cli.running import run
from .receivers import Event, Failing, fill, numbers, web


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal of three entries."""
    path = tmp_path / "j"
    with JournalFile(path, identity="j") as store:
        fill(store, 3)
    return path


def test_the_loop_goes_on_where_a_receiver_was_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, told, rounds = MemoryStore(), Failing(1), 0
    fill(store, 3)

    def wait(seconds: float) -> bool:
        nonlocal rounds
        assert seconds == 0.25
        rounds += 1
        told.takes = 1
        return rounds == 3

    with Outbox(store, tmp_path / "cursor") as outbox:
        keep_telling(lambda: outbox.deliver(told), wait=wait, pause=0.25)
    assert numbers(told.took) == [0, 1, 2]
    assert "down; it is told again" in caplog.text


def test_the_loop_ends_where_the_cursor_can_t_be_kept() -> None:
    """To go on would tell everything again for ever."""

    def deliver() -> None:
        raise JournalError("no")

    with pytest.raises(JournalError):
        keep_telling(deliver, wait=lambda _: True)


def test_the_command_posts_what_there_is(journal: Path) -> None:
    with web() as there:
        answer = run(f"bylaw relay {journal} --to {there.url} --once")
        again = run(f"bylaw relay {journal} --to {there.url} --once")
    assert (answer.code, answer.out) == (0, "3 events told\n")
    assert (again.code, again.out) == (0, "")
    assert numbers(there.bodies) == [0, 1, 2]


def test_each_receiver_is_told_everything_without_a_word_about_cursors(
    journal: Path, tmp_path: Path
) -> None:
    """What one was told the others were not: they don't share a cursor."""
    with web() as first, web() as second:
        outs = [tmp_path / "a" / "out", tmp_path / "b" / "out"]
        for out in outs:
            out.parent.mkdir()
        for to in (first.url, second.url, f"{second.url}?x", *outs):
            assert run(f"bylaw relay {journal} --to {to} --once").out == "3 events told\n"
            assert run(f"bylaw relay {journal} --to {to} --once").out == ""
    assert numbers(first.bodies) == [0, 1, 2]
    assert numbers(second.bodies) == [0, 1, 2, 0, 1, 2]
    assert [numbers(told_in(out)) for out in outs] == [[0, 1, 2], [0, 1, 2]]


def test_a_file_is_the_same_receiver_from_wherever_it_is_named(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(f"bylaw relay {journal} --to {journal.parent / 'out'} --once").out != ""
    monkeypatch.chdir(journal.parent)
    assert run("bylaw relay j --to out --once").out == ""


def test_who_reads_stdout_nobody_knows(journal: Path) -> None:
    """Two that read it would each miss what the other was told."""
    answer = run(f"bylaw relay {journal} --to - --once")
    assert (answer.code, answer.out) == (2, "")
    assert "name a file with --cursor" in answer.err


def test_the_command_says_how_far_it_got(journal: Path) -> None:
    with web() as there:
        answer = run(f"bylaw relay {journal} --to {there.url} --once --json")
    assert json.loads(answer.out) == {"journal": "j", "to": there.url, "told": 3, "seq": 3}


def test_the_command_writes_to_stdout(journal: Path) -> None:
    answer = run(
        f"bylaw relay {journal} --to - --once --cursor {journal}.c --source https://example.org/j"
    )
    events = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert numbers(events) == [0, 1, 2]
    assert {event["source"] for event in events} == {"https://example.org/j"}


def test_the_command_appends_to_a_file(journal: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert run(f"bylaw relay {journal} --to {out} --once --cursor {tmp_path / 'c'}").code == 0
    assert numbers([json.loads(line) for line in out.read_text().splitlines()]) == [0, 1, 2]


def test_a_receiver_that_says_no_is_an_exit_code(journal: Path) -> None:
    with web((404, {})) as there:
        answer = run(f"bylaw relay {journal} --to {there.url} --once")
    assert answer.code == 1
    assert "did not take event `j/1/0`: it answered 404" in answer.err
    assert "; the next run goes on with it\n" in answer.err


@pytest.mark.parametrize("to", ["https://", "http:///x"])
def test_a_wrong_address_could_not_be_told(journal: Path, to: str) -> None:
    answer = run(f"bylaw relay {journal} --to {to} --once")
    assert (answer.code, answer.out) == (2, "")
    assert "is no address" in answer.err


def test_an_address_that_nothing_reaches_is_no_file(journal: Path) -> None:
    answer = run(f"bylaw relay {journal} --to ftp://example.org/hook --once")
    assert (answer.code, answer.out) == (2, "")
    assert "--to takes `https://…`, `http://…`, a file or `-`, not `ftp://exam" in answer.err


def test_without_a_journal_nothing_is_made(tmp_path: Path) -> None:
    answer = run(f"bylaw relay {tmp_path / 'none'} --to out --once")
    assert answer.code == 2
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_writer_never_flushed_is_made_safe_and_told(journal: Path) -> None:
    """Nobody may come to write, and so to flush, again."""
    with JournalFile(journal, sync=False) as hasty:
        fill(hasty, 1, start=3)
    answer = run(f"bylaw relay {journal} --to - --once --cursor {journal}.c")
    assert numbers([json.loads(line) for line in answer.out.splitlines()]) == [0, 1, 2, 3]


def started(journal: Path, out: Path) -> "subprocess.Popen[bytes]":
    words = ["relay", str(journal), "--to", str(out), "--pause", "0.02"]
    return subprocess.Popen(
        [sys.executable, "-m", "bylaw.cli", *words],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def told_in(out: Path) -> list[Event]:
    """The whole lines of a file."""
    if not out.exists():
        return []
    events: list[Event] = []
    for line in out.read_text(encoding="utf-8").splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:
            continue  # the end of a line was cut off by a kill
    return events


def waited_for(out: Path, last: int, relay: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while last not in numbers(told_in(out)):
        assert relay.poll() is None, relay.communicate()[1]
        assert time.monotonic() < deadline, "the relay tells nothing"
        time.sleep(0.01)


def test_killed_at_any_moment_it_loses_nothing_and_keeps_the_order(
    journal: Path, tmp_path: Path
) -> None:
    out, written = tmp_path / "out", 3
    with JournalFile(journal) as store:
        for _ in range(4):
            relay = started(journal, out)
            try:
                waited_for(out, written - 1, relay)
                fill(store, 20, start=written)
                written += 20
                waited_for(out, written - 15, relay)
            finally:
                relay.send_signal(signal.SIGKILL)
                relay.communicate()
    assert run(f"bylaw relay {journal} --to {out} --once").code == 0
    seen = numbers(told_in(out))
    assert list(dict.fromkeys(seen)) == list(range(written)), (
        "gapless, and in order when first told"
    )


def test_a_dead_receiver_leaves_others_alone(journal: Path, tmp_path: Path) -> None:
    """Each receiver has a cursor of its own."""
    dead, alive = Failing(0), Failing(99)
    with JournalFile(journal) as store:
        with Outbox(store, tmp_path / "dead") as outbox, pytest.raises(DeliveryError):
            outbox.deliver(dead)
        with Outbox(store, tmp_path / "alive") as outbox:
            assert outbox.deliver(alive) == 3
