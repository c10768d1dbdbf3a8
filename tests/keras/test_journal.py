"""One journal lives through all seven versions of the Keras text, each on its day."""

from datetime import datetime
from pathlib import Path

import pytest
from attrs import define, field

from bylaw.engine.audit import Report, audit
from bylaw.engine.calendars.zone import zone
from bylaw.engine.decide import Decision
from bylaw.engine.instants import Instant, from_datetime
from bylaw.engine.journal import JournalFile
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.regimes import MIGRATED, RESTARTED
from bylaw.engine.workflow import Workflow

from .versions import VERSIONS, charter

LIST = {"to": "keras-users@googlegroups.com", "subject": "[API DESIGN REVIEW] It"}
HEADER = ["Status", "Author(s)", "Sponsor", "Updated"]
CHAIRS = ("karmel", "wicke", "bileschi", "gibson", "allaire", "rahman")


def when(text: str) -> Instant:
    """Give the instant of a wall clock in Los Angeles."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=zone("America/Los_Angeles")))


@define
class Life:
    """A journal on disk, opened anew for every act, at whatever time that is."""

    path: Path
    now: Instant = 0
    started: bool = field(default=False)

    def opened(self) -> Workflow:
        first = None if self.started else charter(VERSIONS[0])
        self.started = True
        return open_workflow(first, self.path, clock=lambda: self.now)

    def act(self, at: str, name: str, action: str, by: str, **data: object) -> Decision:
        self.now = when(at)
        with self.opened() as flow:
            return flow.act(name, action, by=by, at=self.now, data=data)

    def done(self, at: str, name: str, action: str, by: str, **data: object) -> None:
        decision = self.act(at, name, action, by, **data)
        assert decision, str(decision)

    def amended(self, version: str, at: str = "T15:00") -> None:
        """Let the BDFL merge a version on its day."""
        name = f"version-{version}"
        self.done(version + at, name, "propose", "fchollet", title=version)
        with self.opened() as flow:
            assert flow.amend(name, charter(version), by="fchollet", at=self.now)

    def posted(self, name: str, at: str, until: str, sponsor: str) -> None:
        """Let ada propose something, and announce it as it should be."""
        self.done(at, name, "propose", "ada", title=name)
        self.offered(name, at, until, sponsor)

    def offered(self, name: str, at: str, until: str, sponsor: str | None = None) -> None:
        """Let ada post what she has drafted."""
        link = "https://example.org/pull/7"
        file = f"{at[:10].replace('-', '')}-{name}.md"
        self.done(at, name, "submit", "ada", file=file, link=link, header=HEADER)
        if sponsor is not None:
            self.done(at, name, "sponsor", sponsor)
        self.done(at, name, "announce", "ada", link=link, comments_until=until, **LIST)

    def asked_for(self, name: str, at: str, sponsor: str) -> None:
        """Let its sponsor bring it before the next meeting."""
        for action in ("attest_examples", "attest_settled", "request_meeting"):
            self.done(at, name, action, sponsor)

    def voted(self, name: str, at: str, *voters: str, choice: str = "yes") -> None:
        for voter in voters:
            self.done(at, name, "vote", voter, choice=choice)

    def state(self, name: str) -> str:
        with self.opened() as flow:
            return flow.proposal(name).state

    def charters(self, name: str) -> list[tuple[str, str]]:
        """Give what was done to a proposal, and the version under which each was decided."""
        days = {charter(version).digest: version for version in VERSIONS}
        with self.opened() as flow:
            return [(event.action, days[event.charter]) for event in flow.events(name)]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Live from 2019 to 2022: one proposal or two under each version, some across two."""
    told = Life(path=tmp_path_factory.mktemp("keras") / "sig.journal")
    _under_the_first(told)
    _across_the_summer_of_2019(told)
    _across_april_2020(told)
    _across_june_2021(told)
    _across_march_2022(told)
    return told


