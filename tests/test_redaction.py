"""What is kept beside a journal can be erased: the chain holds, and an audit stays honest."""

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import bylaw
from bylaw.engine import opening
from bylaw.engine.audit import Report, audit
from bylaw.engine.audit.erased import permitted
from bylaw.engine.beside import (
    SALT,
    Bodies,
    FolderBodies,
    MemoryBodies,
    digest_of,
    seal,
    unseal,
)
from bylaw.engine.charter import load
from bylaw.engine.errors import Conflict, Corrupt, JournalError, RequestError
from bylaw.engine.facts import Situation
from bylaw.engine.journal import JournalFile, MemoryStore, System, Write
from bylaw.engine.redaction import redact, redactions, strays
from bylaw.engine.workflow import Workflow

from .cli.running import run
from .journal.power import Disk, Names, images

CHARTER = load(
    """
    format = 1
    charter = { name = "forum", source = "an example" }
    states = { open = { kind = "initial" }, closed = { kind = "final" } }

    [actions.ask]
    to = "open"
    by = "anyone"

    [actions.comment]
    from = "open"
    by = "anyone"
    [actions.comment.data]
    text = { kept = "beside" }
    kind = ["praise", "blame"]

    [actions.reveal]
    from = "open"
    by = "anyone"
    requires = [{ text = { field = "proof", starts = "https://" } }]
    [actions.reveal.data]
    proof = { kept = "beside" }

    [actions.close]
    from = "open"
    to = "closed"
    by = "anyone"
    """,
    "forum.toml",
)
START = bylaw.instant("2026-03-02T12:00:00Z")
PRIVATE = "my address is 12 Elm Street"


def opened(journal: Any = None, **more: Any) -> Workflow:
    return opening.open(CHARTER, journal, clock=lambda: START, **more)


def commented(flow: Workflow, **more: Any) -> Workflow:
    """One proposal, on which somebody has told two things that are kept beside."""
    assert flow.act("p", "ask", by="ana", **more).allowed
    said = {"text": PRIVATE, "kind": "blame"}
    assert flow.act("p", "comment", by="bo", data=said, **more).allowed
    assert flow.act("p", "reveal", by="bo", data={"proof": "https://example.org"}, **more).allowed
    return flow


def audited(flow: Workflow) -> Report:
    return audit(flow.store, bodies=flow.bodies)


def said(report: Report) -> list[tuple[str, str]]:
    return [(finding.kind, finding.severity) for finding in report.findings]


def digest_in(flow: Workflow, version: int, field: str) -> str:
    digest = digest_of(flow.events("p")[version - 1].data[field])
    assert digest is not None
    return digest


def test_the_journal_holds_a_digest_and_the_folder_the_rest(tmp_path: Path) -> None:
    with commented(opened(tmp_path / "j")) as flow:
        digest = digest_in(flow, 2, "text")
        assert flow.events("p")[1].data == {"text": {"digest": digest}, "kind": "blame"}
        assert flow.told(flow.events("p")[1]) == {"text": PRIVATE, "kind": "blame"}
        body = tmp_path / "j.bodies" / digest
        assert json.loads(body.read_bytes())["value"] == PRIVATE
    assert PRIVATE.encode() not in (tmp_path / "j").read_bytes()


def test_a_decision_sees_the_value_itself() -> None:
    flow = commented(opened())
    assert not flow.act("p", "reveal", by="bo", data={"proof": "no link"}).allowed
    assert not flow.act("p", "comment", by="bo", data={"text": 7, "kind": "blame"}).allowed
    allowed = flow.act("p", "comment", by="bo", data={"text": PRIVATE, "kind": "praise"})
    assert allowed.situation.data["text"] == PRIVATE
    assert allowed.event is not None
    assert PRIVATE not in str(allowed.event)


def test_the_body_is_safe_before_the_line_is_written(tmp_path: Path) -> None:
    """A line whose body never reached the disk would be a digest of nothing."""
    held = FolderBodies(tmp_path / "bodies")
    versions: list[int] = []

    class Watching:
        get, erase = held.get, held.erase

        def put(self, digest: str, body: bytes) -> None:
            held.put(digest, body)
            versions.append(store.version("p"))

    store = MemoryStore()
    commented(opened(store, bodies=Watching()))
    assert versions == [1, 2]


