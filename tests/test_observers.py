"""An observer that hangs holds up its own caller, whose deed stands, and nobody else."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from bylaw.engine.journal import MemoryStore
from bylaw.engine.observe import Observation
from bylaw.engine.opening import open as open_workflow
from bylaw.engine.workflow import Workflow

from .charters_for_tests import DAY, START
from .test_amending import FIRST, LATER, later_club, opened, posted

DEEDS: dict[str, Callable[[Workflow], object]] = {
    "act": lambda flow: flow.act("new-rules", "note", by="zed", at=LATER),
    "a refusal": lambda flow: flow.act("new-rules", "adopt", by="zed", at=LATER),
    "propose": lambda flow: flow.propose("another", by="zed", at=LATER),
    "may": lambda flow: flow.may("new-rules", "note", by="zed", at=LATER),
    "tick": lambda flow: flow.tick(START + 100 * DAY),
    "bring in": lambda flow: flow.bring_in("old", "draft", by="zed", because="a list", at=LATER),
    "amend": lambda flow: flow.amend("new-rules", later_club(), by="ana", at=LATER),
    "amend what can't be": lambda flow: flow.amend("no-rules", later_club(), by="ana", at=LATER),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_an_observer_that_hangs_keeps_nobody_else_from_acting(
    deed: Callable[[Workflow], object],
) -> None:
    store = MemoryStore()
    posted(opened(store), "new-rules", votes=["ana", "bo"])
    hanging, go_on = Event(), Event()

    def hang(_: Observation) -> None:
        if not hanging.is_set():
            hanging.set()
            assert go_on.wait(30)

    flow = open_workflow(FIRST, store, clock=lambda: LATER, observers=[hang])
    caller = Thread(target=deed, args=(flow,))
    other = Thread(target=flow.propose, args=("other",), kwargs={"by": "bo", "at": LATER})
    caller.start()
    assert hanging.wait(30)
    other.start()
    other.join(10)
    acted = not other.is_alive()
    go_on.set()
    caller.join()
    other.join()
    assert acted
    assert flow.proposal("other").state == "draft"
