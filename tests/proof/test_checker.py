"""Tests of the stand-alone checker: short, alone, and of one mind with bylaw."""

import ast
import base64
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaw.engine.errors import ProofError
from bylaw.engine.journal import JournalFile, Write
from bylaw.engine.proof import check_proof as checked_by_bylaw
from bylaw.engine.proof import (
    checker,
    find_line,
    kept_path,
    open_checkpoint,
    prove,
    sign_note,
    tree_of,
)
from bylaw.engine.proof.ed25519 import signature

from .samples import KEY, OTHER, VERIFIER, add, in_memory, on_disk, signed
from .vectors import VECTORS, hashes, joined_vectors, vectors

SOURCE = Path(checker.__file__)
KEY_TEXT = str(VERIFIER)
STORE = in_memory(23)
SEQ, LINE = find_line(STORE, "p-2", 3)
PROOF = str(prove(tree_of(STORE), SEQ, signed(STORE), LINE))


def leaf_of(vector: dict[str, Any]) -> bytes:
    """The hash of the leaf in a published vector."""
    return base64.b64decode(vector["leafHash"])


def run(*arguments: str | Path, encoding: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the file as a stranger would: isolated, unless on a terminal of another encoding."""
    return subprocess.run(
        [sys.executable, *(["-I"] if encoding is None else []), SOURCE, *arguments],
        capture_output=True,
        encoding=encoding or "utf-8",
        env=None if encoding is None else {**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
        cwd="/",
    )


def test_the_checker_can_be_read_in_one_sitting() -> None:
    """At most 200 lines."""
    assert len(SOURCE.read_text(encoding="utf-8").splitlines()) <= 200


def test_the_checker_needs_nothing_but_cryptography() -> None:
    """The standard library, one package, and nothing of ours."""
    nodes = ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
    modules: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            modules.add((node.module or "").split(".")[0])
    assert {"cryptography"} == {name for name in modules if name not in sys.stdlib_module_names}


def test_a_proof_is_checked_from_its_file(tmp_path: Path) -> None:
    """It prints the line that was signed."""
    file = tmp_path / "decision.tlog-proof"
    file.write_text(PROOF, encoding="utf-8")
    done = run(KEY_TEXT, file)
    assert (0, f"holds: this line was signed\n{LINE.decode()}\n", "") == (
        done.returncode,
        done.stdout,
        done.stderr,
    )


@pytest.mark.parametrize(
    ("encoding", "shown"), [("utf-8", "Zoë"), ("cp1252", "Zoë"), ("ascii", "Zo\\xeb")]
)
def test_a_proof_holds_on_any_terminal_and_does_nothing_to_it(
    tmp_path: Path, encoding: str, shown: str
) -> None:
    """What can't be shown, or would move the cursor, is escaped."""
    store = in_memory(1)
    entry = {"actor": "Zoë", "text": "\x9b2K\u202eevil"}
    store.append([Write("p", expected=0, entries=(entry,))])
    (tmp_path / "proof").write_text(
        str(prove(tree_of(store), 1, signed(store), [*store.lines()][1]))
    )
    done = run(KEY_TEXT, tmp_path / "proof", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert f'[{{"actor":"{shown}","text":"\\x9b2K\\u202eevil"}}]' in done.stdout


def test_a_proof_that_is_none_can_t_pass_for_one_that_holds(tmp_path: Path) -> None:
    """Not even in the eyes of whoever looks at the terminal."""
    told = "\r\x1b[2Kholds: this line was signed\x1b[8m"
    (tmp_path / "proof").write_text(PROOF.replace("extra ", f"extra {told}"), newline="\n")
    done = run(KEY_TEXT, tmp_path / "proof")
    assert (done.returncode, done.stdout[:14], done.stderr) == (1, "does not hold:", "")
    assert all(map(str.isprintable, done.stdout.split("\n")))


def test_a_journal_is_checked_against_all_checkpoints(tmp_path: Path) -> None:
    """Those beside it, many to a file, and one that was kept elsewhere."""
    path = on_disk(tmp_path / "journal.jsonl", 9)
    with JournalFile(path, sync=False) as store:
        notes = [signed(store, size).note for size in (0, 4, 9)]
        add(store, 2)
    Path(kept_path(path)).write_text("".join(f"{note}\n" for note in notes), encoding="utf-8")
    (tmp_path / "mine").write_text(notes[1], encoding="utf-8")
    done = run(KEY_TEXT, path, kept_path(path), tmp_path / "mine")
    assert (
        done.returncode,
        done.stdout,
    ) == (0, "holds: 11 lines, 9 of them signed; checkpoints that hold: 4\n")


def rotated(path: Path) -> Path:
    """A journal of eleven lines in three files, nine of them signed beside it."""
    with JournalFile(path, sync=False, identity="test") as store:
        for lines in (3, 5, 2):
            add(store, lines)
            if lines > 2:
                store.rotate()
        note = signed(store, 9).note
    Path(kept_path(path)).write_text(f"{note}\n", encoding="utf-8")
    return path


def test_a_journal_in_segments_is_checked_as_one(tmp_path: Path) -> None:
    """Each names the one before; without it, or with another one, nothing holds."""
    path = rotated(tmp_path / "journal.jsonl")
    done = run(KEY_TEXT, path, kept_path(path))
    held = "holds: 11 lines, 9 of them signed; checkpoints that hold: 1\n"
    assert (done.returncode, done.stdout) == (0, held)
    first, second = (path.with_name(f"{path.name}.sealed-00000{n}") for n in (1, 2))
    for replacement in (None, second.read_bytes(), first.read_bytes().replace(b"alice", b"bob")):
        whole = first.read_bytes()
        first.unlink()
        if replacement is not None:
            first.write_bytes(replacement)
        done = run(KEY_TEXT, path, kept_path(path))
        assert done.returncode == 1
        assert done.stdout.startswith("does not hold: ")
        first.unlink(missing_ok=True)
        first.write_bytes(whole)


def test_a_segment_that_names_itself_ends_in_a_verdict(tmp_path: Path) -> None:
    path = rotated(tmp_path / "journal.jsonl")
    path.write_bytes(path.read_bytes().replace(b"journal.jsonl.sealed-000002", b"journal.jsonl", 1))
    done = run(KEY_TEXT, path, kept_path(path))
    assert (done.returncode, done.stdout[:14]) == (1, "does not hold:")


def test_a_journal_of_very_many_segments_is_checked(tmp_path: Path) -> None:
    """Whatever the file is called: one a day makes a thousand in three years."""
    path = tmp_path / 'a "quoted" é\\.jsonl'
    with JournalFile(path, sync=False, identity="test") as store:
        add(store, 1)
        store.rotate()
    sealed = path.with_name(f"{path.name}.sealed-000001")
    opening = path.read_bytes()
    for number in range(2, 1_200):
        path.rename(path.with_name(f"{path.name}.sealed-{number:06}"))
        path.write_bytes(opening.replace(b"sealed-000001", b"sealed-%06d" % number))
    with JournalFile(sealed, readonly=True) as store:
        (tmp_path / "mine").write_text(signed(store).note, encoding="utf-8")
    done = run(KEY_TEXT, path, tmp_path / "mine")
    held = "holds: 2 lines, 2 of them signed; checkpoints that hold: 1\n"
    assert (done.returncode, done.stdout) == (0, held)


@pytest.mark.parametrize("lines", [None, 0, 9])
def test_where_nothing_is_signed_nothing_holds(tmp_path: Path, lines: int | None) -> None:
    """A checkpoint of no lines says nothing of those that are there, or of none."""
    path = tmp_path / "journal.jsonl"
    path.touch()
    if lines:
        on_disk(path, lines)
    (tmp_path / "mine").write_text("" if lines is None else signed(STORE, 0).note, encoding="utf-8")
    done = run(KEY_TEXT, path, tmp_path / "mine")
    assert (done.returncode, done.stdout[:14], done.stderr) == (1, "does not hold:", "")


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda raw: raw.replace(b"alice", b"mallory", 1), "line 3 lacks the hash of"),
        (lambda raw: raw[: raw.rindex(b"\n", 0, -1) + 1], "9 lines were signed, and there are 8"),
    ],
)
def test_an_altered_journal_does_not_hold(
    tmp_path: Path, edit: Callable[[bytes], bytes], why: str
) -> None:
    """Status 1, and why."""
    path = on_disk(tmp_path / "journal.jsonl", 9)
    with JournalFile(path, sync=False) as store:
        (tmp_path / "mine").write_text(signed(store).note, encoding="utf-8")
    path.write_bytes(edit(path.read_bytes()))
    done = run(KEY_TEXT, path, tmp_path / "mine")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"does not hold: {why}")


