"""Proof: signed checkpoints of a journal, and what anybody can check with one in hand."""

from ..journal.kept import Kept
from .attacks import Attack
from .checkpoint import Checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint
from .checkpointer import CheckpointedStore, Checkpointer
from .event import (
    EventProof,
    Proven,
    check_proof,
    check_proof_under,
    find_line,
    parse_proof,
    prove,
)
from .kept import KeptFile, kept_path
from .keys import (
    KeyFiles,
    SignerKey,
    VerifierKey,
    generate,
    load_signer,
    load_verifier,
    save,
)
from .merkle import Frontier, is_extended, is_included, leaf_hash
from .note import Note, OpenedNote, Signature, open_note, parse_note, sign_note
from .tiles import Exported, export_tiles
from .tree import Tree, grow, tree_of
from .verify import Held, Report, verify

__all__ = [
    "Attack",
    "Checkpoint",
    "CheckpointedStore",
    "Checkpointer",
    "EventProof",
    "Exported",
    "Frontier",
    "Held",
    "Kept",
    "KeptFile",
    "KeyFiles",
    "Note",
    "OpenedNote",
    "Proven",
    "Report",
    "Signature",
    "SignerKey",
    "Tree",
    "VerifierKey",
    "check_proof",
    "check_proof_under",
    "export_tiles",
    "find_line",
    "generate",
    "grow",
    "is_extended",
    "is_included",
    "kept_path",
    "leaf_hash",
    "load_signer",
    "load_verifier",
    "open_checkpoint",
    "open_note",
    "parse_checkpoint",
    "parse_note",
    "parse_proof",
    "prove",
    "save",
    "sign_checkpoint",
    "sign_note",
    "tree_of",
    "verify",
]
