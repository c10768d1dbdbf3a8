"""Tests of verification: what it sees, what it says of what it can't see."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import JournalError
from bylaw.engine.journal import JournalFile, MemoryStore
from bylaw.engine.proof import (
    Checkpointer,
    KeptFile,
    Report,
    SignerKey,
    kept_path,
    leaf_hash,
    sign_checkpoint,
    tree_of,
    verify,
)

from .samples import KEY, OTHER, VERIFIER, add, in_memory, on_disk, signed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a journal of twelve lines."""
    return on_disk(tmp_path / "journal.jsonl", 12)


def note_of(path: Path, size: int | None = None, key: SignerKey = KEY) -> str:
    """A checkpoint of a journal's file."""
    with JournalFile(path, sync=False) as store:
        return signed(store, size, key).note


def lines_of(path: Path) -> list[bytes]:
    """The lines of a journal's file, with their line feeds."""
    return path.read_bytes().splitlines(keepends=True)


def sub(old: bytes, new: bytes) -> Callable[[list[bytes]], list[bytes]]:
    """An edit of the sixth line."""

    def edit(lines: list[bytes]) -> list[bytes]:
        altered = lines[5].replace(old, new, 1)
        assert altered != lines[5]
        return [*lines[:5], altered, *lines[6:]]

    return edit


EDITS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "value edited": sub(b'"actor":"alice"', b'"actor":"mallory"'),
    "line deleted": lambda lines: [*lines[:5], *lines[6:]],
    "lines swapped": lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]],
    "duplicate key": sub(b'"actor":"alice"', b'"actor":"mallory","actor":"alice"'),
    "unknown field": sub(b'"actor":"alice"', b'"actor":"alice","approved_by":"mallory"'),
    "white space": sub(b'"actor":', b'"actor": '),
    "escape": sub(b"alice", b"\\u0061lice"),
    "tail dropped": lambda lines: lines[:-3],
}
"""Edits of the stored bytes, of which hash chains over parsed values miss five."""


def test_a_sound_journal_passes(path: Path) -> None:
    """With its root, its counts, and a checkpoint by a known key."""
    report = verify(path, [note_of(path)], [VERIFIER])
    assert report
    assert (
        report.verdict,
        report.problems,
        report.journal,
        report.lines,
        report.entries,
        report.torn,
    ) == ("pass", (), "test", 12, 11, 0)
    with JournalFile(path, sync=False) as store:
        assert report.root == tree_of(store).root(12)


def test_a_store_is_verified_like_its_file(path: Path) -> None:
    """Any store will do."""
    note = note_of(path)
    with JournalFile(path, sync=False) as store:
        assert verify(store, [note], [VERIFIER]) == verify(path, [note], [VERIFIER])


def test_verifying_changes_nothing(path: Path) -> None:
    """Not even a torn end is set aside."""
    path.write_bytes(path.read_bytes() + b'{"durable":')
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert verify(path).torn == 11
    assert before == {file.name: file.read_bytes() for file in path.parent.iterdir()}


@pytest.mark.parametrize("strictly", [True, False])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_all_eight_edits_of_the_stored_bytes_are_seen(
    path: Path, edit: Callable[[list[bytes]], list[bytes]], *, strictly: bool
) -> None:
    """Bytes are hashed as stored; what the chain can't see, a kept checkpoint does."""
    note = note_of(path)
    path.write_bytes(b"".join(edit(lines_of(path))))
    report = verify(path, [note], [VERIFIER], strictly=strictly)
    assert (report.verdict, [False]) == ("fail", [held.sound for held in report.checkpoints])


@pytest.mark.parametrize("edit", [e for name, e in EDITS.items() if name != "tail dropped"])
def test_the_chain_alone_sees_seven_edits(
    path: Path, edit: Callable[[list[bytes]], list[bytes]]
) -> None:
    """It names the line at which it breaks, which is the one edited or the one after."""
    path.write_bytes(b"".join(edit(lines_of(path))))
    report = verify(path)
    assert report.verdict == "fail"
    (problem,) = report.problems
    assert re.match(r"line [67] \(seq [56]\), at byte \d+, ", problem)


def test_a_cut_tail_is_missed_without_a_checkpoint_and_said_to_be(path: Path) -> None:
    """The verdict never says more than was checked."""
    path.write_bytes(b"".join(EDITS["tail dropped"](lines_of(path))))
    report = verify(path)
    assert (report.verdict, ()) == ("incomplete", report.problems)
    assert {"cut off the end, or restore an old backup": "no"}.items() <= seen(report).items()