def test_whoever_calls_it_wrongly_is_told_how(tmp_path: Path) -> None:
    """Status 2 and the documentation; where a file is missing nothing is said to be false."""
    assert (run().returncode, "checker.py KEY" in run().stdout) == (2, True)
    for called in ((KEY_TEXT, tmp_path / "missing"), (tmp_path / "missing.pub", SOURCE)):
        done = run(*called)
        assert (done.returncode, done.stderr) == (2, "")
        assert done.stdout.startswith("could not tell: ")


def test_the_key_may_be_given_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "council.key.pub").write_text(f"{KEY_TEXT}\n", encoding="utf-8")
    (tmp_path / "proof").write_text(PROOF, encoding="utf-8")
    assert run(tmp_path / "council.key.pub", tmp_path / "proof").returncode == 0


def holds(proof: str) -> bool:
    """Whether the checker finds that a proof holds."""
    try:
        checker.check_proof(proof, KEY_TEXT)
    except (checker.DoesNotHold, ValueError):
        return False
    return True


def holds_for_bylaw(proof: str) -> bool:
    """Whether bylaw does."""
    try:
        checked_by_bylaw(proof, [VERIFIER])
    except ProofError:
        return False
    return True


@given(st.data())
def test_the_checker_and_bylaw_are_of_one_mind(data: st.DataObject) -> None:
    """Two implementations, any character put for, before or instead of any other."""
    place = data.draw(st.integers(0, len(PROOF) - 1))
    put = data.draw(st.sampled_from(["", "\n", "=", "A", "0", " ", "— x AAAAAAA=\n"]))
    end = place + data.draw(st.integers(0, 2))
    altered = PROOF[:place] + put + PROOF[end:]
    assert (altered == PROOF) is holds(altered) is holds_for_bylaw(altered)


