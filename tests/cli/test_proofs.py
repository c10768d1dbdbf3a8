"""Proofs from the command line: keys, checkpoints, the proof of a decision, verification, tiles."""

import json
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest

from bylaw.engine.journal import MemoryStore, Store
from bylaw.engine.proof import (
    Tree,
    check_proof,
    generate,
    leaf_hash,
    load_verifier,
    open_checkpoint,
    prove,
    save,
    sign_checkpoint,
    tree_of,
)

from .running import Answer, process, run

LATER = "2019-08-06T09:00:00-07:00"


@pytest.fixture
def signed(club: Path) -> Path:
    """The club's folder with a key, and `first.checkpoint`, made before eve dropped `bikes`."""
    save(generate("example.org/club"), "club.key")
    answer = run("bylaw checkpoint club.journal --key club.key --out first.checkpoint")
    assert answer == Answer(code=0, out="", err="")
    assert run(f"bylaw act club.journal bikes drop --by eve --at {LATER}").code == 0
    return club


def cut(journal: Path, lines: int) -> None:
    """Leave only the first lines of a journal, and nothing that remembers more."""
    kept = journal.read_bytes().splitlines(keepends=True)[:lines]
    journal.write_bytes(b"".join(kept))
    journal.with_name(f"{journal.name}.head").unlink()


@pytest.mark.usefixtures("folder")
def test_a_key_is_made_and_the_verifier_key_printed() -> None:
    answer = run("bylaw keygen example.org/club")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        str(load_verifier("club.key.pub")),
        "kept in club.key.pub; the secret in club.key",
    ]
    assert stat.S_IMODE(Path("club.key").stat().st_mode) == 0o600


@pytest.mark.usefixtures("folder")
def test_a_key_is_never_replaced_and_its_secret_never_told() -> None:
    told = json.loads(run("bylaw keygen example.org/club --out k --json").out)
    key = str(load_verifier("k.pub"))
    assert told == {
        "signer_path": "k",
        "verifier_path": "k.pub",
        "name": "example.org/club",
        "id": key.split("+")[1],
        "key": key,
    }
    again = run("bylaw keygen example.org/club --out k")
    assert again.code == 2
    assert (
        again.err == "error: `k` is there already, and a key is never replaced: name another file\n"
    )


@pytest.mark.usefixtures("folder")
def test_a_name_that_no_key_can_have_makes_no_file() -> None:
    answer = run("bylaw keygen 'two words'")
    assert answer.code == 2
    assert answer.err.startswith("error: `two words` can't name a key")
    assert not list(Path().glob("*.key*"))


@pytest.mark.usefixtures("club")
def test_a_checkpoint_is_printed_as_it_is_kept() -> None:
    """Byte for byte, also where the terminal lacks the dash of a signature line."""
    run("bylaw keygen example.org/club")
    printed = run("bylaw checkpoint club.journal --key club.key")
    assert printed.code == 0
    assert Path("club.journal.checkpoints").read_text(encoding="utf-8") == printed.out + "\n"
    found = open_checkpoint(printed.out, [load_verifier("club.key.pub")])
    assert found.size == len(Path("club.journal").read_bytes().splitlines())
    words = ["checkpoint", "club.journal", "--key", "club.key"]
    assert process(*words, cwd=Path(), PYTHONIOENCODING="latin-1").stdout == printed.out
    told = json.loads(run("bylaw checkpoint club.journal --key club.key --json").out)
    assert told == found.to_json()


def test_a_journal_that_lost_its_end_is_not_signed_again(signed: Path) -> None:
    before = (signed / "club.journal.checkpoints").read_bytes()
    cut(signed / "club.journal", 2)
    answer = run("bylaw checkpoint club.journal --key club.key")
    assert answer.code == 1
    assert answer.out == ""
    assert re.match(r"refused: the journal has 2 lines, and \d were signed: its end", answer.err)
    assert before == (signed / "club.journal.checkpoints").read_bytes()


@pytest.mark.usefixtures("signed")
def test_a_file_that_is_there_is_not_overwritten() -> None:
    before = Path("first.checkpoint").read_bytes()
    answer = run("bylaw checkpoint club.journal --key club.key --out first.checkpoint")
    assert answer.code == 2
    assert (
        answer.err
        == "error: `first.checkpoint` is there already, and stays as it is: name another\n"
    )
    assert before == Path("first.checkpoint").read_bytes()