def rechained(lines: list[bytes], start: int) -> list[bytes]:
    """The lines with every hash after a place made anew, as anybody can."""
    made = lines[: start + 1]
    for raw in lines[start + 1 :]:
        prev = leaf_hash(made[-1][:-1]).hex().encode()
        made.append(re.sub(rb'"prev":"[0-9a-f]{64}"', b'"prev":"' + prev + b'"', raw))
    return made


def test_an_edit_with_all_hashes_made_anew_is_seen_by_a_checkpoint_alone(path: Path) -> None:
    """Hashes need no key: nothing in the file itself shows it."""
    note = note_of(path)
    path.write_bytes(b"".join(rechained(EDITS["value edited"](lines_of(path)), 5)))
    assert verify(path).verdict == "incomplete"
    (problem,) = verify(path, [note], [VERIFIER]).problems
    assert problem == ("checkpoint 1: the journal's first 12 lines are not those that were signed")


@pytest.mark.parametrize("name", ["duplicate key", "white space", "escape"])
def test_a_line_that_is_not_canonical_is_seen_though_its_writer_signed_it(
    path: Path, name: str
) -> None:
    """Two readers could read it in two ways; only strict reading looks for that."""
    path.write_bytes(b"".join(rechained(EDITS[name](lines_of(path)), 5)))
    tree = tree_of(Raw(lines_of(path)))
    note = sign_checkpoint(12, tree.root(12), KEY).note
    assert verify(path, [note], [VERIFIER], strictly=False).verdict == "pass"
    (problem,) = verify(path, [note], [VERIFIER]).problems
    assert problem.startswith("line 6 (seq 5)")
    assert problem.endswith("is not in canonical form")


class Raw(MemoryStore):
    """A store of whatever lines it is given."""

    def __init__(self, lines: list[bytes]) -> None:
        super().__init__(identity="test")
        add(self, len(lines) - 1)
        self._given = [line[:-1] for line in lines]

    def lines(self, after: int = -1) -> Iterator[bytes]:
        """The given lines."""
        return iter(self._given[after + 1 :])


def test_checkpoints_before_a_fault_still_hold(path: Path) -> None:
    """What was signed before the edit stays proved, and the report says which."""
    notes = [note_of(path, size) for size in (3, 5, 6, 12)]
    path.write_bytes(b"".join(EDITS["value edited"](lines_of(path))))
    report = verify(path, notes, [VERIFIER])
    assert [held.sound for held in report.checkpoints] == [True, True, False, False]


def test_everything_rewritten_with_the_key_is_seen_by_whoever_kept_a_checkpoint(
    path: Path,
) -> None:
    """The checkpoint beside the journal was made anew; the one that somebody kept was not."""
    note = note_of(path)
    path.write_bytes(b"".join(rechained(EDITS["value edited"](lines_of(path)), 5)))
    Path(kept_path(path)).write_text(f"{note_of(path)}\n", encoding="utf-8")
    assert verify(path, keys=[VERIFIER]).verdict == "pass"
    report = verify(path, [note], [VERIFIER])
    assert (
        report.verdict,
        [held.sound for held in report.checkpoints],
    ) == ("fail", [False, True])


def test_a_checkpoint_by_somebody_else_is_a_problem(path: Path) -> None:
    """Whoever rewrites a journal can sign it with a key of the same name."""
    (problem,) = verify(path, [note_of(path, key=OTHER)], [VERIFIER]).problems
    assert problem == "checkpoint 1: the note is signed by none of the keys that were given"


def test_without_a_key_roots_are_compared_and_nothing_more_is_said(path: Path) -> None:
    """Anybody could have written the checkpoint."""
    report = verify(path, [note_of(path)])
    assert (report.verdict, report.problems) == ("incomplete", ())
    assert "signature not checked" in str(report.checkpoints[0])
    assert set(seen(report).values()) == {"partly", "no"}


def test_a_checkpoint_of_nothing_proves_nothing(path: Path) -> None:
    """Every journal begins with no lines."""
    assert verify(path, [note_of(path, 0)], [VERIFIER]).verdict == "incomplete"


def test_the_checkpoints_beside_a_journal_are_found(path: Path) -> None:
    """All of them, in the order in which they were made."""
    with JournalFile(path, sync=False) as store:
        checkpointer = Checkpointer(store, KEY, KeptFile(kept_path(path)))
        checkpointer.checkpoint()
        add(store)
        checkpointer.checkpoint()
    report = verify(path, keys=[VERIFIER])
    assert [(held.size, held.apart, held.sound) for held in report.checkpoints] == [
        (12, False, True),
        (13, False, True),
    ]
    assert verify(path, keys=[VERIFIER], beside=()).checkpoints == ()


