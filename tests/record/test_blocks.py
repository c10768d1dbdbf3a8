"""Blocks: vetoes with a name, who holds one, and who can lift it; what is gathered anew."""

from typing import cast

import pytest

from bylaw.engine.errors import CharterError
from bylaw.engine.instants import NEVER
from bylaw.engine.source.problem import Problem

from .base import NAME, Life, charter, reason, reviewed


def test_a_block_must_have_its_text() -> None:
    """The IETF: a DISCUSS without a text is none."""
    refused = reviewed().ask("ana", "discuss")
    assert reason(refused, "data") == "`text` was not given; it must be a text"


def test_why_not_names_who_holds_a_block_and_what_they_could_do() -> None:
    life = reviewed()
    life.do("ana", "discuss", text="unclear")
    refused = life.ask("bo", "accept")
    assert reason(refused, "veto") == "`discuss` of {ana} stands"
    assert "ana: clear" in str(refused)


def test_the_holder_clears_their_own_and_nobody_else_s() -> None:
    life = reviewed()
    life.do("ana", "discuss", text="unclear")
    life.do("bo", "discuss", text="late")
    refused = life.ask("cy", "clear")
    assert reason(refused, "vetoing") == "cy has not a `discuss` that stands"
    life.do("bo", "clear")
    assert life.flow.proposal(NAME).record.vetoes == {"discuss": frozenset({"ana"})}
    life.do("ana", "clear")
    assert life.ask("bo", "accept")


def test_a_named_holder_s_block_is_lifted_alone() -> None:
    life = reviewed()
    life.do("ana", "discuss", text="unclear")
    life.do("bo", "discuss", text="late")
    life.do("ed", "overrule", discuss="ana")
    assert life.flow.proposal(NAME).record.vetoes == {"discuss": frozenset({"bo"})}
    life.do("ana", "discuss", text="still")
    life.do("ed", "overrule_all")
    assert life.flow.proposal(NAME).record.vetoes == {}


def test_it_may_take_several_holders() -> None:
    life = reviewed()
    life.do("ana", "object")
    assert life.ask("cy", "accept")
    life.do("bo", "object")
    assert reason(life.ask("cy", "accept"), "veto") == "`objection` of {ana, bo} stands"


def test_a_block_that_lapses_falls_with_its_holder_s_part() -> None:
    life = reviewed()
    life.do("ana", "object")
    life.do("bo", "object")
    assert not life.ask("cy", "accept")
    life.do("bo", "step_down")
    assert life.ask("cy", "accept")
    life.do("bo", "sponsor")
    assert not life.ask("cy", "accept")


def test_another_outlives_its_holder_s_membership() -> None:
    life = reviewed()
    life.do("ana", "discuss", text="unclear")
    assert life.flow.act("@board", "leave", by="bo", at=life.now, data={"person": "ana"})
    assert not life.ask("bo", "accept")


def test_only_what_is_named_is_gathered_anew() -> None:
    life = reviewed()
    life.do("ana", "vote", choice="yes")
    life.do("ed", "sign")
    life.do("ana", "settle")
    life.do("ana", "discuss", text="unclear")
    life.do("zed", "revise")
    record = life.flow.proposal(NAME).record
    assert (record.ballots, record.attested) == ({}, {})
    assert record.signatures == {"editors": frozenset({"ed"})}
    assert record.vetoes == {"discuss": frozenset({"ana"})}
    life.do("zed", "rework")
    record = life.flow.proposal(NAME).record
    assert (record.signatures, record.vetoes) == ({}, {})
    assert record.roles == {"author": ("zed",), "sponsor": ("ana", "bo")}


def test_what_is_cleared_never_happened() -> None:
    life = reviewed()
    life.do("zed", "revise")
    life.do("zed", "rework")
    assert set(life.flow.proposal(NAME).anchors) == {NEVER}
    life.wait(10**12)
    assert not life.ask("ed", "drop")


def test_a_delegate_who_steps_down_voids_what_was_given() -> None:
    """An earlier approval goes with the part, where the charter says so."""
    add = "[actions.resign]\nfrom = 'review'\nby = 'delegate'\nquits = 'delegate'\n"
    life = Life(charter(add=add + "resets = ['signatures.editors']\n"))
    life.do("zed", "propose")
    life.do("ana", "sponsor")
    life.do("bo", "sponsor")
    life.do("zed", "submit")
    life.do("zed", "offer", candidate="cy")
    life.do("cy", "agree")
    life.do("cy", "sign")
    life.do("cy", "resign")
    record = life.flow.proposal(NAME).record
    assert (record.signatures, record.roles.get("delegate")) == ({}, None)


FAULTS = {
    "unknown-reset": ("resets = 'ballot'", "did you mean `ballots`?"),
    "unknown-ballot": ("resets = 'ballots.bord'", "did you mean `board`?"),
    "unknown-anchor": ("clears = 'submited'", "did you mean `submitted`?"),
    "unknown-veto": ("releases = 'discus'", "did you mean `discuss`?"),
    "no-person": ("removes = 'sponsor'", 'add `data = { sponsor = "person" }`'),
    "not-theirs": (
        "vetoes = 'discuss'",
        "let only `board` do it, or name `editors` in the block, too",
    ),
    "given-twice": ("adds = 'sponsor'\nassigns = 'sponsor'", None),
    "not-a-person": ("adds = 'sponsor'\ndata = { sponsor = 'number' }", 'say `"person"`'),
}


@pytest.mark.parametrize("code", FAULTS)
def test_what_can_t_be_is_told_with_a_hint(code: str) -> None:
    said, hint = FAULTS[code]
    with pytest.raises(CharterError) as caught:
        charter(add=f"[actions.more]\nfrom = 'review'\nby = 'editors'\n{said}\n")
    told = cast("tuple[Problem, ...]", caught.value.problems)
    assert [(each.code, each.hint) for each in told] == [(code, hint)]
