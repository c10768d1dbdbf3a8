"""Tests of keys: their text forms, and the files that they are kept in."""

import stat
from pathlib import Path

import pytest

from bylaw.engine.errors import JournalError, ProofError
from bylaw.engine.proof import (
    SignerKey,
    VerifierKey,
    generate,
    load_signer,
    load_verifier,
    open_note,
    save,
    sign_note,
)

from .samples import KEY, VERIFIER
from .vectors import VECTORS, vectors

# golang/mod sumdb/note/note_test.go, whose seed is published with it
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_signer_key_is_the_one_that_other_tools_read() -> None:
    """Its verifier key follows from the seed, and both are spelt as in Go."""
    key = SignerKey.parse(GO_SIGNER)
    assert (key.secret_text(), str(key.verifier())) == (GO_SIGNER, GO_VERIFIER)


def test_a_verifier_key_reads_what_it_spells() -> None:
    """Name, id and key."""
    tessera = (VECTORS / "tessera_testdata_log" / "vkey.txt").read_text(encoding="utf-8")
    for text in (GO_VERIFIER, tessera.strip(), str(VERIFIER)):
        assert text == str(VerifierKey.parse(text))


@pytest.mark.parametrize("text", vectors("signed_note_bad_vkeys.json")["bad"])
def test_a_published_bad_key_is_refused(text: str) -> None:
    """golang/mod sumdb/note/note_test.go."""
    with pytest.raises(ProofError):
        VerifierKey.parse(text)


@pytest.mark.parametrize("start", range(len(GO_VERIFIER)))
def test_no_part_of_a_verifier_key_can_be_missing(start: int) -> None:
    """Every slice of a key but the whole is refused."""
    for stop in range(start, len(GO_VERIFIER) + 1):
        if (start, stop) != (0, len(GO_VERIFIER)):
            with pytest.raises(ProofError):
                VerifierKey.parse(GO_VERIFIER[start:stop])


@pytest.mark.parametrize("place", range(len(GO_VERIFIER)))
def test_no_character_of_a_verifier_key_can_be_altered(place: int) -> None:
    """The id is of the name and the key."""
    other = chr(ord(GO_VERIFIER[place]) ^ 1)
    with pytest.raises(ProofError):
        VerifierKey.parse(GO_VERIFIER[:place] + other + GO_VERIFIER[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", GO_VERIFIER, GO_SIGNER[:-4], GO_SIGNER.replace("c74f20a3", "c74f20a4")]
)
def test_what_is_no_signer_key_is_refused(text: str) -> None:
    """A verifier key, a piece of one, and one with another's id."""
    with pytest.raises(ProofError):
        SignerKey.parse(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b", "bell\x07", "x" * 201])
def test_a_name_that_a_signature_line_can_t_hold_is_refused(name: str) -> None:
    """Spaces and `+` separate; the name is also the first line of every checkpoint."""
    with pytest.raises(ProofError, match="can't name a key"):
        generate(name)


def test_a_new_key_signs_what_its_verifier_opens() -> None:
    """A key of one's own in one call."""
    key = generate("example.org/new")
    assert open_note(sign_note("yes\n", key), [key.verifier()]).text == "yes\n"


def test_a_secret_is_never_printed() -> None:
    """A log or a traceback may show the value."""
    assert repr(SignerKey.parse(GO_SIGNER)) == "SignerKey(name='PeterNeumann')"


def test_a_key_is_kept_in_two_files(tmp_path: Path) -> None:
    """The secret one for its owner alone, the other for everybody."""
    made = save(KEY, tmp_path / "council.key")
    assert (load_signer(made.signer_path), load_verifier(made.verifier_path)) == (KEY, VERIFIER)
    assert stat.S_IMODE(Path(made.signer_path).stat().st_mode) == 0o600
    assert made.verifier_path == str(tmp_path / "council.key.pub")


def test_what_is_told_of_key_files_holds_no_secret(tmp_path: Path) -> None:
    """Neither as text nor as data."""
    made = save(KEY, tmp_path / "council.key")
    secret = KEY.secret_text().rpartition("+")[2]
    assert secret not in str(made) + str(made.to_json())
    assert made.to_json()["key"] == str(VERIFIER)


@pytest.mark.parametrize("there", ["council.key", "council.key.pub"])
def test_a_key_is_never_replaced(tmp_path: Path, there: str) -> None:
    """What was signed with the old one could no longer be continued; half a pair is none."""
    (tmp_path / there).write_text("mine")
    with pytest.raises(ProofError, match="is there already"):
        save(KEY, tmp_path / "council.key")
    assert [there] == [path.name for path in tmp_path.iterdir()]
    assert (tmp_path / there).read_text() == "mine"


def test_a_signer_key_that_others_can_reach_is_refused(tmp_path: Path) -> None:
    """Whoever could read it may have signed anything."""
    made = save(KEY, tmp_path / "council.key")
    Path(made.signer_path).chmod(0o640)
    with pytest.raises(ProofError, match="others can reach the signer key"):
        load_signer(made.signer_path)


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    """For both kinds; and one that isn't there."""
    path = tmp_path / "x"
    for content in (b"nothing", b"\xff\xfe"):
        path.write_bytes(content)
        path.chmod(0o600)
        for load in (load_signer, load_verifier):
            with pytest.raises(ProofError, match=f"`{path}`"):
                load(path)
    with pytest.raises(JournalError, match=r"no signer key .*missing`: `bylaw keygen` makes one"):
        load_signer(tmp_path / "missing")
    with pytest.raises(JournalError, match="could not read"):
        load_verifier(tmp_path / "missing")


def test_a_folder_that_can_t_be_written_to_is_named(tmp_path: Path) -> None:
    """With the system's reason."""
    with pytest.raises(JournalError, match="could not write"):
        save(KEY, tmp_path / "missing" / "council.key")
