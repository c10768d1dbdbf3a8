"""Files that are made to hurt: each is refused, or read and checked, in bounded time and memory.

Every case runs in a process of its own with a limit on its memory, so that what would take all of
it fails the test and not the machine. The bounds are some ten times what was measured.
"""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from ..check.base import CLEAN, planted

SECONDS = 60
MEGABYTES = 1_500

CHILD = """\
import resource, sys
limit = int(sys.argv[1]) << 20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
import json
from bylaw.engine.charter import examined
from bylaw.engine.check import check
from bylaw.engine.errors import CharterError
from bylaw.engine.scenario import load_scenarios
text, name = sys.stdin.buffer.read(), sys.argv[2]
try:
    if "scenarios" in name:
        found = [] if load_scenarios(text, name) else []
    else:
        charter = examined(text, name)
        found = check(charter) if hasattr(charter, "machine") else charter
except CharterError as error:
    found = error.problems
codes = {}
for each in found:
    codes.setdefault(each.code, each.line)
    assert str(each)
print(json.dumps(codes))
"""


def codes(text: str | bytes, name: str = "x.toml") -> dict[str, int | None]:
    """Load and check a file apart; give each code that is told, with the line of its first."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(MEGABYTES), name],
        input=text if isinstance(text, bytes) else text.encode(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    found: dict[str, int | None] = json.loads(done.stdout)
    return found


def members(many: int) -> str:
    listed = ", ".join(f'"m{n}"' for n in range(many))
    return planted(('"ana", "bo", "cy"', listed))


def calendar(rule: str) -> str:
    return planted(("FREQ=MONTHLY;BYDAY=+1FR", rule))


OUTCOME = """
[[actions.more.moves]]
to = "closed"
requires = [{ text = { field = "word", like = "LIKE" } }]
"""

HURTFUL: dict[str, tuple[Callable[[], str | bytes], str, str]] = {
    "ten megabytes of comment": (lambda: "#" + "x" * 9_999_000, "x.toml", "missing-key"),
    "ten megabytes of one text": (
        lambda: planted(('source = "an example"', f'source = "{"x" * 9_000_000}"')),
        "x.toml",
        "",
    ),
    "ten megabytes of keys": (
        lambda: "".join(f"k{n} = {n}\n" for n in range(550_000)),
        "x.toml",
        "too-many-values",
    ),
    "ten megabytes of tables": (
        lambda: "".join(f"[states.s{n}]\n" for n in range(500_000)),
        "x.toml",
        "too-many-values",
    ),
    "ten megabytes of JSON": (
        lambda: b"[" + b"0," * 4_999_990 + b"0]",
        "x.json",
        "too-many-values",
    ),
    "ten megabytes of brackets": (lambda: b"[" * 9_999_999, "x.json", "too-deep"),
    "ten megabytes of quotes": (lambda: b'"' * 9_999_999, "x.toml", "syntax"),
    "ten megabytes of zeros": (lambda: b"\0" * 9_999_999, "x.toml", "syntax"),
    "more than ten megabytes": (lambda: b"#" * 10_000_001, "x.toml", "too-large"),
    "lists nested 10,000 deep": (
        lambda: CLEAN + "x = " + "[" * 10_000 + "]" * 10_000,
        "x.toml",
        "too-deep",
    ),
    "tables nested 10,000 deep": (
        lambda: CLEAN + "[" + ".".join(["a"] * 10_000) + "]\n",
        "x.toml",
        "too-deep",
    ),
    "JSON nested 10,000 deep": (
        lambda: '{"a":' * 10_000 + "0" + "}" * 10_000,
        "x.json",
        "too-deep",
    ),
    "terms nested 10,000 deep": (
        lambda: planted(
            ('{ sign_off = "lead" }', "{ not = " * 10_000 + '{ veto = "lead" }' + " }" * 10_000)
        ),
        "x.toml",
        "too-deep",
    ),
    "scenarios nested 10,000 deep": (
        lambda: "scenario = " + "[" * 10_000,
        "x.scenarios.toml",
        "too-deep",
    ),
    "ten megabytes of scenarios": (
        lambda: "format = 1\n" + "[[scenario]]\n" * 700_000,
        "x.scenarios.toml",
        "too-many-values",
    ),
    "a body of a million": (lambda: members(1_000_000), "x.toml", "too-large"),
    "a body of half a million": (lambda: members(500_000), "x.toml", "too-many-values"),
    "a body of a hundred thousand": (lambda: members(100_000), "x.toml", ""),
    "a calendar that never meets": (
        lambda: calendar("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        "x.toml",
        "never-meets",
    ),
    "a calendar that never meets, looked for in long steps": (
        lambda: calendar("FREQ=DAILY;INTERVAL=9999;BYMONTH=2;BYMONTHDAY=30"),
        "x.toml",
        "never-meets",
    ),
    "a calendar that meets once in 40,000 years": (
        lambda: calendar("FREQ=YEARLY;INTERVAL=9999;BYMONTH=2;BYMONTHDAY=29"),
        "x.toml",
        "never-meets",
    ),
    "a calendar that meets every day": (lambda: calendar("FREQ=DAILY"), "x.toml", ""),
    "a calendar from the year 9999": (
        lambda: planted(("start = 2019-05-03", "start = 9999-12-31")),
        "x.toml",
        "never-meets",
    ),
    "a calendar before there was one": (
        lambda: planted(("start = 2019-05-03", "start = 0001-01-01")),
        "x.toml",
        "bad-calendar",
    ),
    "a meeting that lasts for ever": (
        lambda: planted(('duration = "PT1H"', 'duration = "P999999999Y"')),
        "x.toml",
        "",
    ),
    "a deadline after all years": (
        lambda: planted(('after = "P6M"', 'after = "P999999999Y"')),
        "x.toml",
        "never-holds",
    ),
    "a period of more years than can be counted": (
        lambda: planted(('after = "P6M"', f'after = "P{"9" * 900}Y"')),
        "x.toml",
        "bad-value",
    ),
    "a number of a million digits": (lambda: "format = " + "9" * 1_000_000, "x.toml", "too-long"),
    "a time zone that does not exist": (
        lambda: planted(('zone = "America/Los_Angeles"', 'zone = "Mars/Olympus"')),
        "x.toml",
        "bad-calendar",
    ),
    "a time zone that is a path": (
        lambda: planted(('source = "an example"', 'source = "x"\nzone = "../../etc/passwd"')),
        "x.toml",
        "bad-zone",
    ),
    "a time zone of ten thousand letters": (
        lambda: planted(('source = "an example"', f'source = "x"\nzone = "{"A" * 10_000}"')),
        "x.toml",
        "bad-zone",
    ),
    "a thousand states and actions": (
        lambda: planted(
            ("open = {}", "open = {}\n" + "".join(f"s{n} = {{}}\n" for n in range(1_000))),
            add="".join(
                f"[actions.a{n}]\nfrom = '{f's{n - 1}' if n else 'open'}'\nto = 's{n}'\n"
                "by = 'chairs'\n"
                for n in range(1_000)
            ),
        ),
        "x.toml",
        "trap-state",
    ),
    "an action with three hundred outcomes": (
        lambda: planted(
            add="[actions.more]\nfrom = 'open'\nby = 'chairs'\ndata = { word = 'text' }\n"
            + "".join(OUTCOME.replace("LIKE", str(n)) for n in range(300))
        ),
        "x.toml",
        "undecided",
    ),
}


@pytest.mark.parametrize("name", HURTFUL)
def test_what_is_made_to_hurt_is_met_within_bounds(name: str) -> None:
    """Without a code it is accepted: nothing in it is an error."""
    make, called, code = HURTFUL[name]
    found = codes(make(), called)
    assert code in found if code else not found or set(found) <= {"unused"}
    if code and code != "too-large":
        assert found[code] is not None
