"""Charters: written, checked, listed, drawn, tested and simulated."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from bylaw.engine.charter import load
from bylaw.engine.opening import shipped

from .running import Answer, run, shown

WRONG = """\
format = 1
charter = { name = "club", source = "an example" }
states = { draft = { kind = "initial" }, done = { kind = "final" } }

[actions.propose]
to = "draft"
by = "anyone"

[actions.finish]
from = "drat"
to = "done"
by = "chair"
"""

SCENARIOS = """\
format = 1

[[scenario]]
name = "its author drops it"
given = [{ at = 2019-08-05T08:00:00-07:00, by = "eve", do = "propose" }]
when = { at = 2019-08-05T09:00:00-07:00, by = "eve", do = "drop" }
then = { verdict = "allowed", state = "closed" }

[[scenario]]
name = "anybody drops it"
given = [{ at = 2019-08-05T08:00:00-07:00, by = "eve", do = "propose" }]
when = { at = 2019-08-05T09:00:00-07:00, by = "zoe", do = "drop" }
then = { verdict = "allowed" }
"""


def test_a_new_charter_is_valid_and_named_like_its_file(folder: Path) -> None:
    answer = run("bylaw new 'Our Club.toml'")
    said = "wrote Our Club.toml; now try `bylaw check Our Club.toml`\n"
    assert Answer(code=0, out=said, err="") == answer
    assert load(folder / "Our Club.toml").name == "our_club"
    assert run("bylaw check 'Our Club.toml'").code == 0


def test_a_new_charter_runs(folder: Path) -> None:
    """The template's own example: a week after posting, two of three chairs suffice."""
    run("bylaw new ours.toml")
    at = "--at 2026-01-0{}T12:00:00Z --quiet"
    for day, words in [
        (1, "propose j x title=t --charter ours.toml --by eve"),
        (1, "act j x submit --by eve"),
        (2, "act j x vote choice=yes --by ana"),
        (2, "act j x vote choice=yes --by bo"),
        (8, "act j x approve --by cy"),
    ]:
        assert run(f"bylaw {words} {at.format(day)}").code == 0, words
    assert (folder / "j").exists()


@pytest.mark.parametrize("name", shipped())
def test_a_new_charter_may_start_from_a_shipped_one(folder: Path, name: str) -> None:
    answer = run(f"bylaw new ours.toml --from {name}")
    said = "wrote ours.toml and ours.scenarios.toml; now try `bylaw check ours.toml`\n"
    assert Answer(code=0, out=said, err="") == answer
    assert load(folder / "ours.toml").name == "ours"
    tested = run("bylaw test ours.scenarios.toml")
    assert tested.code == 0, tested.out + tested.err
    assert "under the charter ours" in tested.out


def test_the_charters_to_start_from_are_listed() -> None:
    answer = run("bylaw new --list")
    assert answer.code == 0
    assert [line.split(":")[0] for line in answer.out.splitlines() if line[0] != " "] == list(
        shipped()
    )
    first = json.loads(run("bylaw new --list --json").out.splitlines()[0])
    assert sorted(first) == ["name", "source", "title"]
    assert run("bylaw new").code == 2


def test_neither_file_is_written_where_one_is_there(folder: Path) -> None:
    (folder / "ours.scenarios.toml").write_text("mine", encoding="utf-8")
    answer = run("bylaw new ours.toml --from keras_sig")
    assert answer.code == 2
    assert "`ours.scenarios.toml` is there already, and stays as it is" in answer.err
    assert not (folder / "ours.toml").exists()


def test_a_file_that_is_there_stays_as_it_is(folder: Path) -> None:
    before = (folder / "club.toml").read_text(encoding="utf-8")
    answer = run("bylaw new club.toml")
    assert answer.code == 2
    assert answer.err == "error: `club.toml` is there already, and stays as it is: name another\n"
    assert (folder / "club.toml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ours.json", "`ours.json` must end in `.toml`"),
        ("a.scenarios.toml", "must end in `.toml`, and not in `.scenarios.toml`"),
        ("missing/ours.toml", "`missing/ours.toml` can't be written: no such file or directory"),
        ("ours.toml --from keras", "no charter is called `keras`: did you mean `keras_sig`?"),
    ],
)
def test_a_charter_that_can_t_be_written_is_no_charter(folder: Path, words: str, said: str) -> None:
    answer = run(f"bylaw new {words}")
    assert answer.code == 2
    assert said in answer.err
    assert [path.name for path in folder.iterdir()] == ["club.toml"]