def test_a_body_of_which_the_journal_knows_nothing_is_found() -> None:
    flow = commented(opened())
    known = {digest_in(flow, 2, "text"), digest_in(flow, 3, "proof")}
    assert strays(flow.store, {*known, "0" * 64}) == {"0" * 64}


def test_where_a_body_can_t_be_kept_nothing_is_recorded(tmp_path: Path) -> None:
    def full(*_: object) -> Any:
        raise OSError(28, "No space left on device")

    bodies = FolderBodies(tmp_path / "bodies", evolve(System(), write=full))
    flow = opened(bodies=bodies)
    flow.act("p", "ask", by="ana")
    with pytest.raises(JournalError, match="No space left on device"):
        flow.act("p", "comment", by="bo", data={"text": PRIVATE, "kind": "blame"})
    assert flow.proposal("p").version == 1


def test_of_bodies_of_which_one_can_t_be_kept_none_is(tmp_path: Path) -> None:
    """Nobody would know of the others: not even their beginnings stay."""
    left = [2]

    def write(descriptor: int, data: bytes) -> int:
        left[0] -= 1
        return os.write(descriptor, data if left[0] else data[:-1])

    bodies = FolderBodies(tmp_path / "bodies", evolve(System(), write=write))
    charter = load(
        """
        format = 1
        charter = { name = "two", source = "an example" }
        states = { open = { kind = "initial" } }
        [actions.ask]
        to = "open"
        by = "anyone"
        data = { one = { kept = "beside" }, other = { kept = "beside" } }
        """,
        "two.toml",
    )
    flow = opening.open(charter, clock=lambda: START, bodies=bodies)
    with pytest.raises(JournalError, match="only "):
        flow.act("p", "ask", by="ana", data={"one": PRIVATE, "other": PRIVATE})
    assert left == [0]
    assert [*(tmp_path / "bodies").iterdir()] == []


def test_a_body_whose_event_lost_against_another_is_erased(tmp_path: Path) -> None:
    """What nobody recorded could never be redacted."""

    class Losing(MemoryStore):
        def append(self, writes: Any, *, key: str | None = None) -> Any:
            if writes[0].entries[0].get("action") == "comment" and not lost:
                lost.append(1)
                raise Conflict("somebody else")
            return super().append(writes, key=key)

    lost: list[int] = []
    flow = opened(Losing(), bodies=FolderBodies(tmp_path / "bodies"))
    flow.act("p", "ask", by="ana")
    flow.act("p", "comment", by="bo", data={"text": PRIVATE, "kind": "blame"})
    assert lost
    assert [each.name for each in (tmp_path / "bodies").iterdir()] == [digest_in(flow, 2, "text")]


def test_without_a_place_for_it_nothing_is_kept_beside() -> None:
    flow = Workflow(CHARTER, opened().store, clock=lambda: START)
    flow.act("p", "ask", by="ana")
    with pytest.raises(RequestError, match="`text` is kept beside the journal: say where"):
        flow.act("p", "comment", by="bo", data={"text": PRIVATE, "kind": "blame"})
    with pytest.raises(RequestError, match="nothing is kept beside"):
        flow.redact("p", 1, "text", by="dpo", reason="asked to")


def test_an_audit_reads_what_is_there() -> None:
    report = audited(commented(opened()))
    assert (report.verdict, said(report)) == ("conformant", [])


