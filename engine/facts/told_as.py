"""Whether a text was told under a link: in the request, or before."""

from typing import ClassVar

from attrs import frozen

from ..speech import Speech
from .asked import Asked
from .fact import Effect, Kind
from .linked import told


def told_as(situation: Asked, link: str, text: str) -> bool:
    """Tell whether the link names the text: what the request tells, else what was told before."""
    return text in told(situation, link)


@frozen
class ToldAs:
    """Whether a text was told under a link: in the request, or before."""

    link: str
    text: str
    kind: ClassVar[Kind] = "truth"

    @property
    def moved_by(self) -> tuple[Effect, ...]:
        """The effects that change it."""
        return (("link", self.link),)

    def read(self, situation: Asked) -> bool:
        """Look it up."""
        return told_as(situation, self.link, self.text)

    def means(self, speech: Speech) -> str:
        """Say what it is, without looking."""
        return f"what was told as {speech.anchor(self.link)} is “{self.text}”"

    def words(self, situation: Asked) -> str:
        """Say how it stands."""
        names = told(situation, self.link)
        if not names:
            return f"no `{self.link}` was told"
        return f"`{self.link}` is {', '.join(f'`{name}`' for name in names)}"