@pytest.mark.usefixtures("signed")
def test_the_last_event_that_changed_the_state_is_proved() -> None:
    answer = run("bylaw prove club.journal bikes --key club.key --out bikes.tlog-proof")
    assert answer.code == 0
    assert answer.out.startswith("version 3 of bikes, line ")
    proven = check_proof(Path("bikes.tlog-proof").read_bytes(), [load_verifier("club.key.pub")])
    assert proven.proposals == (("bikes", 3),)
    assert proven.entries[0]["action"] == "drop"


@pytest.mark.usefixtures("club")
def test_what_others_add_while_a_proof_is_made_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The tree is as large as the checkpoint, whoever writes in between."""
    run("bylaw keygen example.org/club")

    def grown(store: Store, size: int | None = None) -> Tree:
        made = tree_of(store, size)
        assert run(f"bylaw act club.journal bikes sponsor --by bo --at {LATER}").code == 0
        return made

    monkeypatch.setattr("bylaw.commands.prove.tree_of", grown)
    answer = run("bylaw prove club.journal bikes --key club.key")
    assert (answer.code, answer.err) == (0, "")
    assert check_proof(answer.out, [load_verifier("club.key.pub")]).proposals == (("bikes", 2),)


@pytest.mark.usefixtures("club")
def test_an_event_that_changed_nothing_is_no_decision() -> None:
    """A sponsor came after the posting; of a body, whose state never changes, it is the last."""
    run("bylaw keygen example.org/club")
    assert run(f"bylaw act club.journal bikes sponsor --by bo --at {LATER}").code == 0
    assert run(f"bylaw act club.journal @chairs join person=flo --by bo --at {LATER}").code == 0
    assert run(f"bylaw act club.journal @chairs join person=gus --by bo --at {LATER}").code == 0
    told = json.loads(run("bylaw prove club.journal bikes --key club.key --json").out)
    assert (told["proposal"], told["version"], told["out"]) == ("bikes", 2, None)
    assert json.loads(told["line"])["entries"][0]["action"] == "post"
    body = json.loads(run("bylaw prove club.journal @chairs --key club.key --json").out)
    assert json.loads(body["line"])["entries"][0]["data"] == {"person": "gus"}


@pytest.mark.usefixtures("signed")
def test_an_older_checkpoint_proves_what_it_covers_and_no_more() -> None:
    early = run("bylaw prove club.journal bikes --version 2 --checkpoint first.checkpoint")
    assert early.code == 0
    proven = check_proof(early.out, [load_verifier("club.key.pub")])
    assert proven.entries[0]["action"] == "post"
    newest = run("bylaw prove club.journal bikes --version 2")
    assert newest == early
    late = run("bylaw prove club.journal bikes --checkpoint first.checkpoint")
    assert late.code == 1
    assert late.out == ""
    assert late.err.startswith("refused: line ")
    assert late.err.endswith("which are signed: make a checkpoint first\n")


@pytest.mark.usefixtures("signed")
def test_a_checkpoint_of_another_journal_proves_nothing() -> None:
    key = generate("example.org/other")
    Path("other").write_text(sign_checkpoint(5, b"\1" * 32, key).note, encoding="utf-8")
    for words in ("prove club.journal bikes", "export club.journal --tiles public"):
        answer = run(f"bylaw {words} --checkpoint other")
        assert answer.code == 1
        assert answer.err == "refused: the checkpoint is not of this journal\n"


@pytest.mark.usefixtures("club")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("prove club.journal bike --key k", "the journal has no proposal `bike`: did you mean `bi"),
        ("prove club.journal bikes --key k --version 9", "`bikes` has no version 9: it is at 2"),
        ("prove club.journal bikes", "there is no checkpoint in `club.journal.checkpoints`: sign"),
        ("prove club.journal bikes --key k --checkpoint c", "--key signs a checkpoint, and --ch"),
        ("prove missing bikes --key k", "there is no journal `missing`"),
        ("prove club.journal bikes --checkpoint missing", "could not read `missing`: No such"),
        ("checkpoint missing --key k", "there is no journal `missing`"),
        ("checkpoint club.journal --key missing", "there is no signer key `missing`: `bylaw"),
        ("checkpoint club.journal --key club.toml", "`club.toml`: this is no signer key"),
        ("checkpoint club.journal --key k.pub", "`k.pub`: this is no signer key"),
        ("export missing --tiles t --key k", "there is no journal `missing`"),
        ("export club.journal --tiles t", "there is no checkpoint in `club.journal.checkpoints`"),
        ("verify missing", "there is no journal `missing`"),
        ("verify", "name a JOURNAL, or a proof with --proof"),
        ("verify club.journal --proof p", "name a JOURNAL, or a proof with --proof"),
        ("verify club.journal --event e", "--event needs --proof"),
        ("verify --proof p", "a proof needs --key"),
        ("verify --proof p --key k.pub --kept c", "a proof holds its checkpoint"),
        ("verify --proof missing --key k.pub", "could not read `missing`"),
        ("verify club.journal --key k", "`k`: this is a signer key, which stays secret"),
        ("verify club.journal --key club.toml", "`club.toml`: a verifier key is a name, an id"),
        ("verify club.journal --key missing", "could not read `missing`"),
        ("verify club.journal --key a+01234567+AAAA", "the verifier key"),
        ("verify club.journal --checkpoint missing", "could not read `missing`: No such file"),
        ("relay postgresql://nowhere/x --to -", "nothing lies beside a database: name"),
    ],
)
def test_what_can_t_be_told_is_said_in_a_line(words: str, said: str) -> None:
    run("bylaw keygen example.org/club --out k")
    answer = run(f"bylaw {words}")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"error: {said}")
    assert "PRIVATE" not in answer.err
    assert not Path("missing").exists()


@pytest.mark.usefixtures("signed")
def test_a_sound_journal_passes_and_attacks_are_told() -> None:
    run("bylaw checkpoint club.journal --key club.key --out second.checkpoint")
    both = "--checkpoint first.checkpoint --checkpoint second.checkpoint"
    answer = run(f"bylaw verify club.journal --key club.key.pub {both}")
    assert answer.code == 0
    assert answer.out.startswith("pass: journal `")
    assert "; 4 of 4 checkpoints hold\n" in answer.out
    assert "\nyes     rewrite everything, with the signing key: " in answer.out
    assert "\nno      leave an event out from the start: " in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
    typed = Path("club.key.pub").read_text(encoding="utf-8").strip()
    told = json.loads(run(f"bylaw verify club.journal --key {typed} {both} --json").out)
    assert told["verdict"] == "pass"
    assert len(told["checkpoints"]) == 4


@pytest.mark.usefixtures("signed")
def test_a_file_of_many_checkpoints_is_read_whole() -> None:
    run("bylaw checkpoint club.journal --key club.key")
    Path("club.journal.checkpoints").rename("elsewhere")
    told = run("bylaw verify club.journal --key club.key.pub --checkpoint elsewhere --json").out
    assert [each["apart"] for each in json.loads(told)["checkpoints"]] == [True, True]
    kept = run("bylaw verify club.journal --key club.key.pub --kept elsewhere --json").out
    assert [each["apart"] for each in json.loads(kept)["checkpoints"]] == [False, False]


@pytest.mark.usefixtures("signed")
def test_no_checkpoint_is_lost_behind_another_whose_file_is_called_alike() -> None:
    """Names are cut where they are shown; each note is held against the journal."""
    alike = "checkpoints-that-somebody-kept-elsewhere-" * 4
    Path(f"{alike}1").write_text("forged", encoding="utf-8")
    Path(f"{alike}2").write_bytes(Path("first.checkpoint").read_bytes())
    given = f"--checkpoint {alike}1 --checkpoint {alike}2 --checkpoint {alike}2"
    answer = run(
        f"bylaw verify club.journal --key club.key.pub {given} --kept first.checkpoint --json"
    )
    told = json.loads(answer.out)
    assert (answer.code, len(told["checkpoints"]), len(told["problems"])) == (1, 4, 1)


@pytest.mark.usefixtures("signed")
def test_blank_lines_after_a_checkpoint_are_none() -> None:
    """Mail adds them, and they say nothing of the journal."""
    note = Path("first.checkpoint").read_bytes()
    for end in (b"", b"\n", b"\n\n", b"\n\n\n\n"):
        Path("mine").write_bytes(note + end)
        told = run("bylaw verify club.journal --key club.key.pub --checkpoint mine --json").out
        assert [each["apart"] for each in json.loads(told)["checkpoints"]] == [True, False]
    Path("mine").write_bytes(b"\n\n")
    assert run("bylaw verify club.journal --key club.key.pub --checkpoint mine").code == 1


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("words", ["", "--checkpoint first.checkpoint", "--key club.key.pub"])
def test_without_a_key_or_a_checkpoint_nothing_is_told(words: str) -> None:
    Path("club.journal.checkpoints").unlink()
    answer = run(f"bylaw verify club.journal {words}")
    assert answer.code == 2
    assert answer.out.startswith("incomplete: ")
    assert answer.err == ""


def test_a_cut_end_an_edit_and_a_forgery_fail(signed: Path) -> None:
    words = "bylaw verify club.journal --key club.key.pub --checkpoint first.checkpoint"
    journal = signed / "club.journal"
    shutil.copy(journal, "sound")
    cut(journal, 2)
    assert "its end is gone" in " ".join(run(words).out.split())
    journal.write_bytes(Path("sound").read_bytes().replace(b'"actor":"eve"', b'"actor":"eva"', 1))
    answer = run(words)
    assert answer.code == 1
    assert answer.out.startswith("fail: ")
    assert "\nproblem: line " in answer.out
    shutil.copy("sound", journal)
    for forged in (b"", b"\xff", b"no note\n"):
        Path("first.checkpoint").write_bytes(forged)
        assert run(words).code == 1
    told = json.loads(run(f"{words} --json").out)
    assert told["verdict"] == "fail"
    assert "checkpoint `first.checkpoint`: a note is" in told["problems"][0]


@pytest.mark.usefixtures("signed")
def test_verifying_changes_nothing() -> None:
    before = {path: path.read_bytes() for path in Path().iterdir()}
    run("bylaw verify club.journal --key club.key.pub")
    assert before == {path: path.read_bytes() for path in Path().iterdir()}


@pytest.fixture
def proof(signed: Path) -> Path:
    """The proof that eve dropped `bikes`."""
    run("bylaw prove club.journal bikes --key club.key --out proof")
    (signed / "club.journal").unlink()
    return signed / "proof"


@pytest.mark.usefixtures("proof")
def test_a_proof_is_checked_without_the_journal() -> None:
    answer = run("bylaw verify --proof proof --key club.key.pub")
    assert answer.code == 0
    assert answer.out.startswith("pass: proved: bikes version 3 is in line ")
    assert "bikes #3  drop  by eve  open -> closed" in answer.out
    told = json.loads(run("bylaw verify --proof proof --key club.key.pub --json").out)
    assert (told["verdict"], told["trouble"]) == ("pass", None)
    assert told["proposals"] == [["bikes", 3]]


def test_a_proof_of_something_else_fails(proof: Path) -> None:
    whole = json.loads(run("bylaw verify --proof proof --key club.key.pub --json").out)
    Path("line").write_text(whole["line"] + "\n", encoding="utf-8")
    with_line = "bylaw verify --proof proof --key club.key.pub --event"
    assert run(f"{with_line} line").code == 0
    Path("line").write_text(whole["line"].replace("eve", "eva"), encoding="utf-8")
    answer = run(f"{with_line} line")
    assert answer.code == 1
    assert answer.out == "fail: the line given is not the one in the proof\n"
    text = proof.read_text(encoding="utf-8")
    proof.write_text(re.sub("^extra .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    told = json.loads(run(f"{with_line} line --json").out)
    assert told == {
        "verdict": "fail",
        "trouble": "the line is not the one that the checkpoint vouches for",
        "seq": None,
        "proposals": None,
        "entries": None,
        "line": None,
        "checkpoint": None,
    }
    assert set(told) == set(whole)


@pytest.mark.usefixtures("proof")
def test_a_proof_that_a_stranger_signed_fails() -> None:
    run("bylaw keygen example.org/club --out stranger")
    answer = run("bylaw verify --proof proof --key stranger.pub")
    assert answer.code == 1
    assert answer.out == "fail: the note is signed by none of the keys that were given\n"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "edit",
    [
        (b'"data":{}', b'"data":{},"data":{}'),
        (b'"data":{}', b'"data":{"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
        (b"}]", b"},{}]"),
        (b'"p"', b'"\\rp"'),
        (b'"data":{}', b'"data":{"\\r":1}'),
    ],
)
def test_a_line_that_was_signed_to_deceive_does_no_harm(edit: tuple[bytes, bytes]) -> None:
    """Neither to the program nor to the terminal of whoever checks its proof."""
    key = generate("example.org/club")
    save(key, "club.key")
    entry = b'{"action":"a","actor":"b","at":"2019-08-06T09:00:00Z","charter":"c","data":{},'
    entry += (
        b'"from":"d","recorded":"2019-08-06T09:00:00Z","to":"d","vouched":"claimed","zones":"z"}'
    )
    line = b'{"durable":0,"entries":[%s],"prev":"%s","proposals":[["p",1]],"seq":1}'
    tree = tree_of(MemoryStore(identity="x"))
    raw = (line % (entry, b"0" * 64)).replace(*edit, 1)
    tree.append(leaf_hash(raw))
    made = prove(tree, 1, sign_checkpoint(2, tree.root(2), key), raw)
    Path("proof").write_text(str(made), encoding="utf-8")
    answer = run("bylaw verify --proof proof --key club.key.pub")
    assert answer.err == ""
    assert answer.code == (b"\\r" not in edit[1])
    assert all(map(str.isprintable, answer.out.split("\n")))


@pytest.mark.usefixtures("signed")
def test_the_proof_of_a_charter_tells_no_event() -> None:
    run("bylaw prove club.journal '$charter' --key club.key --out proof")
    answer = run("bylaw verify --proof proof --key club.key.pub")
    assert answer.code == 0
    assert answer.out.startswith("pass: proved: $charter version 1 is in line 2 ")
    assert answer.out.splitlines()[-1].startswith("  signed by example.org/club+")


@pytest.mark.usefixtures("signed")
def test_tiles_are_written_and_added_to() -> None:
    first = run("bylaw export club.journal --tiles public --checkpoint first.checkpoint")
    assert first.code == 0
    assert re.fullmatch(r"\d lines as 2 tiles in public, 2 of them new\n", first.out)
    told = json.loads(run("bylaw export club.journal --tiles public --key club.key --json").out)
    assert (told["folder"], told["files"], told["new"]) == ("public", 2, 2)
    shown = Path("public/checkpoint").read_bytes()
    back = run("bylaw export club.journal --tiles public --checkpoint first.checkpoint")
    assert back.code == 1
    assert back.err.startswith("refused: `public` shows ")
    assert shown == Path("public/checkpoint").read_bytes()


@pytest.mark.usefixtures("signed")
def test_a_broken_journal_is_neither_signed_nor_exported() -> None:
    journal = Path("club.journal")
    journal.write_bytes(journal.read_bytes().replace(b'"actor":"eve"', b'"actor":"eva"', 1))
    for words in ("checkpoint club.journal", "export club.journal --tiles t"):
        answer = run(f"bylaw {words} --key club.key")
        assert answer.code == 1
        assert answer.err.startswith("refused: `club.journal`: line ")


@pytest.mark.usefixtures("signed")
def test_without_the_extra_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    Path("proof").touch()
    for words in (
        "keygen example.org/x",
        "checkpoint club.journal --key club.key",
        "prove club.journal bikes --key club.key",
        "verify club.journal --key club.key.pub",
        "verify --proof proof --key club.key.pub",
        "export club.journal --tiles t --key club.key",
    ):
        answer = run(f"bylaw {words}")
        assert answer.code == 2, words
        assert answer.err.endswith("signatures need `cryptography`: `pip install 'bylaw[proof]'`\n")
        assert answer.err.count("\n") == 1