def test_what_is_redacted_is_gone_and_the_chain_holds(tmp_path: Path) -> None:
    with commented(opened(tmp_path / "j")) as flow:
        before = list(flow.store.lines())
        digest = digest_in(flow, 2, "text")
        done = flow.redact("p", 2, "text", by="dpo", reason="request 12")
        assert (done.digest, done.by, done.reason, done.field) == (
            digest,
            "dpo",
            "request 12",
            "text",
        )
        assert not (tmp_path / "j.bodies" / digest).exists()
        assert list(flow.store.lines())[: len(before)] == before
        assert flow.store.verify().lines == len(before) + 1
        assert flow.told(flow.events("p")[1])["text"] == {"digest": digest}
        assert redactions(flow.store) == {digest: done}
        assert flow.act("p", "close", by="ana").allowed
    with JournalFile(tmp_path / "j") as store:
        report = audit(store)
    assert (report.verdict, said(report)) == ("conformant", [("erased", "note")])
    assert "`text` was erased on 2026-03-02T12:00:00Z by dpo: request 12" in str(report)


def test_a_rule_that_looked_at_it_has_no_evidence_any_more() -> None:
    flow = commented(opened())
    flow.redact("p", 3, "proof", by="dpo", reason="asked to")
    report = audited(flow)
    assert report.verdict == "no evidence"
    assert said(report) == [("erased", "note"), ("erased", "unknown")]
    assert "depends on `proof`, which is not there" in str(report)


def test_what_no_body_could_have_made_right_stays_a_violation() -> None:
    flow = commented(opened())
    forged = dict(flow.store.read("p")[2]) | {"to": "closed"}
    flow.store.append([Write("p", expected=3, entries=(forged,))])
    bodies = flow.bodies
    assert bodies is not None
    bodies.erase(digest_in(flow, 3, "proof"))
    report = audited(flow)
    assert report.verdict == "violated"
    assert ("not_permitted", "violation") in said(report)


def test_a_body_that_vanished_unrecorded_is_no_evidence() -> None:
    flow = commented(opened())
    assert flow.bodies is not None
    flow.bodies.erase(digest_in(flow, 2, "text"))
    report = audited(flow)
    assert (report.verdict, said(report)) == ("no evidence", [("body", "unknown")])


@pytest.mark.parametrize("field", ["text", "proof"])
def test_another_body_is_a_violation(field: str) -> None:
    flow = commented(opened())
    version = 2 if field == "text" else 3
    _, other = seal("https://example.org/other", bytes(SALT))
    assert flow.bodies is not None
    flow.bodies.put(digest_in(flow, version, field), other)
    report = audited(flow)
    assert report.verdict == "violated"
    assert ("body", "violation") in said(report)
    assert "is not what was recorded" in str(report)
    assert flow.told(flow.events("p")[version - 1])[field] != "https://example.org/other"


def test_a_body_that_came_back_is_told() -> None:
    """From a backup, say: nobody would know."""
    flow = commented(opened())
    assert flow.bodies is not None
    digest = digest_in(flow, 2, "text")
    body = flow.bodies.get(digest)
    assert body is not None
    flow.redact("p", 2, "text", by="dpo", reason="asked to")
    flow.bodies.put(digest, body)
    assert said(audited(flow)) == [("erased", "warning")]


def test_a_value_in_the_journal_itself_is_a_violation() -> None:
    flow = commented(opened())
    forged = dict(flow.store.read("p")[1]) | {"data": {"text": PRIVATE, "kind": "blame"}}
    flow.store.append([Write("p", expected=3, entries=(forged,))])
    assert said(audited(flow)) == [("body", "violation")]


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"version": "2"},
        {"version": 1},
        {"version": 0},
        {"version": 99},
        {"proposal": "q"},
        {"field": "kind"},
        {"digest": "0" * 64},
    ],
    ids=str,
)
def test_a_redaction_of_what_was_not_kept_is_a_violation(forged: dict[str, Any]) -> None:
    flow = commented(opened())
    flow.redact("p", 2, "text", by="dpo", reason="asked to")
    entry = dict(flow.store.read("$redacted")[0]) | forged
    if not forged:
        del entry["by"]
    flow.store.append([Write("$redacted", expected=1, entries=(entry,))])
    assert ("redaction", "violation") in said(audited(flow))


def test_to_redact_twice_is_to_redact_once() -> None:
    flow = commented(opened())
    first = flow.redact("p", 2, "text", by="dpo", reason="asked to")
    assert flow.redact("p", 2, "text", by="another", reason="again") == first
    assert len(flow.store.read("$redacted")) == 1


