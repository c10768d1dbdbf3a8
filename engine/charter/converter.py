"""The converter that reads charters and the parameters of their policies."""

from datetime import date
from functools import cache

from cattrs import Converter

from ..calendars import Period
from ..errors import CharterError
from ..ratio import Ratio
from ..source.converter import make_converter, scalar


@cache
def charter_converter() -> Converter:
    """Give the converter that knows periods, shares and days."""
    converter = make_converter()
    scalar(
        converter,
        Period,
        parse=Period.parse,
        text=str,
        words="a period like `P14D`",
        schema={"pattern": "^P[0-9TYMWDHS]+$"},
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
        date,
        parse=_day,
        text=date.isoformat,
        words="a day like `2019-05-03`",
        schema={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    )
    return converter


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CharterError(f"`{text}` is no day: write it like `2019-05-03`") from None
