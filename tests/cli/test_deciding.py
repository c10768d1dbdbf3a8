"""Making, acting and asking: the decision, what is recorded, and what the words become."""

import json
from pathlib import Path

import pytest

from .running import Answer, run, shown

AT = "--at 2019-08-06T09:00:00-07:00"
MEETING = "--at 2019-09-06T11:00:00-07:00"


def test_a_yes_tells_the_rules_and_what_is_recorded(folder: Path) -> None:
    answer = run(f"bylaw propose j bikes --charter club.toml --by eve {AT}")
    expected = """
        allowed: propose bikes ((new) -> draft) by eve at 2019-08-06 09:00 PDT
        └─ ok       by  anyone may
        recorded: version 1 of bikes, now `draft`
        """
    assert Answer(code=0, out=shown(expected), err="") == answer
    assert (folder / "j").exists()


def test_a_no_tells_what_is_missing_and_wraps_under_itself(club: Path) -> None:
    answer = run(f"bylaw may {club / 'club.journal'} bikes adopt --by ana {AT}")
    expected = """
        refused: adopt bikes (open -> passed) by ana at 2019-08-06 09:00 PDT
        ├─ ok       by        ana is one of `chairs`
        ├─ missing  session   outside `meeting`; next opens 2019-09-06 11:00 PDT [r1]
        ├─ missing  tally     0 of 3 `chairs` said yes; it takes more than 1/2 of 3; 2
        │                     more of {ana, bo, cy} would do [r1]
        └─ missing  sign_off  dee has not signed; nobody else can
        unblock: dee: sign, wait to 2019-09-06 11:00 PDT, 2 of {ana, bo, cy}: vote yes
                 (earliest: 2019-09-06 11:00 PDT)
        """
    assert Answer(code=1, out=shown(expected), err="") == answer


def test_a_refusal_is_not_recorded(club: Path) -> None:
    before = (club / "club.journal").read_bytes()
    assert run(f"bylaw act club.journal bikes adopt --by ana {AT}").code == 1
    assert (club / "club.journal").read_bytes() == before


def test_a_question_records_nothing(club: Path) -> None:
    before = (club / "club.journal").read_bytes()
    assert run(f"bylaw may club.journal bikes drop --by eve {AT}").code == 0
    assert (club / "club.journal").read_bytes() == before


def test_a_question_about_a_journal_to_come_makes_none(folder: Path) -> None:
    answer = run(f"bylaw may j bikes propose --charter club.toml --by eve {AT}")
    assert answer.code == 0
    assert not (folder / "j").exists()


@pytest.mark.parametrize(
    ("command", "code"), [("act j bikes propose --by ''", 2), ("propose j bikes no=1 --by eve", 2)]
)
def test_what_can_t_be_asked_for_starts_no_journal(folder: Path, command: str, code: int) -> None:
    assert run(f"bylaw {command} --charter club.toml {AT}").code == code
    assert not (folder / "j").exists()


def test_a_refusal_starts_no_journal(folder: Path) -> None:
    """Whoever is refused the first proposal may still mend the charter."""
    text = (folder / "club.toml").read_text()
    (folder / "strict.toml").write_text(text.replace('by = "anyone"', 'by = "chairs"'))
    answer = run(f"bylaw propose j bikes --charter strict.toml --by eve {AT} --json")
    assert (answer.code, json.loads(answer.out)["recorded"]) == (1, False)
    assert not (folder / "j").exists()
    assert run(f"bylaw propose j bikes --charter club.toml --by eve {AT}").code == 0


def test_the_clock_moves_first_and_it_is_told(club: Path) -> None:
    answer = run(
        f"bylaw act {club / 'club.journal'} bikes drop --by eve --at 2019-11-06T09:00:00-08:00"
    )
    assert answer.code == 1
    assert answer.out.startswith(
        shown("""
            first, the clock:
              2019-10-05 09:00 PDT  bikes #3  lapse  by the clock  open -> closed
            refused: drop bikes (closed)""")[:-1]
    )


@pytest.mark.usefixtures("club")
def test_what_is_told_is_typed_by_the_fields_of_the_action() -> None:
    made = run(f"bylaw propose club.journal cars --by eve {AT}")
    posted = run(
        f"bylaw act club.journal cars post title='a = b' tags='x, y' pages=-3 --by eve --json {AT}"
    )
    assert (made.code, posted.code) == (0, 0)
    assert json.loads(posted.out)["data"] == {"title": "a = b", "tags": ["x", "y"], "pages": -3}