def test_a_file_beside_it_that_holds_no_text_is_a_problem(path: Path) -> None:
    """Somebody has overwritten it."""
    Path(kept_path(path)).write_bytes(b"\xff\n\n\xff\n\n")
    (problem,) = verify(path).problems
    assert "holds no text" in problem


def test_a_note_that_is_no_checkpoint_is_a_problem(path: Path) -> None:
    """It says which one, and why."""
    for keys in ([], [VERIFIER]):
        report = verify(path, ["nothing"], keys)
        assert report.verdict == "fail"
        assert report.problems[0].startswith("checkpoint 1: a note is text")
        assert report.checkpoints[0].size is None


def seen(report: Report) -> dict[str, str]:
    """What a report says of each attack."""
    return {attack.name: attack.seen for attack in report.attacks}


CUT = "cut off the end, or restore an old backup"
ANEW = "edit lines and make the hashes after them anew, without the key"
KEYED = "rewrite everything, with the signing key"
SPLIT = "show two people two histories"
REST = "edit, insert, delete or reorder lines, and leave the rest"
DATED = "back-date an event when it is written"


@pytest.mark.parametrize(
    ("apart", "beside", "expected"),
    [
        (
            None,
            None,
            {REST: "partly", CUT: "no", ANEW: "no", KEYED: "no", SPLIT: "no", DATED: "no"},
        ),
        (
            None,
            12,
            {REST: "yes", CUT: "partly", ANEW: "yes", KEYED: "no", SPLIT: "no", DATED: "partly"},
        ),
        (
            None,
            7,
            {
                REST: "partly",
                CUT: "partly",
                ANEW: "partly",
                KEYED: "no",
                SPLIT: "no",
                DATED: "partly",
            },
        ),
        (
            7,
            12,
            {
                REST: "yes",
                CUT: "partly",
                ANEW: "yes",
                KEYED: "partly",
                SPLIT: "partly",
                DATED: "partly",
            },
        ),
        (
            12,
            None,
            {REST: "yes", CUT: "yes", ANEW: "yes", KEYED: "yes", SPLIT: "partly", DATED: "partly"},
        ),
    ],
)
def test_a_report_says_of_every_attack_whether_it_would_have_been_seen(
    path: Path, apart: int | None, beside: int | None, expected: dict[str, str]
) -> None:
    """It depends on which checkpoints there are, and on where they were kept."""
    found = seen(
        verify(
            path,
            [] if apart is None else [note_of(path, apart)],
            [VERIFIER],
            beside=[] if beside is None else [note_of(path, beside)],
        )
    )
    assert expected | {"leave an event out from the start": "no"} == found


def test_a_checkpoint_that_fails_counts_for_no_attack(path: Path) -> None:
    """Only what holds says anything about the lines that are there."""
    note = note_of(path)
    path.write_bytes(b"".join(EDITS["tail dropped"](lines_of(path))))
    assert seen(verify(path, [note], [VERIFIER]))[KEYED] == "no"


def test_a_torn_end_is_told_and_is_no_fault(path: Path) -> None:
    """Nobody was told that it is recorded; unless a checkpoint covers it."""
    note = note_of(path)
    path.write_bytes(path.read_bytes()[:-1])
    report = verify(path, [note_of_first(path, 11)], [VERIFIER])
    assert report.verdict == "pass"
    assert "torn end: " in str(report)
    (problem,) = verify(path, [note], [VERIFIER]).problems
    assert problem == ("checkpoint 1: covers 12 lines, and the journal has 11: its end is gone")


def note_of_first(path: Path, size: int) -> str:
    """A checkpoint of a file's first lines, made without opening it as a journal."""
    return signed(Raw(lines_of(path)[:size])).note


def test_the_last_line_is_read_strictly_in_any_case(path: Path) -> None:
    """No line after it vouches for its bytes."""
    *lines, last = lines_of(path)
    path.write_bytes(b"".join([*lines, last.replace(b'"actor":', b'"actor": ')]))
    (problem,) = verify(path, strictly=False).problems
    assert problem.startswith(f"line 12 (seq 11), at byte {sum(map(len, lines))}, ")


def test_a_torn_end_is_told_wherever_it_falls(tmp_path: Path) -> None:
    """Also when nothing whole was read with it: lines are read many at once."""
    path = on_disk(tmp_path / "journal.jsonl", 200)
    path.write_bytes(path.read_bytes() + b"{")
    report = verify(path)
    assert (report.lines, report.torn, report.problems) == (200, 1, ())


