"""Claims: who attested one, who contests it, and that it then waits to be attested anew."""

from .base import NAME, reason, reviewed


def test_the_reason_names_who_attested() -> None:
    life = reviewed()
    assert reason(life.ask("ed", "certify"), "attested") == "nobody has attested `settled`"
    life.do("ana", "settle")
    life.do("bo", "settle")
    assert "`settled` is attested by {ana, bo}" in str(life.ask("ed", "certify"))


def test_a_contested_claim_is_suspended_and_the_reason_names_both_sides() -> None:
    life = reviewed()
    life.do("ana", "settle")
    life.do("zed", "contest")
    said = "`settled`, attested by ana, is contested by zed"
    refused = life.ask("ed", "certify")
    assert reason(refused, "attested") == said
    assert "settle" in str(refused).partition("unblock")[2]


def test_attested_anew_it_stands_and_only_who_did_so_answers_for_it() -> None:
    life = reviewed()
    life.do("ana", "settle")
    life.do("zed", "contest")
    life.do("bo", "settle")
    assert life.ask("ed", "certify")
    record = life.flow.proposal(NAME).record
    assert record.attested == {"settled": frozenset({"bo"})}
    assert record.contested == {}


def test_what_nobody_attested_can_t_be_contested() -> None:
    life = reviewed()
    life.do("zed", "contest")
    assert life.flow.proposal(NAME).record.contested == {}
    life.do("ana", "settle")
    assert life.ask("ed", "certify")


def test_a_contest_can_call_others_in() -> None:
    life = reviewed()
    life.do("ana", "settle")
    assert reason(life.ask("ed", "escalate"), "contested") == "nobody contests `settled`"
    life.do("zed", "contest")
    assert life.ask("ed", "escalate")
    assert "zed contests `settled`" in str(life.ask("ed", "escalate"))


def test_what_is_gathered_anew_forgets_the_contest_too() -> None:
    life = reviewed()
    life.do("ana", "settle")
    life.do("zed", "contest")
    life.do("zed", "revise")
    record = life.flow.proposal(NAME).record
    assert (record.attested, record.contested) == ({}, {})
    assert not life.ask("ed", "escalate")
