"""How the classes of a file say what each of their keys means."""

from typing import Any

from attrs import field


def said(words: str, *, key: str = "", default: Any = ..., factory: Any = None) -> Any:
    """Declare an attribute of the file with the sentence that documents it.

    Args:
        words: the description that the JSON Schema and the reference carry.
        key: its name in the file, where that is no Python name.
        default: its value where the file says nothing.
        factory: makes that value.
    """
    metadata = {"doc": words} | ({"key": key} if key else {})
    if factory is not None:
        return field(factory=factory, metadata=metadata)
    if default is not ...:
        return field(default=default, metadata=metadata)
    return field(metadata=metadata)
