"""Law tests: any way that is offered works, and leaving out any element of it doesn't."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from bylaw.engine.decide import Decision
from bylaw.engine.decision import Step, Way
from bylaw.engine.facts import InSession, Situation
from bylaw.engine.instants import Instant, parse
from bylaw.engine.machine import Machine
from bylaw.engine.opening import find
from bylaw.engine.permit import chosen
from bylaw.engine.whatif import acted, waited
from bylaw.engine.workflow import Workflow

from .charters_for_tests import (
    DAY,
    HOUR,
    NAME,
    PEOPLE,
    History,
    Request,
    Table,
    copied,
    flow,
    histories,
    lived,
    made,
    process,
)

Single = tuple[Step, str]


def carried(
    flow: Workflow, way: Sequence[Single], now: Instant, *, strictly: bool
) -> tuple[Instant, dict[str, object]]:
    """Carry out steps in a workflow; give the instant that it then is, and what the asker tells."""
    told: dict[str, object] = {}
    for step, actor in way:
        if step.kind == "wait":
            now = step.at
        elif step.kind == "tell":
            told.update(step.data)
        else:
            done = flow.act(NAME, step.action, by=actor, at=now, data=step.data)
            assert done.allowed or not strictly, f"{actor} can't: {done}"
            assert step.at == now or not strictly
    return now, told


def singles(way: Way, chance: random.Random) -> list[Single]:
    """Any ``many`` of each step's people."""
    return [
        (step, actor)
        for step in way.steps
        for actor in (chance.sample(step.actors, step.many) if step.kind == "act" else [""])
    ]


def without_one(way: Sequence[Single]) -> Iterator[list[Single]]:
    for place in range(len(way)):
        yield [*way[:place], *way[place + 1 :]]


@given(
    life=histories(),
    by=st.sampled_from(PEOPLE),
    later=st.sampled_from([0, HOUR, 20 * DAY]),
    action=st.sampled_from(["approve", "approve", "approve", "attest", "vote", "relent"]),
    chance=st.randoms(use_true_random=False),
)
def test_each_way_works_and_none_of_its_elements_can_be_left_out(
    life: History, by: str, later: Instant, action: str, chance: random.Random
) -> None:
    """Whoever of those named takes the steps, each is legal in its turn, and so is the request."""
    now = life.now + later
    refused = life.flow.may(NAME, action, by=by, at=now)
    if refused.unblocking is None:
        return
    note(str(refused))
    for way in refused.unblocking.ways:
        chosen = singles(way, chance)
        note(f"{[(s.kind, s.action, dict(s.data), a, s.at) for s, a in chosen]}")
        flow = copied(life.flow)
        then, told = carried(flow, chosen, now, strictly=True)
        assert then == way.earliest
        after = flow.may(NAME, action, by=by, at=then, data=told)
        assert after.allowed, str(after)
        for fewer in without_one(chosen):
            flow = copied(life.flow)
            then, told = carried(flow, fewer, now, strictly=False)
            assert not flow.may(NAME, action, by=by, at=then, data=told).allowed, fewer


def reachable(facts: Situation, machine: Machine, depth: int) -> Iterator[Situation]:
    """Every request as it would be after so many steps, by brute force: anybody does anything."""
    yield facts
    if depth == 0:
        return
    for action in machine.actions.values():
        choices = [{"choice": each} for each in ("yes", "no", "abstain")]
        days = [{"until": "2019-08-01"}, {"until": "2019-12-01"}]
        told = choices if action.ballot else days if action.dates else [{}]
        for data in told:
            for person in PEOPLE:
                after = acted(machine, facts, action, person, data)
                if after is not None:
                    yield from reachable(after, machine, depth - 1)
    for span in (DAY, 14 * DAY, 31 * DAY, 62 * DAY):
        later = waited(machine, facts, facts.now + span)
        if later is not None:
            yield from reachable(later, machine, depth - 1)
    meeting = InSession("review").opens(facts)
    if meeting != facts.now and (later := waited(machine, facts, meeting)) is not None:
        yield from reachable(later, machine, depth - 1)


@given(life=histories(), by=st.sampled_from(PEOPLE), later=st.sampled_from([0, 20 * DAY]))
@settings(max_examples=40)
def test_where_nothing_can_help_no_two_steps_of_anybody_do(
    life: History, by: str, later: Instant
) -> None:
    """The answer "nothing can" is not only what the search didn't find."""
    refused = life.flow.may(NAME, "approve", by=by, at=life.now + later)
    found = refused.unblocking
    if found is None or found.ways or not found.complete:
        return
    note(str(refused))
    machine = refused.machine
    for facts in reachable(refused.situation, machine, 2):
        assert chosen(machine, facts, "approve") is None, facts.proposal


def refusal(*rules: Table, asked: Sequence[Request] = (), **parts: Any) -> Decision:
    """The decision on `approve` by ana under some rules."""
    life = lived(made(process(requires=rules, expires=False, **parts)), asked)
    return life.flow.may(NAME, "approve", by="ana", at=life.now)


def told(decision: Decision) -> list[str]:
    """The ways as a reader sees them."""
    assert decision.unblocking is not None
    return [way.said("America/Los_Angeles") for way in decision.unblocking.ways]


def vote(by: str, choice: str) -> Request:
    return Request(later=0, by=by, action="vote", data={"choice": choice})


def tally(counting: str, **share: str) -> Table:
    return {"tally": {"of": "chairs", "counting": counting, **(share or {"more_than": "1/2"})}}


def test_of_people_of_different_kinds_any_so_many_will_do() -> None:
    """Who said no and who said nothing alike."""
    assert told(
        refusal(tally("members"), chairs=5, asked=[vote("bo", "no"), vote("cy", "yes")])
    ) == ["2 of {ana, bo, di, ed}: vote yes"]