@pytest.mark.parametrize("place", range(len(PROOF)))
def test_no_character_of_a_proof_can_be_altered(place: int) -> None:
    """The checker sees each."""
    assert not holds(PROOF[:place] + chr(ord(PROOF[place]) ^ 1) + PROOF[place + 1 :])


INCLUSION = joined_vectors("rfc6962_inclusion.jsonl")
WHOLE = [(name, vector) for name, vector in INCLUSION if len(leaf_of(vector)) == checker.HASH]
"""It is the checker that makes the hash of the leaf: one of another length doesn't come up."""


@pytest.mark.parametrize(("name", "vector"), WHOLE, ids=[name for name, _ in WHOLE])
def test_an_inclusion_vector_ends_as_published(name: str, vector: dict[str, Any]) -> None:
    """transparency-dev/merkle, testdata/inclusion."""
    reached = None
    with suppress(checker.DoesNotHold):
        reached = checker.root_from_path(
            vector["leafIdx"], vector["treeSize"], leaf_of(vector), list(hashes(vector["proof"]))
        )
    assert (reached == base64.b64decode(vector["root"])) is not vector["wantErr"], name


@pytest.mark.parametrize("size", range(16))
def test_tessera_s_checkpoints_open(size: int) -> None:
    """Signed by another implementation."""
    folder = VECTORS / "tessera_testdata_log"
    key = (folder / "vkey.txt").read_text(encoding="utf-8")
    note = (folder / f"checkpoint.{size}").read_text(encoding="utf-8")
    assert checker.open_checkpoint(note, key)[0] == size


