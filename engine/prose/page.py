"""A page of prose: sections of paragraphs and lists, before anybody says how wide it is."""

from collections.abc import Iterator, Mapping

from attrs import frozen


@frozen(kw_only=True)
class Item:
    """A paragraph, with the list that belongs to it.

    Attributes:
        lead: the word that it is about, which stands out; empty where it is about none.
        text: the sentences.
        points: a list below them.
        code: whether the text is a piece of a file, to be shown as it is.
    """

    text: str
    lead: str = ""
    points: tuple[str, ...] = ()
    code: bool = False


@frozen(kw_only=True)
class Section:
    """A heading with what stands under it."""

    title: str
    items: tuple[Item, ...]


@frozen(kw_only=True)
class Page:
    """A title, what is said first, and the sections."""

    title: str
    opening: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()

    def markdown(self) -> Iterator[str]:
        """Write it as Markdown, a line each."""
        yield f"# {self.title}"
        for item in self.opening:
            yield from _markdown(item)
        for section in self.sections:
            yield from ("", f"## {section.title}")
            for item in section.items:
                yield from _markdown(item)

    def to_json(self) -> Mapping[str, object]:
        """Give it as plain data; the keys are always the same."""
        return {
            "title": self.title,
            "opening": [_json(item) for item in self.opening],
            "sections": [
                {"title": section.title, "items": [_json(item) for item in section.items]}
                for section in self.sections
            ],
        }


def _json(item: Item) -> Mapping[str, object]:
    return {
        "lead": item.lead or None,
        "text": item.text,
        "points": list(item.points),
        "code": item.code,
    }


def _markdown(item: Item) -> Iterator[str]:
    yield ""
    if item.code:
        yield from ("```toml", *item.text.split("\n"), "```")
        return
    lead = f"**{item.lead}.** " if item.lead else ""
    yield f"{lead}{item.text}"
    if item.points:
        yield ""
        yield from (f"- {point}" for point in item.points)


def a(noun: str) -> str:
    """Put the article before a noun."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def stop(text: str) -> str:
    """Make a sentence of a clause."""
    text = capital(text.strip())
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
