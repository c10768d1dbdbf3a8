"""What a charter says of its own beginning, where it follows another one."""

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from .said import said

Fate = Literal["stay", "migrate", "restart"]


@frozen(kw_only=True)
class Amendment:
    """What becomes of what was under the charter before, when this one takes effect after it."""

    in_flight: Fate = said(
        "what becomes of proposals that have not ended: they stay under the charter before, go on"
        " under this one, or start again under it"
    )
    fates: Mapping[str, Fate] = said(
        "another fate for proposals in single states of the charter before", factory=dict
    )
    states: Mapping[str, str] = said(
        "for a state of the charter before, the state of this one in which a proposal then stands;"
        " any other keeps its name",
        factory=dict,
    )
    members: Literal["named", "kept"] = said(
        "whether a body that both charters have holds those whom this one names, or keeps those"
        " who are in it",
        default="named",
    )