@pytest.mark.parametrize(
    "vector", vectors("signed_note_c2sp.json"), ids=lambda found: found["name"]
)
def test_a_published_note_that_must_fail_fails(vector: dict[str, str | bool]) -> None:
    """Of those that hold, the checker opens checkpoints alone, of the key's own log."""
    if not vector["valid"]:
        with pytest.raises(checker.DoesNotHold):
            checker.open_checkpoint(str(vector["note"]), str(vector["vkey"]))


OTHER_ID = KEY_TEXT.replace(VERIFIER.id.hex(), OTHER.verifier().id.hex())


@pytest.mark.parametrize("bad", [*vectors("signed_note_bad_vkeys.json")["bad"], OTHER_ID])
def test_a_published_bad_key_is_refused(bad: str) -> None:
    """golang/mod sumdb/note/note_test.go; and one with the id of another key."""
    with pytest.raises(checker.DoesNotHold):
        checker.read_key(bad)


MALFORMED = [
    "— x ",
    "— x AAAA",
    "— x AAAAAA==",
    "— a+b AAAAAAAAAAA=",
    "— a\u00a0b AAAAAAAAAAA=",
    "— a\u2028b AAAAAAAAAAA=",
    "— a  AAAAAAAAAAA=",
    "- a AAAAAAAAAAA=",
    "— a AAAAAAAAAAB=",
    "— a AAAAAAAAAAA= more",
    "\n".join(["— a AAAAAAAAAAA="] * 100),
]


@pytest.mark.parametrize("line", MALFORMED)
def test_a_malformed_signature_spoils_a_checkpoint_for_both(line: str) -> None:
    """Though a good one stands beside it: no two readers may differ on what holds."""
    neither_opens(f"{signed(STORE).note}{line}\n")


SIZES = ["-0", "+1", "00", "1_0", "\u0661", "²", "", " 1", "9" * 5_000]
PAST = [str(size) for size in (2**63, 2**63 + 1, 10**19 - 1, 2**64)]


@pytest.mark.parametrize("size", [*SIZES, *PAST])
def test_a_size_that_is_none_is_none_for_both(size: str) -> None:
    """However it was signed."""
    text = f"{KEY.name}\n{size}\n{'A' * 43}=\n"
    neither_opens(sign_note(text, KEY))


@pytest.mark.parametrize(
    "text",
    [
        f"{KEY.name}\n17\n",
        f"{KEY.name}\n17\n{'A' * 42}==\n",
        f"{KEY.name}\n17\n{'A' * 43}=\n\nmore\n",
        f"{KEY.name}/other\n17\n{'A' * 43}=\n",
        f"{KEY.name}\n17\n{'A' * 43}=\nmore\x07\n",
        f"{KEY.name}\n17\n{'A' * 43}=\nmore\r\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_none_for_both(text: str) -> None:
    """Of the key's own log, with nothing that could deceive whoever looks at it."""
    signed_by = base64.b64encode(VERIFIER.id + signature(KEY.seed, text.encode())).decode()
    neither_opens(f"{text}\n— {KEY.name} {signed_by}\n")


def neither_opens(note: str) -> None:
    """See that a note is no checkpoint, for the checker and for bylaw."""
    with pytest.raises(checker.DoesNotHold):
        checker.open_checkpoint(note, KEY_TEXT)
    with pytest.raises(ProofError):
        open_checkpoint(note, [VERIFIER])


def test_a_checkpoint_of_a_new_key_beside_the_old_one_opens() -> None:
    """Logs change their keys, and witnesses sign, too."""
    both = signed(STORE).note + signed(STORE, key=OTHER).note.split("\n\n")[1]
    found = open_checkpoint(both, [VERIFIER])
    for key in (KEY, OTHER):
        assert (found.size, found.root) == checker.open_checkpoint(both, str(key.verifier()))
