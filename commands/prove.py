"""``bylaw prove``: the proof of one decision, which anybody can check offline."""

import click

from ..engine.errors import Corrupt, ProofError, RequestError
from ..engine.journal import Store
from ..engine.proof import find_line, prove, tree_of
from ..engine.source.problem import quoted
from . import proving, shared
from .terminal import put, put_json


@click.command("prove")
@shared.journal
@shared.proposal
@click.option(
    "--version",
    type=click.IntRange(min=1),
    metavar="N",
    help="The event that made this version; the last that changed the state if left out.",
)
@proving.signer
@proving.one_checkpoint
@proving.kept
@proving.out
@shared.as_json
def command(  # noqa: PLR0913, PLR0917 - an option each
    journal: str,
    proposal: str,
    version: int | None,
    key: str | None,
    checkpoint: str | None,
    kept: str | None,
    out: str | None,
    as_json: bool,
) -> int:
    """Prove that one decision stands in a journal, to whoever has the verifier key and no journal.

    The proof is a file of about a kilobyte: the line itself, the way up to the root, and a signed
    checkpoint. With --key one is signed now; with neither option it is the newest that is kept.
    Check it with `bylaw verify --proof`. Exit code: 0 proved, 1 the journal is not what was signed,
    2 could not tell.

    \b
    Example:
      bylaw prove sig.journal keras-0001 --key council.key \\
        --out keras-0001.tlog-proof
    """
    signing = proving.signing(journal, key, checkpoint, kept)
    try:
        with shared.naming(journal), signing.store() as store:
            made = _decisive(store, proposal) if version is None else version
            _check_known(store, proposal, made)
            seq, line = find_line(store, proposal, made)
            signed = signing.checkpoint(store)  # first: others may write while the tree is made
            proof = prove(tree_of(store, signed.size), seq, signed, line)
    except (Corrupt, ProofError) as error:
        return proving.refused(error)
    if out is not None or not as_json:
        proving.put_file(str(proof), out)
    if as_json:
        told = {"proposal": proposal, "version": made, "proof": str(proof), "out": out}
        put_json({**told, **proof.to_json()})
    elif out is not None:
        size = proof.checkpoint.size
        put([f"version {made} of {proposal}, line {seq + 1} of the first {size}: {out}"])
    return 0


def _decisive(store: Store, proposal: str) -> int:
    """Give the version that last changed the state; where none did, the last one."""
    entries = store.read(proposal)
    for version in range(len(entries), 0, -1):
        entry = entries[version - 1]
        if entry.get("from") != entry.get("to"):
            return version
    return len(entries)


def _check_known(store: Store, proposal: str, version: int) -> None:
    newest = store.version(proposal)
    if newest == 0:
        names = [name for name in store.versions() if name[:1] not in {"$", "@"}]
        raise shared.no_proposal(proposal, names)
    if version > newest:
        raise RequestError(f"{quoted(proposal)} has no version {version}: it is at {newest}")
