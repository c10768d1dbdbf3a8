"""The frame of the command line: help, errors in a line, exit codes, and speed."""

import json
import os
import pty
import resource
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaw.cli import SECTIONS, SUMMARIES, main

from ..tree import ROOT
from .running import CLUB, process, run, run_words, shown

HEAVY = ("attrs", "cattrs", "transitions", "tinydb", "dateutil", "bylaw.engine.machine")
HELPERS = {
    *("__init__", "asking", "decisions", "events", "github", "outlook", "proving", "shared"),
    "terminal",
}


def test_every_command_is_a_file_and_is_listed() -> None:
    files = {path.stem for path in (ROOT / "commands").glob("*.py")}
    assert files - HELPERS == {name.replace("-", "_") for name in SUMMARIES}


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_command_helps_itself(name: str) -> None:
    """Its help says what it does, what its exit codes mean, and how it is typed."""
    answer = run(f"bylaw {name} --help")
    assert answer.code == 0
    assert answer.err == ""
    assert f"Usage: bylaw {name}" in answer.out
    assert "Exit code: 0" in " ".join(answer.out.split())
    assert f"  bylaw {name}" in answer.out.partition("Example")[2]
    assert "--json" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_command_is_called_as_it_is_listed(name: str) -> None:
    found = import_module(f"bylaw.commands.{name.replace('-', '_')}").command
    assert isinstance(found, click.Command)
    assert found.name == name


def test_help_lists_every_command_under_what_it_is_for() -> None:
    answer = run("bylaw --help")
    for title, section in SECTIONS.items():
        assert f"\n{title}:\n" in answer.out
        for name, said in section.items():
            assert f"  {name}" in answer.out
            assert said in answer.out


def test_without_a_command_the_help_is_shown() -> None:
    answer = run("bylaw")
    assert "Usage: bylaw" in answer.out + answer.err
    assert answer.code == 2


def test_the_version_is_told() -> None:
    assert run("bylaw --version").out.startswith("bylaw ")


def test_a_shell_can_complete_commands(tmp_path: Path) -> None:
    asked = {"_BYLAW_COMPLETE": "bash_complete", "COMP_WORDS": "bylaw o", "COMP_CWORD": "1"}
    done = process(cwd=tmp_path, **asked)
    assert done.stdout.splitlines() == ["plain,options"]


def test_an_unknown_command_is_guessed() -> None:
    answer = run("bylaw aduit x")
    assert answer.code == 2
    assert answer.err.startswith("error: no command is called `aduit`: did you mean `audit`?\n")
    assert answer.out == ""


def test_an_unknown_option_is_told_in_a_line_with_the_usage() -> None:
    answer = run("bylaw tick sig.journal --nope")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "error: no such option '--nope'",
        "  usage: bylaw tick [OPTIONS] JOURNAL",
        "  help: bylaw tick --help",
    ]


def test_an_error_wraps_on_a_terminal_and_is_whole_in_a_log(folder: Path) -> None:
    """Between words, under itself, and never through an excerpt of a charter."""
    bad = CLUB.replace('by = "author"', f'by = "autor" # {"x" * 60}', 1)
    (folder / "bad.toml").write_text(bad)
    said = {}
    for words in ("show nowhere.journal", "propose j a --by eve --charter bad.toml"):
        ours, theirs = pty.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "bylaw.cli", *words.split()],
            env={**os.environ, "COLUMNS": "60", "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stderr=theirs,
            check=False,
        )
        os.close(theirs)
        said[words] = os.read(ours, 4_000).decode().replace("\r\n", "\n")
        os.close(ours)
        log = run(f"bylaw {words}", COLUMNS="60").err
        assert (done.returncode, log.split()) == (2, said[words].split())
    expected = """
        error: there is no journal `nowhere.journal`: start one with
               `bylaw propose JOURNAL PROPOSAL --charter CHARTER
               --by WHO`
        """
    assert shown(expected) == said["show nowhere.journal"]
    (excerpt,) = (
        line for line in said[words].splitlines() if f'| by = "autor" # {"x" * 60}' in line
    )
    assert len(excerpt) > 60


