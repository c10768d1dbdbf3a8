"""What is settled with an action and recorded with it: who votes, and what a count came to.

It is derived from what was known then, and from nothing else, so an audit derives it again.
"""

import hashlib
import json

from ..machine import Action
from ..model import NOTHING, Data, Office, Proposal, Record
from ..voting import outcome, people, standing, tallied, total


def pinned(office: Office, proposal: Proposal, action: Action) -> Data:
    """Give what an action settles; nothing where it settles nothing."""
    if not action.pins:
        return NOTHING
    found: dict[str, object] = {}
    record = proposal.record
    if action.opens is not None:
        terms = office.ballots.get(action.opens)
        if terms is not None and terms.pinned:
            voters = people(office, record, terms.of) - people(office, record, terms.without)
            found["electorates"] = {action.opens: sorted(voters)}
    if action.counts is not None:
        found["outcomes"] = {action.counts: _counted(office, record, action.counts)}
    return found or NOTHING


def _counted(office: Office, record: Record, name: str) -> Data:
    """Give an outcome with what was counted: how many votes, of how many, and their digest."""
    came, of = outcome(office, record, name), office.counts[name].ballot
    counted = dict(tallied(office, record, of))
    cast = standing(office, record, of)
    text = json.dumps([counted, dict(cast)], sort_keys=True, separators=(",", ":"))
    return {
        "came": came.came,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "dropped": dict(came.dropped),
        "electorate": total(office, record, of),
        "tied": list(came.tied),
        "votes": sum(counted.values()),
        "winners": list(came.winners),
    }