def _under_the_first(life: Life) -> None:
    life.posted("layers", "2019-05-06T09:00", "2019-05-21", "karmel")
    life.asked_for("layers", "2019-05-22T09:00", "karmel")
    assert not life.act("2019-06-07T11:30", "layers", "vote", "karmel", choice="yes"), (
        "it is at one"
    )
    life.voted("layers", "2019-06-07T13:10", *CHAIRS)
    early = life.act("2019-06-07T13:20", "layers", "approve", "karmel", reasons="sound")
    assert [each.policy for each in early.reasons if not each.met] == ["sign_off"]
    life.done("2019-06-07T13:25", "layers", "sign", "fchollet")
    life.done("2019-06-07T13:30", "layers", "approve", "karmel", reasons="sound")


def _across_the_summer_of_2019(life: Life) -> None:
    """`metrics` migrates to the public meeting at eleven; `losses` stays when conduct is added."""
    life.posted("metrics", "2019-07-10T09:00", "2019-07-25", "wicke")
    life.amended("2019-07-23")
    life.asked_for("metrics", "2019-07-26T09:00", "wicke")
    life.posted("losses", "2019-07-26T10:00", "2019-08-10", "lee")
    life.voted("metrics", "2019-08-02T11:10", *CHAIRS)
    life.done("2019-08-02T11:20", "metrics", "sign", "fchollet")
    life.done("2019-08-02T11:30", "metrics", "approve", "wicke", reasons="sound")
    life.amended("2019-08-02")
    life.asked_for("losses", "2019-08-12T09:00", "lee")
    life.voted("losses", "2019-09-06T11:10", *CHAIRS, choice="no")
    life.done("2019-09-06T11:30", "losses", "reject", "lee", reasons="too many")


def _across_april_2020(life: Life) -> None:
    """`optimizers` waits for the BDFL; his approval is no longer asked for, and it passes."""
    life.posted("optimizers", "2020-03-09T09:00", "2020-03-24", "gibson")
    life.asked_for("optimizers", "2020-03-25T09:00", "gibson")
    life.voted("optimizers", "2020-04-03T11:10", "karmel", "wicke", "gibson", "lee", "rahman")
    life.voted("optimizers", "2020-04-03T11:10", "sandeep")
    silent = life.act("2020-04-03T11:30", "optimizers", "approve", "gibson", reasons="sound")
    assert [each.policy for each in silent.reasons if not each.met] == ["sign_off"]
    life.amended("2020-04-05")
    still = life.act("2020-04-06T11:30", "optimizers", "approve", "gibson", reasons="sound")
    assert [each.policy for each in still.reasons if not each.met] == ["session", "sign_off"]
    assert "5 of 9 `chairs` said yes" in str(still), "sandeep is none any more"
    life.amended("2020-04-10")
    life.done("2020-05-01T11:30", "optimizers", "approve", "gibson", reasons="sound")


def _across_june_2021(life: Life) -> None:
    """Chairs come and go; then the committee takes their place, and `tuner` starts again."""
    for at, action, who in (
        ("2020-11-02T09:00", "leave", "karmel"),
        ("2021-01-15T09:00", "leave", "wicke"),
        ("2021-02-01T09:00", "join", "jin"),
    ):
        life.done(at, "@chairs", action, "gibson", person=who)
    life.posted("tuner", "2021-04-05T09:00", "2021-04-20", "gibson")
    life.asked_for("tuner", "2021-04-21T09:00", "gibson")
    life.voted("tuner", "2021-05-07T11:10", "jin", "gibson")
    life.amended("2021-06-03")
    life.offered("tuner", "2021-06-04T09:00", "2021-06-19")
    life.asked_for("tuner", "2021-06-21T09:00", "gibson")
    voters = ("jin", "gibson", "qian", "wu", "gorner", "watson", "zhu", "chao", "kaftan")
    assert not life.act("2021-07-02T11:10", "tuner", "vote", "bileschi", choice="yes")
    life.voted("tuner", "2021-07-02T11:10", *voters)
    life.done("2021-07-02T11:30", "tuner", "approve", "jin", reasons="sound")