def explode(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let `bylaw rules` raise."""

    def raising(_: str) -> None:
        raise error

    monkeypatch.setattr("bylaw.commands.rules.find", raising)


def test_what_nobody_expected_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    explode(monkeypatch, ZeroDivisionError("one\ntwo"))
    answer = run("bylaw rules keras_sig")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "error: ZeroDivisionError: one two",
        "  this is a mistake in bylaw; to see where, set BYLAW_TRACEBACK=1",
    ]


def test_what_the_system_can_t_do_is_told_as_such(tmp_path: Path) -> None:
    answer = run_words(["show", str(tmp_path / ("x" * 300))])
    assert answer.code == 2
    assert "file name too long" in answer.err
    assert "mistake in bylaw" not in answer.err


def test_a_traceback_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    explode(monkeypatch, ZeroDivisionError("one"))
    answer = run("bylaw rules keras_sig", BYLAW_TRACEBACK="1")
    assert answer.code == 2
    assert "Traceback (most recent call last)" in answer.err


def test_ctrl_c_ends_it_as_shells_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    explode(monkeypatch, KeyboardInterrupt())
    answer = run("bylaw rules keras_sig")
    assert answer.code == 130
    assert "Traceback" not in answer.err


def test_a_policy_that_leaves_is_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code would be taken for the answer."""
    explode(monkeypatch, SystemExit(0))
    answer = run("bylaw rules keras_sig")
    assert answer.code == 2
    assert answer.err == "error: a policy or a module has ended the program (0)\n"


def test_a_reader_who_leaves_ends_it_without_a_word(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bylaw.cli", "draw", "keras_sig"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.close()
        said = writer.stderr.read()
        assert (writer.wait(), said) == (141, b"")


def test_colour_is_for_terminals_and_for_those_who_want_it() -> None:
    coloured = run("bylaw check keras_sig", color=True).out
    assert "\x1b[32mok" in coloured
    assert "\x1b[" not in run("bylaw check keras_sig").out
    assert "\x1b[" not in run("bylaw check keras_sig", color=True, NO_COLOR="1").out


def test_an_error_is_not_coloured_for_those_who_want_none() -> None:
    assert "\x1b[" in run("bylaw rules nope", color=True).err
    assert "\x1b[" not in run("bylaw rules nope", color=True, NO_COLOR="1").err


def test_a_terminal_that_lacks_letters_gets_escapes(club: Path) -> None:
    asked = ["may", "club.journal", "bikes", "drop", "--by", "eve"]
    at = ["--at", "2019-08-05T10:00:00-07:00"]
    done = process(*asked, *at, cwd=club, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0, done.stderr
    assert "\\u2514" in done.stdout


def test_control_characters_of_others_don_t_reach_the_terminal(club: Path) -> None:
    answer = run_words(["act", "club.journal", "bi\x1b[2Jkes", "drop", "--by", "e"])
    assert answer.code == 2
    assert "\x1b" not in answer.err
    made = run_words(["propose", str(club / "club.journal"), "a\x1b[2Jb", "--by", "\x07eve"])
    assert "\x1b" not in made.out + made.err
    assert "\x07" not in made.out + made.err


def test_the_process_leaves_with_the_exit_code(club: Path) -> None:
    at = ["--at", "2019-08-05T10:00:00-07:00"]
    codes = [
        process("may", "club.journal", "bikes", "drop", "--by", who, *at, cwd=club).returncode
        for who in ("eve", "ana")
    ]
    assert codes == [0, 1]
    assert process("may", "no.journal", "bikes", "drop", "--by", "eve", cwd=club).returncode == 2


WORDS = [
    "act", "agenda", "audit", "check", "draw", "log", "may", "new", "options", "propose", "rules",
    "calendar", "--until",
    "show", "simulate", "test", "tick", "keygen", "checkpoint", "prove", "verify", "export", "copy",
    "migrate", "--key", "--checkpoint", "--kept", "--proof", "--event", "--out", "--tiles",
    "--print", "--version", "a.key", "a.key.pub", "postgresql://a@[", "postgresql:///x?host=/nowhere",
    "club.journal", "club.toml", "missing", "bikes", "@chairs", "@", "$charter", "(new)", "",
    "vote", "adopt", "join", "post", "lapse", "ana", "eve",
    "choice=yes", "title=x", "title=", "=x", "pages=x", "pages=1", "tags=a,b", "person=zed", "x=y",
    "--by", "--at", "--charter", "--json", "--format", "--vouched", "--journal", "--proposal",
    "--mapping", "--from", "--markdown", "--quiet", "--seed", "--proposals", "--unseen",
    "keras_sig", "dot", "signed", "2019-09-06T11:00:00-07:00", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "2019-09-06", "now", "-1", "1", "\udc80", "é", "--", "-h",
]  # fmt: skip
TYPED = st.text(st.characters(exclude_characters="\0"), max_size=5)
"""No system hands a program a word with a zero byte."""


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.one_of(st.sampled_from(WORDS), TYPED), max_size=9))
def test_no_words_make_it_print_a_traceback(club: Path, words: list[str]) -> None:
    """Whatever is typed, the answer is yes, no or could-not-tell; and never an unexpected error."""
    assert club.is_dir()
    answer = run_words(words)
    assert answer.code in {0, 1, 2}, answer
    assert "Traceback" not in answer.err
    assert "a mistake in bylaw" not in answer.err, answer.err


REQUESTS = [
    ["act", "club.journal", "bikes"],
    ["may", "club.journal", "bikes"],
    ["act", "club.journal", "@chairs"],
    ["propose", "club.journal"],
    ["options", "club.journal", "bikes"],
    ["show", "club.journal"],
    ["log", "club.journal"],
    ["agenda", "club.journal"],
    ["calendar", "club.journal"],
    ["tick", "club.journal"],
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(REQUESTS),
    words=st.lists(st.one_of(st.sampled_from(WORDS), TYPED), max_size=4),
    by=st.one_of(st.none(), st.sampled_from(["ana", "eve", "dee", "", "(x"]), TYPED),
    at=st.one_of(st.none(), st.datetimes().map(lambda day: day.isoformat() + "Z")),
)
def test_no_request_makes_it_print_a_traceback(
    club: Path, start: list[str], words: list[str], by: str | None, at: str | None
) -> None:
    assert club.is_dir()
    asked = [*start, *words, *(["--by", by] if by is not None else [])]
    answer = run_words([*asked, *(["--at", at] if at is not None else [])])
    assert answer.code in {0, 1, 2}, answer
    assert "a mistake in bylaw" not in answer.err, answer.err


def modules_after(*words: str) -> set[str]:
    """The modules that are loaded when a command is over."""
    program = (
        "import sys, json, io, contextlib\n"
        "from bylaw.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main.run({list(words)!r})\n"
        "print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_help_imports_nothing_heavy() -> None:
    assert modules_after("--help") & {*HEAVY} == set()


def test_a_command_imports_no_other() -> None:
    loaded = {name for name in modules_after("rules", "keras_sig") if "bylaw.commands." in name}
    assert loaded & {f"bylaw.commands.{name}" for name in SUMMARIES} == {"bylaw.commands.rules"}


def cpu(*words: str, env: Mapping[str, str]) -> float:
    """The CPU time, in seconds, of the fastest of five runs of Python."""
    best = float("inf")
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], env=env, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, spent)
    return best


def test_help_takes_less_than_a_tenth_of_a_second_of_cpu() -> None:
    env = dict(os.environ)
    assert cpu("-m", "bylaw.cli", "--help", env=env) - cpu("-c", "pass", env=env) < 0.1


def test_the_group_can_be_run_by_a_host() -> None:
    """`standalone_mode=False` is click's way to get the exit code and the errors themselves."""
    with pytest.raises(click.UsageError, match="no command is called"):
        main.main(["nope"], standalone_mode=False)
