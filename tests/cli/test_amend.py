"""Amending a charter, and bringing in what was under way, from the command line."""

import json
from pathlib import Path

import pytest

from bylaw.engine.charter import load

from .running import CLUB, Answer, run

OLD = CLUB.replace(
    "[actions.drop]",
    """[actions.amend]
from = "open"
to = "passed"
by = "head"
amends = true
data = { charter = "text", minutes = { optional = true } }

[actions.drop]""",
)
NEW = (
    OLD.replace('source = "an example"', 'source = "another example"')
    .replace('open = { title = "open to comments" }', 'discussed = { title = "discussed" }')
    .replace('"open"', '"discussed"')
    .replace('["ana", "bo", "cy"]', '["ana", "bo", "eve"]')
    + """
[amendment]
in_flight = "migrate"
states = { open = "discussed" }
"""
)
DAY = "2019-08-02T09:00:00-07:00"
LATER = "2019-08-05T09:00:00-07:00"


@pytest.fixture
def charters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two charters, and a journal under the first with two proposals that are open."""
    monkeypatch.chdir(tmp_path)
    Path("old.toml").write_text(OLD, encoding="utf-8")
    Path("new.toml").write_text(NEW, encoding="utf-8")
    for name in ("bikes", "rules"):
        started = " --charter old.toml" if name == "bikes" else ""
        assert run(f"bylaw propose j {name} --by zed --at {DAY}{started}").code == 0
        assert run(f"bylaw act j {name} post title=x --by zed --at {DAY}").code == 0


def digest(text: str) -> str:
    return load(text, "x.toml").digest


@pytest.mark.usefixtures("charters")
def test_a_preview_tells_what_would_become_of_proposals_and_records_nothing() -> None:
    before = Path("j").read_bytes()
    answer = run(f"bylaw amend j new.toml --at {LATER}")
    assert answer == Answer(
        code=0,
        out=f"club {digest(NEW)}\nit could follow `club` {digest(OLD)}\n".replace(
            "` ", "`\n                "
        )
        + "  bikes: (migrated)  open -> discussed\n  rules: (migrated)  open -> discussed\n",
        err="",
    )
    told = json.loads(run(f"bylaw amend j new.toml --at {LATER} --json").out)
    assert told["charter"] == {"name": "club", "digest": digest(NEW)}
    assert told["in_flight"][0] == {
        "proposal": "bikes",
        "action": "(migrated)",
        "from": "open",
        "to": "discussed",
    }
    assert before == Path("j").read_bytes()


@pytest.mark.usefixtures("charters")
def test_the_amendment_and_what_becomes_of_proposals_are_told() -> None:
    answer = run(f"bylaw amend j new.toml rules minutes=x --by dee --at {LATER}")
    assert (answer.code, answer.err) == (0, "")
    assert "recorded: version 3 of rules, now `passed`" in answer.out
    assert f"in force: `club` {digest(NEW)}, from" in " ".join(answer.out.split())
    assert "  `chairs`: ana, bo, eve" in answer.out
    assert "  bikes: (migrated)  open -> discussed" in answer.out
    shown = run("bylaw show j bikes").out
    assert f"under the charter `club` {digest(NEW)[:12]}, in force" in " ".join(shown.split())
    ended = " ".join(run("bylaw show j rules").out.split())
    assert f"`club` {digest(OLD)[:12]}, no longer in force" in ended
    assert json.loads(run("bylaw show j bikes --json").out)["charter"] == digest(NEW)
    log = run("bylaw log j").out
    assert f"charter  `club` {digest(NEW)[:12]} (another example)" in log
    assert len(run("bylaw log j --json").out.splitlines()) == 6
    report = run("bylaw audit j")
    assert report.code == 0
    assert "let in by rules version 3" in " ".join(report.out.split())
    assert run(f"bylaw act j bikes sponsor --by ana --at {LATER}").code == 0


@pytest.mark.usefixtures("charters")
def test_what_stays_is_asked_for_by_the_actions_of_its_own_charter() -> None:
    text = NEW.replace('in_flight = "migrate"', 'in_flight = "stay"').replace(
        "[actions.sponsor]", "[actions.back]"
    )
    Path("stay.toml").write_text(text, encoding="utf-8")
    assert run(f"bylaw amend j stay.toml rules --by dee --at {LATER} -q").code == 0
    assert run(f"bylaw act j bikes sponsor --by ana --at {LATER}").code == 0
    assert "bikes" in run(f"bylaw agenda j --at {LATER}").out
    assert run("bylaw draw --journal j --proposal bikes").code == 0
    assert run(f"bylaw act j bikes back --by ana --at {LATER}").code == 2
    assert run(f"bylaw options j bikes --by ana --at {LATER}").code == 0


@pytest.mark.usefixtures("charters")
def test_a_refusal_changes_nothing() -> None:
    answer = run(f"bylaw amend j new.toml rules --by ana --at {LATER}")
    assert (answer.code, "refused: amend rules" in answer.out) == (1, True)
    told = run(f"bylaw amend j new.toml rules --by ana --at {LATER} --json")
    assert json.loads(told.out)["verdict"] == "refused"
    assert "in force" not in answer.out


@pytest.mark.usefixtures("charters")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("bylaw amend j new.toml rules", "say who amends it: --by WHO"),
        ("bylaw amend j new.toml --by dee", "name the PROPOSAL as which it was proposed"),
        ("bylaw amend j old.toml", "it is that charter"),
        ("bylaw amend j new.toml rule --by dee", "did you mean `rules`?"),
        ("bylaw amend none new.toml", "there is no journal `none`"),
        ("bylaw amend j new.toml rules oops=1 --by dee", "asks for no `oops`"),
        ("bylaw bring-in j bikes open --by ana --because x", "has a proposal `bikes` already"),
        ("bylaw bring-in j p open --by ana --because x --role author", "tells no role"),
        ("bylaw bring-in j p open --by ana --because x --anchor posted=soon", "no date-time"),
    ],
)
def test_what_can_t_be_told_is_said(command: str, said: str) -> None:
    answer = run(command)
    assert (answer.code, said in " ".join(answer.err.split())) == (2, True), answer.err


@pytest.mark.usefixtures("charters")
def test_a_proposal_is_brought_in() -> None:
    answer = run(
        f"bylaw bring-in j old-one open --by ana --because 'pull 3' --at {LATER}"
        " --role author=zed --role sponsor=bo --anchor posted=2019-07-01T09:00:00-07:00"
    )
    assert answer == Answer(
        code=0,
        out="2019-08-05 09:00 PDT  old-one #1  (brought in)  by ana  (new) -> open\n"
        "    anchors: posted 2019-07-01T16:00:00Z\n"
        "    because: pull 3\n"
        "    roles: author zed; sponsor bo\n",
        err="",
    )
    told = run(f"bylaw bring-in j two open --by ana --because x --at {LATER} --json").out
    assert json.loads(told)["action"] == "(brought in)"
    assert "earlier  2 proposals brought in" in " ".join(run("bylaw audit j").out.split("\n"))


def test_a_journal_may_begin_with_what_is_brought_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.toml").write_text(OLD, encoding="utf-8")
    command = f"bylaw bring-in j p open --charter old.toml --by ana --because x --at {LATER}"
    assert run(command).code == 0
