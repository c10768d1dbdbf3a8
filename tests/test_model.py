"""What is handed out to hosts: the values that are decided on, and nobody can alter them."""

from typing import Any

import pytest

from bylaw.engine.model import Record, read_only

from .charters_for_tests import DAY, NAME, Request, lived, made, process

LIFE = lived(made(process()), [Request(later=DAY, by="ana", action="vote", data={"choice": "yes"})])
RECORD = LIFE.flow.proposal(NAME).record
OFFICE = LIFE.flow.office


@pytest.mark.parametrize(
    "table",
    [
        RECORD.roles,
        RECORD.ballots,
        RECORD.ballots["chairs"],
        RECORD.signatures,
        RECORD.vetoes,
        OFFICE.bodies,
        OFFICE.anchors,
        OFFICE.sessions,
        OFFICE.duties,
    ],
)
def test_no_host_votes_or_sits_by_altering_what_it_was_given(table: Any) -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        table["chairs"] = {"mallory": "yes"}


def test_a_table_is_guarded_once() -> None:
    """However many events a proposal has, it is one look-up away."""
    roles = Record(roles={"author": ("zed",)}).roles
    assert read_only(roles) is roles
    assert roles == {"author": ("zed",)}
