"""The converter that reads charters and the parameters of their policies."""

from functools import cache

from cattrs import Converter

from ..calendars import Period
from ..ratio import Multiple, Ratio
from ..source.converter import make_converter, scalar


@cache
def charter_converter() -> Converter:
    """Give the converter that knows periods and shares, too."""
    return make_charter_converter()


def make_charter_converter() -> Converter:
    """Make a converter that knows periods and shares, to be taught more."""
    converter = make_converter()
    scalar(
        converter,
        Period,
        parse=Period.parse,
        text=str,
        words="a period like `P14D`",
        schema={"pattern": "^(P[0-9TYMWDHS]+|[1-9][0-9]* (business days?|weekends?))$"},
    )
    scalar(
        converter,
        Ratio,
        parse=Ratio.parse,
        text=str,
        words="a share like `2/3`",
        schema={"pattern": "^[0-9]+/[0-9]+$"},
    )
    scalar(
        converter,
        Multiple,
        parse=Multiple.parse,
        text=str,
        words="a multiple like `3/2`",
        schema={"pattern": "^[0-9]+(/[0-9]+)?$"},
    )
    return converter
