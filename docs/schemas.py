"""The JSON Schemas that come with bylaw, for editors: run it to write them anew.

A test makes them in memory and compares, so they can't differ from the classes they describe.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from bylaw.engine.charter.schema import charter_schema
from bylaw.engine.scenario.document import ScenarioFile, scenario_converter
from bylaw.engine.source.schema import schema

CHARTERS = Path(__file__).resolve().parents[1] / "charters"


def schemas() -> Mapping[Path, str]:
    """Give the text of each schema, by the file that holds it."""
    made = {
        "charter": charter_schema(),
        "scenarios": schema(
            ScenarioFile, title="scenarios of a charter", converter=scenario_converter()
        ),
    }
    return {
        CHARTERS / f"{name}.schema.json": json.dumps(each, indent=2, ensure_ascii=False) + "\n"
        for name, each in made.items()
    }


if __name__ == "__main__":
    for path, text in schemas().items():
        path.write_text(text, encoding="utf-8")