def test_an_empty_file_is_no_journal(tmp_path: Path) -> None:
    """A zero-length file once was one, or wasn't: nothing that was done to it would be seen."""
    (tmp_path / "empty").write_bytes(b"")
    report = verify(tmp_path / "empty", [signed(SAMPLE, 0).note], [VERIFIER])
    assert report.problems == ("the journal is empty: not even its header is there",)
    assert set(seen(report).values()) == {"partly", "no"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"journal":"test"', b'"journal":"\\npass: journal `test`"'),
        (b'["p-0",2]', b'["p-0\\npass: journal `test`",2]'),
    ],
)
def test_nothing_in_a_journal_adds_a_line_to_its_report(path: Path, old: bytes, new: bytes) -> None:
    """A forger's words stand behind those of the verdict, where they belong."""
    whole = path.read_bytes()
    assert old in whole
    path.write_bytes(b"".join(rechained(whole.replace(old, new, 1).splitlines(True), 0)))
    lines = str(verify(path)).split("\n")
    heads = ["fail:", "root", "checked", "problem:", "would"]
    assert heads == [line.split(" ", 1)[0] for line in lines[:5]]
    assert len(lines) == 5 + len(verify(path).attacks)


def test_a_file_that_isn_t_there_is_told(tmp_path: Path) -> None:
    """And none is made."""
    with pytest.raises(JournalError, match="could not read"):
        verify(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


@given(st.data())
def test_no_byte_of_a_journal_can_be_altered(data: st.DataObject) -> None:
    """Each byte of each line, whatever it becomes, under a kept checkpoint."""
    lines = [raw + b"\n" for raw in SAMPLE.lines()]
    whole = b"".join(lines)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = bytes([whole[place] ^ data.draw(st.integers(1, 255))])
    altered = (whole[:place] + other + whole[place + 1 :]).split(b"\n")[:-1]
    for strictly in (True, False):
        report = verify(
            Raw([raw + b"\n" for raw in altered]), [NOTE], [VERIFIER], strictly=strictly
        )
        assert report.verdict == "fail"


def test_a_report_tells_itself_in_words_and_as_data(path: Path) -> None:
    """One line each: verdict, root, what was checked, problems, attacks."""
    report = verify(path, [note_of(path, 7)], [VERIFIER])
    text = str(report).splitlines()
    assert text[0] == "pass: journal `test`, 12 lines, 11 entries"
    assert text[1] == f"root {report.root.hex()}"
    assert text[2] == "checked bytes, canonical form and hash chain; 1 of 1 checkpoints hold"
    assert text[3] == "would it have been seen?"
    assert len(text) == 4 + len(report.attacks)
    assert report.to_json()["verdict"] == "pass"
    assert report.to_json()["checkpoints"] == [
        {
            "name": "checkpoint 1",
            "size": 7,
            "apart": True,
            "signed_by": ["example.org/council"],
            "trouble": None,
        }
    ]
    assert "bytes and hash chain;" in str(verify(path, strictly=False))
    assert "nothing signed was compared" in str(verify(path))


SAMPLE = in_memory(9)
NOTE = signed(SAMPLE).note


def test_a_report_calls_checkpoints_by_the_names_that_they_are_given(path: Path) -> None:
    notes = {"ours": note_of(path, 7), "theirs": note_of(path, 7, OTHER)}
    report = verify(path, notes, [VERIFIER])
    assert [held.name for held in report.checkpoints] == ["ours", "theirs"]
    assert report.problems == ("theirs: the note is signed by none of the keys that were given",)


def test_an_anchor_beside_it_shows_that_the_end_is_gone(tmp_path: Path) -> None:
    """It is no proof, for whoever cuts the journal can remove it; but it is not passed over."""
    path = tmp_path / "journal.jsonl"
    with JournalFile(path, identity="test") as store:
        add(store, 4)
    whole = path.read_bytes()
    offset = len(b"".join(lines_of(path)[:3]))
    assert verify(path).verdict == "incomplete"
    for rotten in (whole[:offset], whole[:-9], whole.replace(b'"seq":4}', b'"seq":4} ')):
        path.write_bytes(rotten)
        report = verify(path)
        assert report.verdict == "fail"
        assert "the anchor beside the journal vouches for" in report.problems[-1]
    path.write_bytes(whole[:offset])
    (problem,) = verify(path).problems
    assert problem == (
        f"line 4 (seq 3), at byte {offset}, is missing: the anchor beside the journal vouches for"
        " line 5 (seq 4)"
    )
    Path(f"{path}.head").unlink()
    assert verify(path).verdict == "incomplete"