def test_a_yes_may_break_what_an_abstention_makes() -> None:
    """A quorum without a majority: the turnout is needed, and no second yes."""
    few = refusal(
        {"quorum": {"of": "chairs", "at_least": 2}},
        {"not": tally("members")},
        chairs=3,
        asked=[vote("bo", "yes")],
    )
    assert {"1 of {ana, cy}: vote no", "1 of {ana, cy}: vote abstain"} <= {*told(few)}
    assert "1 of {ana, cy}: vote yes" not in told(few)


def test_one_who_abstains_makes_room_where_a_share_is_taken_of_those_who_decide() -> None:
    asked = [vote("bo", "yes"), vote("cy", "no")]
    ways = told(refusal(tally("deciding"), chairs=3, asked=asked))
    assert sorted(ways[:2]) == ["1 of {ana, cy}: vote yes", "cy: vote abstain"]


def test_what_has_to_be_done_first_is_told_first() -> None:
    """Only a sponsor attests, and nobody is one yet."""
    assert told(refusal({"attested": "settled"})) == [
        "ana: sponsor, ana: attest",
        "gus: sponsor, gus: attest",
    ]


def test_the_clock_is_kept_from_closing_what_has_to_wait() -> None:
    """Without a sponsor it would expire before three months are over."""
    rule = {"waiting": {"since": "posted", "at_least": "P3M"}}
    life = lived(made(process(requires=[rule])), [])
    decision = life.flow.may(NAME, "approve", by="bo", at=life.now)
    assert told(decision) == ["1 of {ana, gus}: sponsor, wait to 2019-11-01 02:00 PDT"]


def test_what_nobody_can_undo_is_not_promised() -> None:
    """A role is never given back, and what happened stays so."""
    for rule in ({"not": {"assigned": "author"}}, {"not": {"happened": "posted"}}):
        unblocking = refusal(rule).unblocking
        assert unblocking is not None
        assert (unblocking.ways, unblocking.complete) == ((), True)


def test_a_window_that_closed_opens_again_where_its_anchor_can_be_recorded_anew() -> None:
    rule = {"within": {"since": "noted", "at_most": "P1D"}}
    asked = [Request(later=0, by="bo", action="comment", data={})]
    life = lived(made(process(requires=[rule])), asked)
    decision = life.flow.may(NAME, "approve", by="ana", at=life.now + 2 * DAY)
    assert told(decision) == ["ana: comment"]


@pytest.mark.parametrize("many", [100, 1_000])
def test_a_large_body_does_not_hang_the_search(many: int) -> None:
    """It finds a way, or says that it stopped looking; either within a few thousand steps."""
    document = process(requires=[tally("members"), {"sign_off": "bdfl"}])
    members = [f"m-{number:04}" for number in range(many)]
    document["bodies"] = {
        "chairs": {"members": members},
        "bdfl": {"members": ["flo"]},
        "maintainers": {"members": ["gus"]},
    }
    life = lived(made(document), [])
    decision = life.flow.may(NAME, "approve", by=members[0], at=life.now)
    unblocking = decision.unblocking
    assert unblocking is not None
    if unblocking.ways:
        assert told(decision)[0].startswith(f"flo: sign, {many // 2 + 1} of {{m-0000, m-0001, ")
    else:
        assert "none found (after the most ways that are tried)" in str(decision)


@pytest.mark.parametrize("action", ["merge", "close_pr", "obsolete", "resubmit"])
def test_who_can_never_come_to_do_something_is_told_so_at_once(action: str) -> None:
    """She is in none of the bodies, and only their members could take the role."""
    running = flow(find("keras_sig"))
    running.propose(NAME, by="ada", at=parse("2019-08-01T12:00:00Z"), data={"title": "a layer"})
    found = running.may(NAME, action, by="ada", at=parse("2019-08-01T12:00:00Z")).unblocking
    assert found is not None
    assert (found.ways, found.complete, found.bound) == (
        (),
        True,
        "while the bodies stay as they are",
    )


def test_what_the_clock_does_is_nobody_s_to_bring_about() -> None:
    running = flow(find("keras_sig"))
    running.propose(NAME, by="ada", at=parse("2019-08-01T12:00:00Z"), data={"title": "a layer"})
    at = parse("2019-08-02T12:00:00Z")
    decision = running.may(NAME, "close_without_sponsor", by="wicke", at=at)
    assert str(decision).splitlines()[-1] == (
        "unblock: nothing can (the clock does it by itself, when it falls due)"
    )


def test_under_the_keras_charter_a_way_leads_from_nothing_to_approval() -> None:
    """Every step of it can be taken by those whom it names, as it stands."""
    running = flow(find("keras_sig"))
    now = parse("2019-08-01T17:00:00-07:00")
    refused = running.may(NAME, "approve", by="karmel", at=now)
    assert refused.unblocking is not None
    way = refused.unblocking.ways[0]
    assert [step.action or step.kind for step in way.steps] == [
        "propose",
        "submit",
        "announce",
        "sign",
        "sponsor",
        "attest_examples",
        "attest_settled",
        "wait",
        "request_meeting",
        "reasons",
        "vote",
    ]
    assert (way.steps[-1].many, len(way.steps[-1].actors)) == (6, 10)
    for seed in range(5):
        trial = copied(running)
        steps = singles(way, random.Random(seed))  # noqa: S311 - a sample, and no secret
        then, told_with_it = carried(trial, steps, now, strictly=True)
        assert trial.act(NAME, "approve", by="karmel", at=then, data=told_with_it)
        assert trial.proposal(NAME).state == "approved"