def test_what_a_crash_left_half_done_is_finished_by_asking_again(tmp_path: Path) -> None:
    """It is recorded first: nothing disappears without a trace."""

    class Dying(FolderBodies):
        def erase(self, digest: str) -> None:
            raise JournalError(f"the power was cut before {digest} was erased")

    with commented(opened(tmp_path / "j")) as flow:
        digest = digest_in(flow, 2, "text")
        with pytest.raises(JournalError, match="power"):
            redact(
                flow.store,
                Dying(tmp_path / "j.bodies"),
                "p",
                2,
                "text",
                by="dpo",
                at=START,
                reason="asked to",
            )
        assert said(audited(flow)) == [("erased", "warning")]
        flow.redact("p", 2, "text", by="dpo", reason="asked to")
        assert not (tmp_path / "j.bodies" / digest).exists()
        assert len(flow.store.read("$redacted")) == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("q", 1, "text"), "no version 1 of `q`"),
        (("p", 9, "text"), "no version 9 of `p`"),
        (("p", 0, "text"), "no version 0 of `p`"),
        (("p", -1, "text"), "no version -1 of `p`"),
        (("p", 2, "other"), "tells no `other`"),
        (("p", 2, "kind"), "is recorded in the journal itself"),
        (("$charter", 1, "text"), "tells no `text`"),
    ],
)
def test_only_what_is_kept_beside_is_redacted(asked: tuple[str, int, str], told: str) -> None:
    flow = commented(opened())
    with pytest.raises(RequestError, match=told):
        flow.redact(*asked, by="dpo", reason="asked to")
    assert flow.store.read("$redacted") == ()


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines"])
def test_a_redaction_has_a_reason(reason: str) -> None:
    flow = commented(opened())
    with pytest.raises(RequestError, match="has a reason"):
        flow.redact("p", 2, "text", by="dpo", reason=reason)


def test_a_refusal_keeps_its_data_beside_too() -> None:
    flow = commented(opened(record_refusals=True))
    assert not flow.act("p", "reveal", by="bo", data={"proof": PRIVATE}).allowed
    assert not any(PRIVATE.encode() in line for line in flow.store.lines())
    assert audited(flow).verdict == "conformant"
    flow.redact("$refused", 1, "proof", by="dpo", reason="asked to")
    report = audited(flow)
    assert (report.verdict, said(report)) == (
        "no evidence",
        [("erased", "note"), ("erased", "unknown")],
    )


def test_a_refusal_that_can_t_have_been_is_told_without_its_data() -> None:
    flow = commented(opened(record_refusals=True))
    flow.act("p", "comment", by="bo", data={"text": PRIVATE, "kind": "neither"})
    forged = dict(flow.store.read("$refused")[0])
    data = forged["data"]
    assert isinstance(data, dict)
    forged["data"] = data | {"kind": "blame"}
    flow.store.append([Write("$refused", expected=1, entries=(forged,))])
    flow.redact("$refused", 2, "text", by="dpo", reason="asked to")
    report = audited(flow)
    assert [each.kind for each in report.findings if each.severity == "violation"] == [
        "refused_wrongly"
    ]


def test_the_same_value_has_another_digest_each_time() -> None:
    """Else whoever guesses the value could look it up."""
    flow = commented(opened())
    flow.act("p", "comment", by="bo", data={"text": PRIVATE, "kind": "blame"})
    assert digest_in(flow, 2, "text") != digest_in(flow, 4, "text")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
keys = st.text(st.characters(codec="ascii", exclude_characters="\0"))
portable = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(portable, st.binary(min_size=SALT, max_size=SALT))
def test_what_is_sealed_is_unsealed(value: object, salt: bytes) -> None:
    digest, body = seal(value, salt)
    assert unseal(digest, body) == value


