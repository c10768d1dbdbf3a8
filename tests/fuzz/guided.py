"""A fuzzer that is guided by coverage, on charters and scenarios: `make fuzz`, for so many seconds.

It starts from the shipped files and from what it found in earlier runs, and stops at the first file
that is neither understood nor refused as a user is; libFuzzer then writes that input down.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> None:
    """Fuzz: the first argument is the folder of the corpus, the others are libFuzzer's."""
    atheris: Any = import_module("atheris")  # it has no types, and no other test needs it
    with atheris.instrument_imports(include=["bylaw.engine"]):
        target = import_module("tests.fuzz.target")
    folder, *options = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, content in target.corpus().items():
        (Path(folder) / name).write_bytes(content)

    def picking(raw: bytes) -> Any:
        data = atheris.FuzzedDataProvider(raw)
        return lambda below: data.ConsumeIntInRange(0, below - 1)

    atheris.Setup(
        [sys.argv[0], folder, "-max_len=20000", "-timeout=120", *options],
        lambda raw: target.one_input(raw, picking),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