def _across_march_2022(life: Life) -> None:
    """`saving` is sent back by a committee that is gone before it comes again."""
    life.posted("saving", "2021-12-06T09:00", "2021-12-21", "wu")
    life.asked_for("saving", "2021-12-22T09:00", "wu")
    voters = ("jin", "gibson", "qian", "wu", "gorner", "watson", "zhu", "chao", "kaftan")
    life.voted("saving", "2022-01-07T11:10", *voters, choice="changes")
    life.done("2022-01-07T11:30", "saving", "require_changes", "wu", reasons="smaller")
    life.amended("2022-03-03")
    life.done("2022-03-04T09:00", "saving", "edit", "ada", changes="smaller")
    life.done("2022-03-20T20:00", "saving", "approve", "fchollet", reasons="sound")
    life.done("2022-03-21T09:00", "saving", "merge", "wu", link="https://example.org/pull/9")


@pytest.fixture(scope="module")
def report(life: Life) -> Report:
    with JournalFile(life.path, readonly=True) as store:
        return audit(store)


def test_every_proposal_came_to_its_end(life: Life) -> None:
    expected = {
        "layers": "approved",
        "metrics": "approved",
        "losses": "rejected",
        "optimizers": "approved",
        "tuner": "approved",
        "saving": "approved",
    }
    assert {name: life.state(name) for name in expected} == expected


def test_what_migrates_is_decided_by_the_text_that_came(life: Life) -> None:
    assert life.charters("metrics")[:4] == [
        ("propose", "2019-05-02"),
        ("submit", "2019-05-02"),
        ("sponsor", "2019-05-02"),
        ("announce", "2019-05-02"),
    ]
    assert life.charters("metrics")[4] == (MIGRATED, "2019-07-23")
    assert ("approve", "2019-07-23") in life.charters("metrics")
    assert ("approve", "2020-04-10") in life.charters("optimizers")
    moved = [version for action, version in life.charters("optimizers") if action == MIGRATED]
    assert moved == ["2020-04-05", "2020-04-10", "2021-06-03", "2022-03-03"], "it is not at its end"


def test_what_stays_is_decided_by_the_text_that_it_began_under(life: Life) -> None:
    """It was rejected in September, when the text of August was in force already."""
    assert {version for _, version in life.charters("losses")} == {"2019-07-23"}


def test_what_starts_again_comes_before_the_new_committee(life: Life) -> None:
    assert (RESTARTED, "2021-06-03") in life.charters("tuner")
    with life.opened() as flow:
        restarted = next(each for each in flow.events("tuner") if each.action == RESTARTED)
        assert (restarted.source, restarted.target) == ("under_review", "draft")
        ballots = flow.proposal("tuner").record.ballots["committee"]
        assert ballots.keys() >= {"qian", "jin"}
        assert flow.proposal("tuner").record.roles["sponsor"] == ("gibson",)


def test_a_state_that_is_gone_goes_on_in_the_one_that_is_named(life: Life) -> None:
    with life.opened() as flow:
        (moved,) = (each for each in flow.events("saving") if each.action == MIGRATED)
    assert (moved.source, moved.target) == ("revision_required", "under_review")


def test_the_last_text_keeps_who_is_among_the_maintainers(life: Life) -> None:
    with life.opened() as flow:
        assert set(flow.office.bodies) == {"bdfl", "maintainers"}
        assert flow.office.bodies["maintainers"] >= {"fchollet", "wu", "jin"}


def test_the_audit_is_clean_and_names_the_charter_in_force_for_each_decision(
    report: Report, life: Life
) -> None:
    assert (report.verdict, report.findings, report.breaches) == ("conformant", (), ())
    assert [each.digest for each in report.charters] == [charter(v).digest for v in VERSIONS]
    assert [each.by and each.by[0] for each in report.charters] == [
        None,
        *(f"version-{version}" for version in VERSIONS[1:]),
    ]
    assert all(each.decisions for each in report.charters)
    decided = report.counts.events + report.counts.memberships
    assert sum(each.decisions for each in report.charters) == decided
    for name in ("layers", "metrics", "losses", "optimizers", "tuner", "saving"):
        spans = report.under.get(name, ((1, charter(VERSIONS[0]).digest),))
        with life.opened() as flow:
            for event in flow.events(name):
                under = [digest for since, digest in spans if since <= event.version][-1]
                assert event.charter == under


def test_the_bodies_were_those_of_each_text(report: Report) -> None:
    assert report.counts.memberships == 3