@given(portable, st.binary(min_size=SALT, max_size=SALT), st.data())
def test_any_other_body_is_seen(value: object, salt: bytes, data: st.DataObject) -> None:
    digest, body = seal(value, salt)
    place = data.draw(st.integers(0, len(body) - 1))
    flip = data.draw(st.integers(1, 255))
    altered = body[:place] + bytes([body[place] ^ flip]) + body[place + 1 :]
    for other in (altered, body[:place], body + b" "):
        with pytest.raises(Corrupt, match="is not the one that was recorded"):
            unseal(digest, other)


proofs = st.sampled_from(["https://a", "https://b", "http://a", "none", "x"])


@given(st.lists(proofs, min_size=1), st.sampled_from(["open", "closed"]))
def test_a_verdict_without_the_body_holds_whatever_it_was(told: list[str], target: str) -> None:
    """The law of three-valued reading: definite only where every completion agrees."""
    flow = opened()
    flow.act("p", "ask", by="ana")
    decisions = [flow.may("p", "reveal", by="bo", data={"proof": each}) for each in told]
    answers = {each.move is not None and each.move.arrives == target for each in decisions}
    lost = of_nothing(flow)
    answer = permitted(CHARTER.machine, lost, "reveal", target, ["proof"])
    assert answer is None or answers == {answer}


def of_nothing(flow: Workflow, **data: object) -> Situation:
    return Situation(START, "bo", data, flow.proposal("p"), flow.office)


def test_what_no_rule_looks_at_changes_no_verdict() -> None:
    flow = opened()
    flow.act("p", "ask", by="ana")
    machine, whole = CHARTER.machine, of_nothing(flow, kind="blame")
    assert permitted(machine, whole, "comment", "open", ["text"]) is True
    assert permitted(machine, whole, "comment", "closed", ["text"]) is False
    assert permitted(machine, of_nothing(flow), "comment", "open", ["text"]) is False
    assert permitted(machine, of_nothing(flow), "close", "closed", []) is True
    assert permitted(machine, of_nothing(flow), "ask", "open", []) is False
    assert permitted(machine, of_nothing(flow), "reveal", "closed", ["proof"]) is False
    assert permitted(machine, of_nothing(flow), "reveal", "open", ["proof"]) is None


@pytest.mark.parametrize("digest", ["", "x", "../../secret", "A" * 64, "0" * 63])
def test_a_name_that_is_no_digest_leads_nowhere(tmp_path: Path, digest: str) -> None:
    """The digest comes from a journal that anybody may have forged."""
    bodies = FolderBodies(tmp_path)
    for call in (bodies.get, bodies.erase):
        with pytest.raises(RequestError, match="is no digest"):
            call(digest)


@pytest.mark.parametrize("bodies", ["memory", "folder"])
def test_every_store_of_bodies_keeps_gives_and_erases(bodies: str, tmp_path: Path) -> None:
    held: Bodies = MemoryBodies() if bodies == "memory" else FolderBodies(tmp_path / "b")
    digest = "0" * 64
    assert held.get(digest) is None
    held.erase(digest)
    held.put(digest, b"one")
    held.put(digest, b"two")
    assert held.get(digest) == b"two"
    held.erase(digest)
    held.erase(digest)
    assert held.get(digest) is None


@pytest.mark.parametrize("there", [True, False], ids=["made by one who died", "not there yet"])
def test_the_folder_s_own_name_is_on_the_disk_before_the_first_body(
    tmp_path: Path, there: bool
) -> None:
    """Else a power cut takes the folder, and all in it that was promised."""
    calls: list[str] = []

    def opening(path: str, flags: int) -> int:
        calls.append(path)
        return System().open(path, flags)

    folder = tmp_path / "bodies"
    if there:
        folder.mkdir()
    bodies = FolderBodies(folder, evolve(System(), open=opening))
    bodies.put("0" * 64, b"one")
    assert calls[0] == str(tmp_path)
    calls.clear()
    bodies.put("1" * 64, b"two")
    assert str(tmp_path) not in calls