def test_every_mistake_is_told_at_its_place(folder: Path) -> None:
    (folder / "wrong.toml").write_text(WRONG, encoding="utf-8")
    answer = run("bylaw check wrong.toml")
    assert answer.code == 1
    assert "wrong.toml:10:8: error[unknown-state]:\n  no state is called `drat`" in answer.out
    assert "\n  hint: did you mean `draft`?\n" in answer.out
    assert "wrong.toml:12:6: error[unknown-who]:" in answer.out
    assert answer.out.endswith("\nerror: wrong.toml: 2 errors, 0 warnings\n")


def test_a_good_charter_is_counted_and_its_choices_are_notes(folder: Path) -> None:
    answer = run(f"bylaw check {folder / 'club.toml'}")
    assert answer.code == 0
    assert "note[choice]:\n  how many must be there; read as: no number\n" in answer.out
    assert "\nok: " in answer.out
    assert "4 states, 8 actions, 2 rules, 0 errors" in " ".join(answer.out.split())


def test_several_charters_give_the_worst_answer(folder: Path) -> None:
    (folder / "wrong.toml").write_text(WRONG, encoding="utf-8")
    assert run("bylaw check club.toml wrong.toml").code == 1
    answer = run("bylaw check club.toml wrong.toml missing.toml --json")
    assert answer.code == 2
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert [each["valid"] for each in found] == [True, False, False]


@pytest.mark.parametrize("name", ["missing.toml", "sub/", "./notes"])
def test_what_can_t_be_read_is_neither_valid_nor_invalid(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / "notes").write_text("x")
    assert run(f"bylaw check {name}").code == 2


def test_a_file_of_another_name_is_no_shipped_charter(folder: Path) -> None:
    (folder / "some.journal").write_text("{}", encoding="utf-8")
    answer = run("bylaw check some.journal")
    assert answer.code == 2
    assert "`some.journal` is named neither .toml nor .json" in answer.out


def test_rules_are_listed_with_what_keeps_them(folder: Path) -> None:
    answer = run(f"bylaw rules {folder / 'club.toml'}")
    expected = """
        r1  enforced   adopt.tally, adopt.session
            More than half of the chairs adopt, in a meeting.
        r2  inexpressible
            A good idea is preferred | to a bad one.
            because taste can't be told
        """
    assert Answer(code=0, out=shown(expected), err="") == answer


@pytest.mark.usefixtures("folder")
def test_rules_make_a_table_for_a_page() -> None:
    answer = run("bylaw rules club.toml --markdown")
    expected = (
        "| rule | what the source says | kept | by |\n"
        "|---|---|---|---|\n"
        "| r1 | More than half of the chairs adopt, in a meeting. (an example, section 1)"
        " | enforced | `adopt.tally`, `adopt.session` |\n"
        "| r2 | A good idea is preferred \\| to a bad one."
        " | inexpressible | taste can't be told |\n"
    )
    assert Answer(code=0, out=expected, err="") == answer


@pytest.mark.parametrize(("name", "many"), [("keras_sig", 23), ("php", 20), ("tf_rfc", 11)])
def test_every_rule_of_the_source_is_listed(name: str, many: int) -> None:
    answer = run(f"bylaw rules {name} --json")
    found = [json.loads(line)["rule"] for line in answer.out.splitlines()]
    assert found == [f"r{number}" for number in range(1, many + 1)]


@pytest.mark.usefixtures("club")
def test_a_drawing_comes_in_two_languages() -> None:
    assert run("bylaw draw club.toml").out.splitlines()[3] == "flowchart TD"
    assert run("bylaw draw club.toml --format dot").out.startswith('digraph "club" {\n')


