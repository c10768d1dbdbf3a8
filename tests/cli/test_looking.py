"""Looking: where proposals stand, what was recorded, what can be done, what a meeting decides."""

import json
from pathlib import Path

import pytest

from .running import CLUB, Answer, run, shown

AT = "--at 2019-08-06T09:00:00-07:00"
LATER = "--at 2019-11-06T09:00:00-08:00"


@pytest.mark.usefixtures("club")
def test_options_are_told_by_what_they_need() -> None:
    answer = run(f"bylaw options club.journal bikes --by ana {AT}")
    expected = """
        bikes is in `open`; for ana at 2019-08-06 09:00 PDT

        can do now
          sponsor

        needs a step first
          adopt    `vote` by `chairs`, `sign` by dee; from 2019-09-06 11:00 PDT

        opens by waiting
          vote     from 2019-09-06 11:00 PDT; asks for `choice`

        not for you, as things stand
          drop     ana is not the author; eve is
          sign     ana is not the `head`; dee is
        """
    assert Answer(code=0, out=shown(expected), err="") == answer


@pytest.mark.usefixtures("club")
def test_options_ask_for_data_once_all_else_is_there() -> None:
    answer = run("bylaw options club.journal bikes --by ana --at 2019-09-06T11:30:00-07:00")
    assert "needs data from you\n  vote     `choice`: one of `yes`, `no`\n" in answer.out


@pytest.mark.usefixtures("club")
def test_what_opens_only_after_the_clock_moved_on_is_not_said_to_open() -> None:
    """The next meeting after 4 October is on 1 November; the proposal lapses on 5 October."""
    answer = run("bylaw options club.journal bikes --by ana --at 2019-10-04T13:00:00-07:00")
    said = " ".join(answer.out.split())
    assert "opens by waiting" not in said
    assert (
        "vote it would open 2019-11-01 11:00 PDT, but the clock moves it to `closed` on 2019-10-05"
        " 09:00 PDT (`lapse`)"
    ) in said


@pytest.mark.usefixtures("club")
def test_whoever_can_do_nothing_is_told_so() -> None:
    stranger = run(f"bylaw options club.journal bikes --by zoe {AT}")
    assert stranger.code == 1
    assert "can do now" not in stranger.out
    ended = run(f"bylaw options club.journal bikes --by eve {LATER}")
    assert Answer(code=1, out=ended.out, err="") == ended
    assert "nobody can do anything" in ended.out


@pytest.mark.usefixtures("club")
def test_the_groups_are_stable_words() -> None:
    answer = run(f"bylaw options club.journal bikes --by ana --json {AT}")
    found = {each["action"]: each["group"] for each in map(json.loads, answer.out.splitlines())}
    assert found == {
        "adopt": "others",
        "drop": "not_you",
        "sign": "not_you",
        "sponsor": "now",
        "vote": "wait",
    }


@pytest.mark.usefixtures("club")
def test_the_agenda_tells_what_each_item_lacks() -> None:
    run(f"bylaw propose club.journal cars --by eve {AT}")
    answer = run(f"bylaw agenda club.journal {AT}")
    expected = """
        meeting opens 2019-09-06 11:00 PDT, closes 2019-09-06 12:00 PDT

        bikes  `open`
          ready    vote  by `chairs`; asks for `choice`
          lacking  adopt  by `chairs`
            missing  tally: 0 of 3 `chairs` said yes; it takes more than 1/2 of 3; 2
                     more of {ana, bo, cy} would do
                     it takes `vote` by `chairs`
            missing  sign_off: dee has not signed; nobody else can
                     it takes `sign` by dee

        not on it
          cars  `draft`
        """
    assert Answer(code=0, out=shown(expected), err="") == answer


@pytest.mark.usefixtures("club")
def test_the_agenda_tells_what_the_clock_takes_off_it() -> None:
    answer = run("bylaw agenda club.journal --at 2019-10-04T13:00:00-07:00")
    expected = """
        meeting opens 2019-11-01 11:00 PDT, closes 2019-11-01 12:00 PDT
          nothing can be decided in it

        not on it
          bikes  `closed`
            the clock: lapse, to `closed`, on 2019-10-05 09:00 PDT
        """
    assert Answer(code=0, out=shown(expected), err="") == answer


