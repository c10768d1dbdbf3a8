"""``bylaw explain``: a policy, a charter or one of its actions, as plain English."""

from collections.abc import Iterator
from textwrap import wrap

import click

from ..engine.charter import Charter
from ..engine.errors import RequestError
from ..engine.hints import did_you_mean
from ..engine.opening import find, is_path, shipped
from ..engine.policy import find as find_policy
from ..engine.policy import known
from ..engine.prose import Item, Page, action_page, charter_page, policy_page
from ..engine.source.problem import quoted
from . import shared
from .terminal import printable, put, put_json, strong, width


@click.command("explain")
@click.argument("what", metavar="POLICY|CHARTER")
@click.argument("action", required=False)
@click.option("--markdown", is_flag=True, help="Write it as Markdown, for a page of documentation.")
@shared.as_json
def command(what: str, action: str | None, markdown: bool, as_json: bool) -> int:
    """Tell a policy, a whole charter or one of its actions in plain English.

    It is made from the same objects that decide, so it can't say anything else than they do. A
    charter is a file, or the name of a shipped one. Exit code: 0 told, 2 could not tell.

    \b
    Examples:
      bylaw explain tally
      bylaw explain keras_sig
      bylaw explain keras_sig approve
    """
    page = _page(what, action)
    if as_json:
        put_json(page.to_json())
    elif markdown:
        put(page.markdown())
    else:
        put(_lines(page))
    return 0


def _page(what: str, action: str | None) -> Page:
    if action is None and not is_path(what) and what not in shipped():
        return _policy(what)
    charter = find(what)
    if action is None:
        return charter_page(charter)
    if action not in charter.file.actions:
        raise RequestError(_no(f"the charter has no action {quoted(action)}", action, charter))
    return action_page(charter, action)


def _policy(name: str) -> Page:
    try:
        policy = find_policy(name)
    except TypeError as error:
        raise RequestError(str(error)) from error
    if policy is None:
        words = (*known(), *shipped())
        meant = did_you_mean(name, words)
        hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(words)}"
        raise RequestError(f"no policy or charter is called {quoted(name)}: {hint}")
    return policy_page(name, policy, {each: find(each) for each in shipped()})


def _no(said: str, name: str, charter: Charter) -> str:
    meant = did_you_mean(name, charter.file.actions)
    return f"{said}: did you mean `{meant}`?" if meant else said


def _lines(page: Page) -> Iterator[str]:
    yield strong(printable(page.title))
    for item in page.opening:
        yield from ("", *_item(item))
    for section in page.sections:
        yield from ("", strong(section.title))
        for item in section.items:
            yield from ("", *_item(item))


def _item(item: Item) -> Iterator[str]:
    if item.code:
        yield from (f"    {printable(line)}" for line in item.text.split("\n"))
        return
    lead = f"  {item.lead}: " if item.lead else "  "
    first, *rest = _wrapped(lead + item.text, "    " if item.lead else "  ")
    yield first.replace(item.lead, strong(item.lead), 1) if item.lead else first
    yield from rest
    for point in item.points:
        yield from _wrapped(f"    - {point}", "      ")


def _wrapped(text: str, indent: str) -> list[str]:
    """Wrap text whose further lines are indented."""
    lead = text[: len(text) - len(text.lstrip())]
    return wrap(
        printable(text.lstrip()),
        width(),
        initial_indent=lead,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
