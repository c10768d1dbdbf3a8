"""The audit of somebody else's log: was each rule kept, was it broken, or can't one know."""

from collections.abc import Iterable
from pathlib import Path

from ..charter import Charter
from ..errors import RequestError
from ..instants import Instant, parse
from .conformance import Case, Conformance, Judgement
from .evidence import evidence
from .mapping import LogMapping, Shown
from .places import Answer, answers
from .reach import reach
from .rows import Row, rows
from .verdict import Verdict, combined, either


def observed(
    log: Path | str,
    mapping: LogMapping,
    charter: Charter,
    *,
    proxies: Iterable[str] | None = None,
) -> Conformance:
    """Hold a log that others kept against a charter, and never pretend to more than it shows.

    A rule is *violated* or *conformant* only where it would be so whatever the log leaves out;
    everything else is *no evidence*.

    Args:
        log: a CSV file, or its text.
        mapping: what its rows show.
        charter: the charter.
        proxies: those to switch on; as the mapping has them where it is left out.

    Raises:
        RequestError: the log can't be read, a row shows a change that the mapping doesn't name, or
            there is no such proxy.
    """
    on = frozenset(
        [name for name, proxy in mapping.proxies.items() if proxy.on]
        if proxies is None
        else proxies
    )
    if unknown := on - mapping.proxies.keys():
        raise RequestError(f"the mapping has no proxy `{min(unknown)}`")
    found: dict[str, list[Row]] = {}
    for row in rows(log, mapping.log):
        found.setdefault(row.text(mapping.log.case), []).append(row)
    return Conformance(
        title=mapping.log.title,
        source=mapping.log.source,
        charter=charter.name,
        digest=charter.digest,
        proxies={name: (proxy.says, name in on) for name, proxy in mapping.proxies.items()},
        never=mapping.never,
        rules={name: rule.text for name, rule in charter.file.rules.items()},
        reach={name: (each.true, each.false) for name, each in reach(charter, mapping, on).items()},
        beyond=tuple(
            name
            for name, each in reach(charter, mapping, frozenset(mapping.proxies)).items()
            if not (each.true or each.false)
        ),
        cases=tuple(_case(name, each, mapping, charter, on) for name, each in found.items()),
    )


def _case(
    name: str, found: list[Row], mapping: LogMapping, charter: Charter, on: frozenset[str]
) -> Case:
    """Judge one proposal."""
    verdicts: dict[str, list[Verdict]] = {rule: [] for rule in charter.file.rules}
    said: dict[str, list[str]] = {rule: [] for rule in charter.file.rules}
    unbound: list[int] = []
    for row in found:
        shown = _shown(row, mapping)
        bound = _binds(row, mapping, on)
        if not bound:
            unbound.append(row.line)
        for act in shown.acts:
            if (act.proxy and act.proxy not in on) or (act.filled and act.filled not in row.cells):
                continue
            known = evidence(charter, act, row, mapping.log, on)
            ways = [answers(charter, action, known) for action in act.action]
            for rule in charter.file.rules:
                each = [way.get(rule, ()) for way in ways]
                verdict = either(tuple(combined(tuple(a.verdict for a in way)) for way in each))
                if verdict is not None:
                    verdicts[rule].append(verdict if bound else "no evidence")
                if verdict is not None and verdict != "no evidence" and bound:
                    said[rule] += _said(row.line, each, verdict)
    return Case(
        name=name,
        lines=tuple(row.line for row in found),
        unbound=tuple(unbound),
        judgements=tuple(
            Judgement(
                rule=rule,
                verdict=combined(tuple(verdicts[rule])) or "no evidence",
                said=tuple(dict.fromkeys(said[rule])),
            )
            for rule in charter.file.rules
        ),
    )


def _shown(row: Row, mapping: LogMapping) -> Shown:
    """Give what a row's change of state shows."""
    before, after = row.text(mapping.log.before), row.text(mapping.log.after)
    for shown in mapping.shown:
        if before in shown.before and after in shown.after:
            return shown
    raise RequestError(
        f"line {row.line} of the log goes from `{before}` to `{after}`, of which the mapping says"
        " nothing: name it under `shown`, if only to say that it shows nothing"
    )


def _binds(row: Row, mapping: LogMapping, on: frozenset[str]) -> bool:
    """Tell whether the charter was in force when a row was recorded."""
    force = mapping.in_force
    if force is None or (force.proxy and force.proxy in on):
        return True
    return force.since.instant <= _recorded(row, mapping) < force.until.instant


def _recorded(row: Row, mapping: LogMapping) -> Instant:
    try:
        return parse(row.text(mapping.log.at))
    except RequestError as error:
        raise RequestError(f"line {row.line} of the log: {error}") from None


def _said(line: int, ways: list[tuple[Answer, ...]], verdict: Verdict) -> list[str]:
    return [
        f"line {line}: {answer.place}" + (f": {answer.said}" if answer.said else "")
        for way in ways
        for answer in way
        if answer.verdict == verdict
    ]