def test_a_charter_without_meetings_has_no_agenda(folder: Path) -> None:
    run("bylaw new ours.toml")
    run("bylaw propose ours.journal x title=t --charter ours.toml --by ana")
    assert (folder / "ours.journal").exists()
    assert run("bylaw agenda ours.journal").out == "this charter has no session that could meet\n"


@pytest.mark.usefixtures("club")
def test_the_clock_s_moves_are_recorded_when_they_fell_due() -> None:
    first = run(f"bylaw tick club.journal {LATER}")
    expected = "2019-10-05 09:00 PDT  bikes #3  lapse  by the clock  open -> closed\n"
    assert Answer(code=0, out=expected, err="") == first
    assert Answer(code=0, out="nothing is due\n", err="") == run(f"bylaw tick club.journal {LATER}")


@pytest.mark.usefixtures("club")
def test_a_proposal_is_shown_with_all_that_it_gathered() -> None:
    run(f"bylaw act club.journal bikes sponsor --by ana {AT}")
    run(f"bylaw act club.journal bikes sign --by dee {AT}")
    for chair, choice in (("ana", "yes"), ("bo", "no"), ("cy", "yes")):
        run(
            f"bylaw act club.journal bikes vote choice={choice} --by {chair}"
            " --at 2019-09-06T11:05:00-07:00"
        )
    answer = run(f"bylaw show club.journal bikes {LATER}")
    expected = """
        bikes is in `open`
          version 7, last event 2019-09-06 11:05 PDT
          posted: 2019-08-05 09:00 PDT
          author: eve
          sponsor: ana
          chairs said no: 1 (bo)
          chairs said yes: 2 (ana, cy)
          signed for head: dee
        """
    assert Answer(code=0, out=shown(expected), err="") == answer


@pytest.mark.usefixtures("club")
def test_what_the_clock_has_yet_to_record_is_told_beside() -> None:
    answer = run(f"bylaw show club.journal bikes {LATER}")
    assert answer.out.startswith("bikes is in `open`\n")
    said = " ".join(answer.out.split())
    assert "the clock has yet to record: lapse, to `closed`, at 2019-10-05 09:00 PDT" in said


@pytest.mark.usefixtures("club")
def test_proposals_are_listed_a_line_each() -> None:
    run(f"bylaw propose club.journal cars --by eve {AT}")
    answer = run(f"bylaw show club.journal {AT}")
    expected = """
        bikes  open                last event 2019-08-05 09:00 PDT
        cars   draft               last event 2019-08-06 09:00 PDT
        """
    assert shown(expected) == answer.out


@pytest.mark.usefixtures("club")
def test_the_log_tells_events_in_their_order() -> None:
    run(f"bylaw act club.journal @chairs join person=zed --by ana {AT}")
    answer = run("bylaw log club.journal")
    expected = """
        2019-08-05 08:00 PDT  bikes #1  propose  by eve  (new) -> draft
        2019-08-05 09:00 PDT  bikes #2  post  by eve  draft -> open
            title: Bikes
        2019-08-06 09:00 PDT  @chairs #1  join  by ana
            person: zed
        """
    assert Answer(code=0, out=shown(expected), err="") == answer


@pytest.mark.usefixtures("club")
def test_the_log_of_one_is_its_part() -> None:
    run(f"bylaw propose club.journal cars --by eve {AT}")
    assert [line.split()[3:5] for line in run("bylaw log club.journal cars").out.splitlines()] == [
        ["cars", "#1"]
    ]


@pytest.mark.parametrize("command", ["show", "log", "agenda", "tick"])
def test_looking_makes_no_journal(folder: Path, command: str) -> None:
    answer = run(f"bylaw {command} missing.journal")
    assert answer.code == 2
    assert "there is no journal `missing.journal`" in answer.err
    assert not (folder / "missing.journal").exists()


@pytest.mark.parametrize("command", ["show", "log"])
def test_an_unknown_proposal_is_guessed(club: Path, command: str) -> None:
    answer = run(f"bylaw {command} {club / 'club.journal'} bkies")
    assert answer.code == 2
    assert "did you mean `bikes`?" in answer.err


def test_a_file_that_is_no_journal_is_refused(folder: Path) -> None:
    (folder / "notes").write_text(CLUB)
    answer = run("bylaw log notes")
    assert answer.code == 2
    assert answer.err.startswith("error: ")
    assert (folder / "notes").read_text() == CLUB


def test_a_folder_is_no_journal(folder: Path) -> None:
    (folder / "sub").mkdir()
    assert run("bylaw log sub").code == 2


