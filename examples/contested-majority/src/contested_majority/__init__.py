"""A policy of one's own: how a package outside of bylaw adds a word to its charters."""

from attrs import frozen

import bylaw


@frozen(kw_only=True)
class ContestedMajority:
    """What nobody opposes passes with one yes; what somebody opposes needs twice as many yes as no.

    It is one line of comparisons over facts, so it decides, explains, unblocks and audits like the
    policies that come with bylaw.
    """

    of: str = bylaw.names("body")

    def holds(self, facts: bylaw.Facts) -> bool:
        """Tell whether enough said yes."""
        yes = facts.ballots("yes", of=self.of)
        no = facts.ballots("no", of=self.of)
        return (yes >= 1) & facts.at_least(1, [no < 1, yes >= no * 2])