@pytest.mark.usefixtures("club")
def test_a_drawing_marks_where_a_proposal_stands() -> None:
    answer = run("bylaw draw --journal club.journal --proposal bikes --json")
    states = {each["name"]: each for each in json.loads(answer.out)["states"]}
    assert [name for name, each in states.items() if each["current"]] == ["open"]
    assert sorted(name for name, each in states.items() if each["visited"]) == ["draft", "open"]


@pytest.mark.usefixtures("club")
@pytest.mark.parametrize(
    "words", ["", "club.toml --journal club.journal", "club.toml --proposal bikes"]
)
def test_a_drawing_has_one_source(words: str) -> None:
    answer = run(f"bylaw draw {words}")
    assert answer.code == 2
    assert answer.err.startswith("error: ")


def test_scenarios_run_under_the_charter_beside_them(folder: Path) -> None:
    (folder / "club.scenarios.toml").write_text(SCENARIOS, encoding="utf-8")
    answer = run("bylaw test club.scenarios.toml")
    assert answer.code == 1
    assert "  passed  its author drops it\n" in answer.out
    assert "  failed  anybody drops it\n" in answer.out
    assert "          at club.scenarios.toml:9\n" in answer.out
    assert (
        "          verdict:\n            expected: allowed\n            actual:   refused\n"
        in answer.out
    )
    assert "          | refused: drop proposal-1 (draft -> closed) by zoe" in answer.out
    assert "\n1 of 2 passed; " in answer.out


def test_scenarios_that_all_pass_are_a_yes(folder: Path) -> None:
    passing = SCENARIOS.partition('[[scenario]]\nname = "anybody')[0]
    (folder / "some.toml").write_text(passing, encoding="utf-8")
    answer = run("bylaw test some.toml --charter club.toml --unseen")
    assert answer.code == 0, answer.err
    assert "  unseen: `adopt` was never allowed\n" in answer.out


def test_scenarios_without_a_charter_can_t_be_told(folder: Path) -> None:
    (folder / "other.scenarios.toml").write_text(SCENARIOS, encoding="utf-8")
    answer = run("bylaw test other.scenarios.toml")
    assert answer.code == 2
    assert "there is no `other.toml` for `other.scenarios.toml`" in answer.err


@pytest.mark.parametrize("name", shipped())
def test_the_scenarios_of_a_shipped_charter_pass(name: str) -> None:
    answer = run(f"bylaw test {name}")
    assert answer.code == 0, answer.out + answer.err


def test_a_simulation_is_the_same_for_the_same_seed() -> None:
    first, again, other = (
        run(f"bylaw simulate keras_sig --proposals 5 --json --seed {seed}").out
        for seed in (7, 7, 8)
    )
    assert first == again
    assert json.loads(first)["journals"] != json.loads(other)["journals"]


def test_a_simulated_journal_is_kept_and_audited(folder: Path) -> None:
    words = "bylaw simulate club.toml --proposals 5 --journal made"
    first = run(words)
    assert first.code == 0
    assert first.out.startswith("simulated: 5 proposals under club in 1 replication")
    assert run("bylaw audit made").code == 0
    assert (folder / "made").exists()
    again = run(words)
    assert again.code == 2
    assert again.err == "error: `made` is there already, and stays as it is: name another\n"


def test_a_behaviour_is_read_from_a_file(folder: Path) -> None:
    (folder / "habits.toml").write_text(
        dedent("""\
        format = 1
        people = ["zoe"]
        """)
    )
    run("bylaw simulate club.toml --proposals 2 --behaviour habits.toml --journal made")
    made = json.loads(run("bylaw log made --json").out.splitlines()[0])
    assert made["actor"] in {"zoe", "ana", "bo", "cy", "dee"}
    (folder / "habits.toml").write_text("format = 1\npeopel = []\n")
    wrong = run("bylaw simulate club.toml --behaviour habits.toml")
    assert wrong.code == 2
    assert "did you mean `people`?" in wrong.err