def test_votes_that_do_not_count_are_told_apart(folder: Path) -> None:
    """Where anybody may vote, and only a body's votes bind, the rest are heard and not counted."""
    (folder / "open.toml").write_text(
        'format = 1\ncharter = { name = "open", source = "a test" }\n'
        'states = { draft = { kind = "initial" }, done = { kind = "final" } }\n'
        'bodies.board = { members = ["ana", "bo"], revised_by = "board" }\n'
        'actions.propose = { to = "draft", by = "anyone" }\n'
        'actions.vote = { from = "draft", by = "anyone", ballot = "board",'
        ' data = { choice = ["+1", "-1"] } }\n'
        'actions.close = { from = "draft", to = "done", by = "board" }\n',
        encoding="utf-8",
    )
    at = "--at 2026-03-01T12:00:00Z -q"
    run(f"bylaw propose o.journal p --charter open.toml --by zed {at}")
    for who, choice in (("ana", "+1"), ("zed", "+1"), ("gil", "-1")):
        assert run(f"bylaw act o.journal p vote choice={choice} --by {who} {at}").code == 0
    told = run("bylaw show o.journal p --at 2026-03-01T12:00:00Z").out
    assert "  board said +1: 1 (ana); not counted: zed\n" in told
    assert "  board said -1: 0; not counted: gil\n" in told
    run(f"bylaw act o.journal p close --by ana {at}")
    run("bylaw act o.journal @board leave person=ana --by bo --at 2026-04-01T12:00:00Z")
    ended = run("bylaw show o.journal p --at 2026-05-01T12:00:00Z").out
    assert "  board said +1: 1 (ana); not counted: zed\n" in ended, "as it was when it ended"


def test_what_is_kept_beside_is_read_if_asked_for_and_told_of_once_erased(folder: Path) -> None:
    text = CLUB.replace('title = "text"', 'title = { kept = "beside" }')
    (folder / "club.toml").write_text(text, encoding="utf-8")
    run(f"bylaw propose j bikes --charter club.toml --by eve {AT}")
    assert run(f"bylaw act j bikes post title=Bikes tags=a,b --by eve {AT}").code == 0
    told = run("bylaw log j bikes").out.splitlines()
    assert told[-2:] == ["    tags: a, b", "    title: (kept beside the journal)"]
    assert run("bylaw log j bikes --beside").out.splitlines()[-1] == "    title: Bikes"
    (_, posted) = run("bylaw log j --beside --json").out.splitlines()
    assert json.loads(posted)["data"] == {"tags": ["a", "b"], "title": "Bikes"}
    erase = f"bylaw redact j bikes 2 title --by dpo --reason request-12 {LATER}"
    assert run(erase).code == 0
    expected = "    title: (erased on 2019-11-06T17:00:00Z by dpo: request-12)"
    for words in ("bylaw log j bikes", "bylaw log j --beside"):
        assert run(words).out.splitlines()[-1] == expected


READERS = [
    "show club.journal",
    "show club.journal bikes",
    "log club.journal",
    "options club.journal bikes --by ana",
    "agenda club.journal",
    "calendar club.journal",
    "may club.journal bikes post --by eve",
    "may club.journal bikes post --by eve --charter club.toml",
    "draw --journal club.journal",
    "audit club.journal",
    "verify club.journal",
    "amend club.journal club.toml",
]


@pytest.mark.parametrize("command", READERS)
def test_whoever_only_reads_changes_nothing(club: Path, command: str) -> None:
    """No anchor is made where none came along, and a torn end stays where it is."""
    (club / "club.journal.head").unlink()
    with (club / "club.journal").open("ab") as journal:
        journal.write(b'{"durable":3,"ent')
    files = {path.name: path.read_bytes() for path in club.iterdir()}
    for path in club.iterdir():
        path.chmod(0o444)
    answer = run(f"bylaw {command}")
    assert "Permission denied" not in answer.err
    assert "of `club.journal` are a write that never finished" in answer.err or "verify" in command
    assert files == {path.name: path.read_bytes() for path in club.iterdir()}


def test_an_empty_file_stays_empty(folder: Path) -> None:
    (folder / "club.journal").touch()
    for command, code in (("audit", 2), ("verify", 1), ("show", 2)):
        assert run(f"bylaw {command} club.journal").code == code
    assert not (folder / "club.journal").stat().st_size
