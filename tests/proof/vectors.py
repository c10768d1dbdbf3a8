"""The published test vectors, read from the folder that says where each is from."""

import base64
import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> Any:
    """What a JSON file holds."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def joined_vectors(name: str) -> list[tuple[str, dict[str, Any]]]:
    """The name and content of every vector in a JSON Lines file."""
    lines = (VECTORS / name).read_text(encoding="utf-8").splitlines()
    return [(found["name"], found["vector"]) for found in map(json.loads, lines)]


def hashes(texts: list[str] | None) -> tuple[bytes, ...]:
    """The bytes of a proof in base64; none is spelt as null, too."""
    return tuple(base64.b64decode(text) for text in texts or ())
