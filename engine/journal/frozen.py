"""Read-only containers: a dict and a list that compare and serialise as the plain ones do."""

from collections.abc import Callable
from typing import NoReturn

from ..errors import AppendOnly


def refuse(*_: object, **__: object) -> NoReturn:
    """Stand in for every method that would alter what is recorded.

    Raises:
        AppendOnly: always.
    """
    raise AppendOnly(
        "what is recorded can't be changed: make a copy with `dict(...)` or `list(...)`"
    )


def thaw(value: object) -> object:
    """Give a plain copy of a frozen value, all the way down.

    Copying and pickling do the same: whoever copies what is recorded gets values of their own.
    """
    if isinstance(value, FrozenDict):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, FrozenList):
        return [thaw(item) for item in value]
    return value


class FrozenDict(dict[str, object]):
    """A dict of portable values that nobody can alter; made by ``freeze`` and by nothing else.

    ``weight`` bounds the bytes of its canonical form from above; ``height`` counts its levels.
    """

    __slots__ = ("height", "weight")
    weight: int
    height: int

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def __reduce__(self) -> tuple[Callable[[object], object], tuple[object]]:
        return thaw, (thaw(self),)


class FrozenList(list[object]):
    """A list of portable values that nobody can alter; made by ``freeze`` and by nothing else."""

    __slots__ = ("height", "weight")
    weight: int
    height: int

    __setitem__ = __delitem__ = __iadd__ = __imul__ = refuse
    append = clear = extend = insert = pop = remove = reverse = sort = refuse

    def __reduce__(self) -> tuple[Callable[[object], object], tuple[object]]:
        return thaw, (thaw(self),)