@pytest.mark.parametrize(
    "call", ["open", "read", "write", "status", "flush", "flush_folder", "rename", "remove"]
)
def test_whichever_call_fails_a_body_is_there_in_full_or_not(tmp_path: Path, call: str) -> None:
    """And whoever asked is told; to ask again does it."""

    def fail(*_: object) -> Any:
        raise OSError(5, "Input/output error")

    sound, digest = FolderBodies(tmp_path / "bodies"), "0" * 64
    broken: Any = {call: fail}
    bad = FolderBodies(tmp_path / "bodies", evolve(System(), **broken))
    told = 0
    sound.put(digest, b"old")
    for do in (bad.get, lambda each: bad.put(each, b"whole"), bad.erase):
        before = sound.get(digest)
        try:
            do(digest)
        except JournalError as error:
            assert "Input/output error" in str(error)  # noqa: PT017 - of some calls it makes none
            told += 1
        assert sound.get(digest) in {before, b"whole", None}
        sound.put(digest, b"whole")
    assert told
    sound.erase(digest)
    assert [*(tmp_path / "bodies").iterdir()] == []


def test_a_power_cut_gives_back_no_erased_body_and_takes_none_that_is_kept(tmp_path: Path) -> None:
    cuts: list[tuple[Names, bytes | None]] = []
    disk = Disk(lambda: None, lambda: False, lambda: None)
    live, dead, digest = tmp_path / "live", tmp_path / "dead", "0" * 64
    bodies = FolderBodies(live, disk.system)
    for body in (b"x" * 1500, b"y" * 10):
        bodies.put(digest, body)
        cuts.append((disk.snapshot(), body))
        bodies.erase(digest)
        cuts.append((disk.snapshot(), None))
    dead.mkdir()
    for names, expected in cuts:
        for image in images(names, Random(1), 20):  # noqa: S311 - it is to be repeatable
            for name, (_, data) in image.items():
                (dead / Path(name).name).write_bytes(data)
            assert FolderBodies(dead).get(digest) == expected
            for file in dead.iterdir():
                file.unlink()


def test_what_lies_in_a_sealed_segment_is_redacted_and_found_in_no_file(tmp_path: Path) -> None:
    path, out = tmp_path / "j", tmp_path / "out"
    with commented(opened(path)) as flow:
        digest = digest_in(flow, 2, "text")
    assert run(f"bylaw rotate {path}").code == 0
    sealed = path.with_name("j.sealed-000001").read_bytes()
    assert run(f"bylaw show {path}").code == run(f"bylaw relay {path} --to {out} --once").code == 0
    assert digest in sealed.decode()
    assert run(f"bylaw redact {path} p 2 text --by dpo --reason asked").code == 0
    assert run(f"bylaw rotate {path}").code == 0
    assert run(f"bylaw audit {path}").code == 0
    assert path.with_name("j.sealed-000001").read_bytes() == sealed
    left = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert not [each for each in left if PRIVATE.encode() in each.read_bytes()]
    with JournalFile(path) as store:
        assert store.verify().entries == len([*store.entries()])
        assert set(redactions(store)) == {digest}


def test_bodies_are_for_their_owner_s_eyes(tmp_path: Path) -> None:
    commented(opened(tmp_path / "j")).close()
    assert (tmp_path / "j.bodies").stat().st_mode & 0o077 == 0


def test_the_command_redacts(tmp_path: Path) -> None:
    path = tmp_path / "j"
    commented(opened(path)).close()
    assert PRIVATE not in run(f"bylaw log {path}").out
    answer = run(f"bylaw redact {path} p 2 text --by dpo --reason asked --at 2026-03-03T00:00:00Z")
    assert (answer.code, answer.err) == (0, "")
    assert "erased: p" in answer.out
    as_json = json.loads(run(f"bylaw redact {path} p 2 text --by dpo --reason x --json").out)
    assert {key: as_json[key] for key in ("proposal", "version", "field", "by", "reason")} == {
        "proposal": "p",
        "version": 2,
        "field": "text",
        "by": "dpo",
        "reason": "asked",
    }
    assert len(list((tmp_path / "j.bodies").iterdir())) == 1
    assert run(f"bylaw audit {path}").code == 0
    assert run(f"bylaw redact {path} p 2 kind --by dpo --reason x").code == 2
