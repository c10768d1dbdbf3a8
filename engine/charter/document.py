"""A charter as it is written: one class a table of the file, nothing of what it means."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from ..calendars import Period
from ..fields import FieldType
from ..source.shapes import Several
from .amendment import Amendment
from .ballots import BallotTable, CountTable
from .said import said
from .seating import Body, Reseating
from .sentences import Acknowledgement, Choice, Rule
from .timetable import Calendar, Sitting, When

Terms = tuple[Mapping[str, object], ...]


@frozen(kw_only=True)
class About:
    """What the charter is, and where its rules come from."""

    name: str = said("short name, in lower case")
    title: str = said("full name of the process", default="")
    source: str = said("the text that the charter states, with its date or commit")
    zone: str = said("IANA zone in which days and months are counted", default="UTC")
    weekend: tuple[Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"], ...] = said(
        "the days of the week that are no business days", default=("SA", "SU")
    )
    holidays: tuple[date, ...] = said("further days that are no business days", default=())


@frozen(kw_only=True)
class State:
    """Where a proposal can stand."""

    kind: Literal["initial", "normal", "final"] = said(
        "whether proposals start here, pass through, or end here", default="normal"
    )
    title: str = said("what readers call it", default="")


@frozen(kw_only=True)
class Role:
    """A part that somebody plays in one proposal, such as its author or sponsor."""

    title: str = said("what readers call it", default="")


@frozen(kw_only=True)
class Move:
    """One of several ways in which an action can turn out."""

    to: str = said("the state that follows")
    requires: Terms = said("policies that must all hold", default=())
    unless: Terms = said("policies none of which may hold", default=())


@frozen(kw_only=True)
class Block:
    """A kind of veto: somebody speaks it, and until it is released it stands in the way."""

    by: Several[str] = said("the bodies and roles whose members and holders may speak it")
    title: str = said("what readers call it", default="")
    lapses: bool = said(
        "whether it falls when its holder is no longer one of those who may speak it",
        default=False,
    )


@frozen(kw_only=True)
class Release:
    """Which vetoes an action lifts."""

    block: str = said("the block, or the body, whose vetoes they are")
    whose: Literal["own", "named", "all"] = said(
        "whose: the actor's own, those of the person named in the field of the block's name, or"
        " everybody's"
    )


@frozen(kw_only=True)
class Field:
    """What a request must tell beside who asks for what."""

    type: FieldType = said("its type", default="text")
    choices: tuple[str, ...] = said("the values that it may take", default=())
    title: str = said("what to ask for", default="")
    optional: bool = said("whether it may be left out", default=False)
    kept: Literal["inside", "beside"] = said(
        "whether its value stands in the journal, or beside it, where it can be erased",
        default="inside",
    )


@frozen(kw_only=True)
class Action:
    """Something that somebody, or the clock, can do to a proposal."""

    title: str = said("what readers call it", default="")
    from_: Several[str] = said(
        "the states in which it can be done; without any, it makes the proposal",
        key="from",
        default=(),
    )
    to: str | None = said("the state that follows; without it, the state stays", default=None)
    moves: tuple[Move, ...] = said("several outcomes, each with its condition", default=())
    by: Several[str] = said(
        "who may do it: bodies, roles, or `anyone`; any one of several", default=()
    )
    when: When | None = said("the clock does it, at this instant", default=None)
    requires: Terms = said("policies that must all hold", default=())
    unless: Terms = said("policies none of which may hold", default=())
    data: Mapping[str, Field | FieldType | tuple[str, ...]] = said(
        "what the request must tell: a type, a list of values, or a table", factory=dict
    )
    records: Several[str] = said(
        "anchors that hold this instant, for windows and deadlines to refer to", default=()
    )
    dates: Mapping[str, str] = said(
        "anchors that hold the day or instant that a field of the request names", factory=dict
    )
    clears: Several[str] = said("anchors that are as if they had never happened", default=())
    assigns: str | None = said(
        "the role that it gives to one alone: the person named in the field of that name, else the"
        " actor",
        default=None,
    )
    adds: str | None = said(
        "the role that it gives beside those who hold it, to the person named in the field of that"
        " name, else to the actor",
        default=None,
    )
    quits: str | None = said("the role that the actor gives up", default=None)
    removes: str | None = said(
        "the role that it takes from the person named in the field of that name", default=None
    )
    ballot: str | None = said(
        "the ballot, or body, in which it casts the actor's vote: the field `choice`, or one of the"
        " lists `ranking`, `scores` and `approved`; a field `voter` names whose vote it is, if not"
        " the actor's",
        default=None,
    )
    opens: str | None = said(
        "the ballot that it opens anew: what was cast before is discarded", default=None
    )
    recuses: str | None = said(
        "the ballot from which the actor stands aside, or whom the field `person` names",
        default=None,
    )
    entrusts: str | None = said(
        "the ballot in which the person in the field `proxy` votes for the actor, while they cast"
        " nothing themselves",
        default=None,
    )
    seals: str | None = said(
        "the sealed ballot in which it casts the actor's vote: the field `commitment` is the"
        " SHA-256 of the vote, a line feed and a salt",
        default=None,
    )
    unseals: str | None = said(
        "the sealed ballot in which it opens the actor's vote: the field `choice`, or a list as for"
        " `ballot`, and the field `salt`",
        default=None,
    )
    offers: str | None = said(
        "the ballot to which it adds the option that the field `option` names; the fields"
        " `affiliation` and `majority` may say more of it",
        default=None,
    )
    attends: str | None = said(
        "the ballot or body of which the actor attends, or those whom the field `person` or"
        " `people` names",
        default=None,
    )
    totals: str | None = said(
        "the secret ballot of which it states the result: the list `totals`, each like `yes: 5`",
        default=None,
    )
    counts: str | None = said(
        "the count whose outcome it records, as the ballots stand before it", default=None
    )
    signs: str | None = said("the body for which the actor signs", default=None)
    vetoes: str | None = said(
        "the block, or the body, for which the actor speaks a veto", default=None
    )
    releases: str | Release | None = said(
        "the block, or the body, whose vetoes it lifts: all of them, or those that a table says",
        default=None,
    )
    retracts: str | None = said(
        "the body from whose tally it takes the actor's ballot", default=None
    )
    attests: str | None = said("the claim that the actor attests", default=None)
    contests: str | None = said(
        "the claim that the actor contests: it is attested no more until it is so anew",
        default=None,
    )
    voids: bool = said(
        "whether it voids the latest event that stands, of which the field `version` names the"
        " number: the proposal goes back to how it stood before",
        default=False,
    )
    links: Several[str] = said(
        "fields whose texts are kept as links: other proposals, or a thing in common", default=()
    )
    resets: Several[str] = said(
        "what has to be gathered anew afterwards: `ballots`, `options`, `recusals`, `attendance`,"
        " `signatures`, `attestations`, `vetoes` or `roles`, all of them, or those of one, like"
        " `ballots.chairs`",
        default=(),
    )
    admits: Several[Reseating] = said("whom it lets into a body", default=())
    dismisses: Several[Reseating] = said("whom it puts out of a body", default=())
    seats: Several[Reseating] = said("who then are all members of a body", default=())
    suspends: Several[Reseating] = said(
        "which members of a body it suspends: they keep their seats, and may not act", default=()
    )
    restores: Several[Reseating] = said("which members it suspends no longer", default=())
    amends: bool = said(
        "whether it lets another charter in: the one whose digest the field `charter` tells",
        default=False,
    )


@frozen(kw_only=True)
class Anchor:
    """An instant that actions record, where more than its name is to be said of it."""

    shared: bool = said(
        "whether it is the latest instant in any proposal, such as that of a release",
        default=False,
    )
    title: str = said("what readers call it", default="")


@frozen(kw_only=True)
class Obligation:
    """A duty: what somebody must do after something happened."""

    after: str = said("the anchor that gives rise to it")
    by: str = said("the body or role that owes it")
    must: str = said("the action that discharges it")
    within: Period | None = said("how long they have", default=None)
    consequence: str = said("what follows where it is not met, in words", default="")
    title: str = said("what readers call it", default="")


@frozen(kw_only=True)
class CharterFile:
    """A decision process as a plain file."""

    format: Literal[1] = said("version of the file format")
    charter: About = said("what the charter is")
    states: Mapping[str, State] = said("where a proposal can stand")
    bodies: Mapping[str, Body] = said("named sets of people", factory=dict)
    roles: Mapping[str, Role] = said("parts that people play in one proposal", factory=dict)
    blocks: Mapping[str, Block] = said("kinds of veto that have a name", factory=dict)
    ballots: Mapping[str, BallotTable] = said("who votes on what", factory=dict)
    counts: Mapping[str, CountTable] = said("how votes come to an outcome", factory=dict)
    calendars: Mapping[str, Calendar] = said("what recurs", factory=dict)
    sessions: Mapping[str, Sitting] = said("kinds of meetings", factory=dict)
    definitions: Mapping[str, Mapping[str, object]] = said(
        "terms under names of their own, for actions to refer to as `{ defined = name }`",
        factory=dict,
    )
    actions: Mapping[str, Action] = said("what can be done")
    anchors: Mapping[str, Anchor] = said("more about what actions record", factory=dict)
    duties: Mapping[str, Obligation] = said("what somebody must do afterwards", factory=dict)
    rules: Mapping[str, Rule] = said("the sentences of the source", factory=dict)
    choices: Mapping[str, Choice] = said("what the source leaves open", factory=dict)
    acknowledged: Mapping[str, Mapping[str, Acknowledgement]] = said(
        "warnings that the charter lives with, by their code and the name of what they are about",
        factory=dict,
    )
    amendment: Amendment | None = said(
        "what becomes of what was under the charter that this one follows", default=None
    )
