"""RFC 8785 in full, floats and all: an oracle for the profile of it that journals use."""

import json
from collections.abc import Mapping
from typing import cast


def jcs(value: object) -> str:
    """The canonical JSON of any JSON value: sections 3.2.2 and 3.2.3."""
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        keys = sorted(table, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(key)}:{jcs(table[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, cast("list[object]", value))) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """A double as ECMAScript spells it: Number::toString, whose digits are those of `repr`."""
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}e0".partition("e")
    exponent = exponent.removesuffix("e0")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    spelt = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return f"{sign}{spelt}e{point - 1:+}"
