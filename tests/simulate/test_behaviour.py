"""Behaviour files: what they say, and every mistake in them at its place."""

import pytest

from bylaw.engine.audit import audit
from bylaw.engine.calendars import Period
from bylaw.engine.charter import load
from bylaw.engine.errors import CharterError
from bylaw.engine.opening import find
from bylaw.engine.ratio import Ratio
from bylaw.engine.simulate import behaviour, simulate

from ..tree import ROOT
from .test_simulate import charter


def test_a_behaviour_is_read() -> None:
    made = behaviour(
        """
        every = "P7D"
        people = ["pat"]
        [actions.vote]
        delay = "PT10M"
        chance = "9/10"
        choices = { choice = { yes = 3, no = 1 } }
        """,
        charter(),
    )
    assert (made.every, made.people) == (Period.parse("P7D"), ("pat",))
    assert made.actions["vote"].chance == Ratio(9, 10)
    assert made.actions["vote"].choices == {"choice": {"yes": 3, "no": 1}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[actions.vot]\n", "unknown-action"),
        ("[actions.lapse]\n", "unknown-action"),
        ('[actions.vote.data]\nword = "x"\n', "unknown-field"),
        ("[actions.vote.choices.choice]\nmaybe = 1\n", "bad-weights"),
        ("[actions.vote.choices.choice]\nyes = 0\n", "bad-weights"),
        ("[actions.vote.choices.choice]\nyes = -1\n", "bad-weights"),
        ("people = []\n", "nobody"),
        ('every = "often"\n', "bad-value"),
        ("pace = 3\n", "unknown-key"),
    ],
)
def test_a_mistake_has_its_code_and_place(text: str, code: str) -> None:
    with pytest.raises(CharterError) as raised:
        behaviour(text, charter())
    (problem,) = raised.value.problems
    assert getattr(problem, "code", None) == code
    assert getattr(problem, "line", None) is not None


def test_choices_are_drawn_by_their_weights() -> None:
    made = behaviour("[actions.vote.choices.choice]\nno = 1\n", charter())
    (store,) = simulate(charter(), seed=1, proposals=20, behaviour=made).journals
    told = {str(e["data"]) for _, _, _, e in store.entries() if e.get("action") == "vote"}
    assert told == {"{'choice': 'no'}"}


def test_who_did_not_do_it_then_may_later() -> None:
    """Without another occasion, most never do what they do once in nine times."""
    rare = '[actions.sign]\nchance = "1/9"\n'
    once, again = (
        simulate(charter(), seed=1, proposals=40, behaviour=behaviour(text, charter()))
        for text in (rare, rare + 'again = "P1D"\n')
    )
    signed = [
        sum(e.get("action") == "sign" for _, _, _, e in result.journals[0].entries())
        for result in (once, again)
    ]
    assert signed[0] < 15 < signed[1]


def test_what_is_told_is_filled_in() -> None:
    text = """
    [charter]
    name = "one"
    source = "none"
    [states]
    open = { kind = "initial" }
    done = { kind = "final" }
    [actions.propose]
    to = "open"
    by = "anyone"
    data = { file = "text", tags = "list" }
    [actions.end]
    from = "open"
    to = "done"
    by = "anyone"
    """

    under = load("format = 1\n" + text, "one.toml")
    made = behaviour(
        '[actions.propose.data]\nfile = "{date}-{proposal}.md"\ntags = ["{day}"]\n', under
    )
    (store,) = simulate(under, seed=1, proposals=1, behaviour=made).journals
    assert store.read("p00001")[0]["data"] == {"file": "20240101-p00001.md", "tags": ["2024-01-01"]}


@pytest.mark.parametrize(
    ("name", "many", "ends"),
    [("keras_sig", 60, {"approved", "closed"}), ("php", 12, {"accepted", "declined"})],
)
def test_the_example_drives_the_shipped_charter(name: str, many: int, ends: set[str]) -> None:
    """People vote and sign; what nobody sponsors, or enough don't want, is left to the clock."""
    under = find(name)
    made = behaviour(ROOT / "examples" / "data" / f"{name}.behaviour.toml", under)
    result = simulate(under, seed=1, proposals=many, behaviour=made)
    assert ends <= result.reached.keys()
    assert audit(result.journals[0]).verdict == "conformant"
