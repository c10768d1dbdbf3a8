"""What a fuzzer's bytes stand for: a file, or the numbers by which a shipped file is changed."""

from collections.abc import Callable

from bylaw.engine.charter import load

from ..check.base import CLEAN
from .mutants import RICH, Pick, plain, restructured, rewritten, seeds
from .oracle import charter_or_refused, scenarios_or_refused

CHARTERS = {"small.toml": CLEAN, "rich.toml": RICH, **seeds()}
SCENARIOS = seeds(scenarios=True)
NAMES = sorted(CHARTERS)
SCENARIO_NAMES = sorted(SCENARIOS)
LOADED = {
    name: load(CHARTERS[name.replace(".scenarios", "")], "charter.toml") for name in SCENARIO_NAMES
}
MOST = 8
"""Changes to one file."""


def one_input(raw: bytes, picking: Callable[[bytes], Pick]) -> None:
    """Take one input: its first byte says what it is, the rest is a file, or makes numbers."""
    kind, rest = (raw[0] % 6 if raw else 0), raw[1:]
    pick = picking(rest)
    match kind:
        case 0:
            charter_or_refused(rest, "fuzzed.toml")
        case 1:
            charter_or_refused(rest, "fuzzed.json")
        case 2:
            text = CHARTERS[NAMES[pick(len(NAMES))]]
            charter_or_refused(rewritten(text, pick, 1 + pick(MOST)), "fuzzed.toml")
        case 3:
            text = CHARTERS[NAMES[pick(len(NAMES))]]
            charter_or_refused(restructured(plain(text), pick, 1 + pick(MOST)), "fuzzed.json")
        case 4:
            name = SCENARIO_NAMES[pick(len(SCENARIO_NAMES))]
            text = rewritten(SCENARIOS[name], pick, 1 + pick(MOST))
            scenarios_or_refused(text, "fuzzed.toml", LOADED[name])
        case _:
            name = SCENARIO_NAMES[pick(len(SCENARIO_NAMES))]
            text = restructured(plain(SCENARIOS[name]), pick, 1 + pick(MOST))
            scenarios_or_refused(text, "fuzzed.json", LOADED[name])


def corpus() -> dict[str, bytes]:
    """Give the inputs to begin with: the shipped files, and some numbers for each kind."""
    files = {f"seed-{name}": b"\0" + text.encode() for name, text in CHARTERS.items()}
    return files | {f"seed-{kind}": bytes([kind, *range(0, 256, 5)]) for kind in range(2, 6)}