@pytest.mark.usefixtures("club")
def test_a_list_may_be_told_item_by_item() -> None:
    run(f"bylaw propose club.journal cars --by eve {AT}")
    posted = run(
        f"bylaw act club.journal cars post title=t tags='x, y' tags=z --by eve --json {AT}"
    )
    assert json.loads(posted.out)["data"]["tags"] == ["x, y", "z"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("act j bikes post titel=x --by eve", "`post` asks for no `titel`: did you mean `title`?"),
        (
            "act j bikes post zzz=x --by eve",
            "`post` asks for no `zzz`: it asks for `pages`, `tags`",
        ),
        ("act j bikes sponsor a=b --by ana", "`sponsor` asks for no `a`: it asks for nothing"),
        ("act j bikes post pages=x --by eve", "`pages` is `x`; it must be a whole number"),
        ("act j bikes post title=a title=b --by eve", "`title` was told 2 times"),
        ("act j bikes post title --by eve", "`title` tells nothing: write it like `key=value`"),
        ("act j bikes adpot --by ana", "the charter has no action `adpot`: did you mean `adopt`?"),
        ("act j bike adopt --by ana", "the journal has no proposal `bike`: did you mean `bikes`?"),
        ("act j @chair join --by ana", "the charter has no body `@chair`: did you mean `@chairs`?"),
        ("act j bikes adopt --by ''", "`` names nobody: state who asks"),
        ("act none bikes adopt --by ana", "there is no journal `none`: start one with"),
        ("propose j _x --by ana", "`_x` can't name a proposal"),
        ("propose new x --by ana --charter keras_sgi", "no charter is called `keras_sgi`: did you"),
        ("propose new x --by ana --charter missing.toml", "missing.toml: error[unreadable-file]"),
        ("act j bikes adopt --by ana --at 2019-09-06", "`2019-09-06T00:00:00` has no time zone"),
        ("act j bikes adopt --by ana --at noon", "`noon` is no date-time"),
        ("act j bikes adopt --by ana --at 0001-01-01T00:00:00+09:00", "is outside the years 1 to"),
        ("propose j x --by ana --charter keras_sig", "the journal is under the charter"),
    ],
)
def test_what_can_t_be_a_request_is_said_in_a_line(club: Path, command: str, said: str) -> None:
    (club / "club.journal").rename(club / "j")
    answer = run(f"bylaw {command}")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert said in answer.err
    assert not (club / "new").exists()


def test_members_of_a_body_revise_it(club: Path) -> None:
    allowed = run(f"bylaw act {club / 'club.journal'} @chairs join person=zed --by ana {AT}")
    assert allowed.code == 0
    assert allowed.out.splitlines()[-1] == "recorded: version 1 of @chairs"
    assert run(f"bylaw act club.journal @chairs leave person=ana --by eve {AT}").code == 1
    assert run("bylaw show club.journal @chairs").out == "chairs: ana, bo, cy, zed\n"


def test_how_it_is_known_who_they_are_is_recorded(club: Path) -> None:
    run(f"bylaw act {club / 'club.journal'} bikes sponsor --by ana --vouched signed {AT}")
    assert "sponsor  by ana (signed)  open" in run("bylaw log club.journal bikes").out


def test_quiet_leaves_the_answer_to_the_exit_code(club: Path) -> None:
    asked = f"{club / 'club.journal'} bikes drop {AT} --quiet"
    assert Answer(code=0, out="", err="") == run(f"bylaw may {asked} --by eve")
    assert Answer(code=1, out="", err="") == run(f"bylaw act {asked} --by bo")
    assert Answer(code=0, out="", err="") == run(f"bylaw act {asked} --by eve")


def test_a_torn_end_is_told_on_stderr_and_the_answer_stands(club: Path) -> None:
    with (club / "club.journal").open("ab") as journal:
        journal.write(b'{"durable":2,"ent')
    answer = run("bylaw show club.journal --at 2019-08-06T00:00:00Z")
    assert answer.code == 0
    assert answer.out.startswith("bikes  open ")
    said = "warning: the last 17 bytes of `club.journal` are a write that never finished, of"
    assert shown(answer.err).split() == f"{said} which nobody was told; they are left out".split()
    answer = run("bylaw tick club.journal --at 2019-08-06T00:00:00Z")
    assert answer.code == 0
    assert "`club.journal.torn-" in answer.err
    assert (club / "club.journal").read_bytes().endswith(b"}\n")


def test_a_journal_that_was_changed_is_no_answer(club: Path) -> None:
    journal = club / "club.journal"
    journal.write_bytes(journal.read_bytes().replace(b"eve", b"eva"))
    answer = run(f"bylaw may club.journal bikes drop --by eva {MEETING}")
    assert answer.code == 2
    assert answer.err.startswith("error: `club.journal`: line 4 (seq 3), at byte ")
    assert "\n  help: keep it as it is, let `bylaw verify` tell" in answer.err


def test_the_whole_way_leads_to_yes(club: Path) -> None:
    """What `unblock` names, done in its order, makes the request legal."""
    assert run(f"bylaw act {club / 'club.journal'} bikes sign --by dee {AT}").code == 0
    for chair in ("ana", "cy"):
        voted = run(f"bylaw act club.journal bikes vote choice=yes --by {chair} {MEETING}")
        assert voted.code == 0, voted.out
    answer = run(f"bylaw act club.journal bikes adopt --by bo {MEETING}")
    assert answer.code == 0
    assert answer.out.endswith("recorded: version 6 of bikes, now `passed`\n")
