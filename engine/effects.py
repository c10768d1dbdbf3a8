"""The kinds of effects that actions have: what they change of a proposal besides its state."""

from collections.abc import Mapping

RESETS: Mapping[str, str] = {
    "ballots": "ballot",
    "signatures": "signature",
    "attestations": "attestation",
    "vetoes": "veto",
    "roles": "role",
    "recusals": "recusal",
    "attendance": "attendance",
}
"""What can be gathered anew, and the effect by which it is gathered."""

POLLING: Mapping[str, str] = {
    "ballot": "ballot",
    "unseals": "ballot",
    "totals": "ballot",
    "opens": "opening",
    "recuses": "recusal",
    "entrusts": "proxy",
    "seals": "commitment",
    "offers": "option",
    "attends": "attendance",
    "counts": "outcome",
}
"""What an action can do to votes, and the kind of effect that it is."""
