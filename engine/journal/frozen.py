"""Read-only containers: a dict and a list that compare, print and serialise as the plain ones do."""

from collections.abc import Callable
from typing import NoReturn

from ..errors import AppendOnly


def refuse(*_: object, **__: object) -> NoReturn:
    """Stand in for every method that would alter what is recorded.

    Raises:
        AppendOnly: always.
    """
    raise AppendOnly("what is recorded can't be changed: make a copy with `dict(...)` or `list(...)`")


def _thaw(value: object) -> object:
    """Give back a plain, private copy, so that copying and pickling need no trust in the copy."""
    if isinstance(value, FrozenDict):
        return {key: _thaw(item) for key, item in value.items()}
    if isinstance(value, FrozenList):
        return [_thaw(item) for item in value]
    return value


def _freeze_again(value: object) -> object:
    from .portable import freeze_value  # noqa: PLC0415 - the two know each other; only a copy asks

    return freeze_value(value)


class FrozenDict(dict[str, object]):
    """A dict of portable values that nobody can alter; made by ``freeze`` and by nothing else.

    ``weight`` bounds the bytes of its canonical form from above; ``height`` counts its levels.
    """

    __slots__ = ("height", "weight")
    weight: int
    height: int

    __setitem__ = __delitem__ = __ior__ = refuse  # type: ignore[assignment]  # a refusal fits no signature
    clear = pop = popitem = setdefault = update = refuse  # type: ignore[assignment]  # as above

    def __reduce__(self) -> tuple[Callable[[object], object], tuple[object]]:
        return _freeze_again, (_thaw(self),)


class FrozenList(list[object]):
    """A list of portable values that nobody can alter; made by ``freeze`` and by nothing else."""

    __slots__ = ("height", "weight")
    weight: int
    height: int

    __setitem__ = __delitem__ = __iadd__ = __imul__ = refuse  # type: ignore[assignment]  # as above
    append = clear = extend = insert = pop = remove = reverse = sort = refuse  # type: ignore[assignment]  # as above

    def __reduce__(self) -> tuple[Callable[[object], object], tuple[object]]:
        return _freeze_again, (_thaw(self),)
