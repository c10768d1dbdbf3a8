"""Tests of tiles, against a whole log of Tessera's and the specification's own example."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bylaw.engine.errors import JournalError, ProofError
from bylaw.engine.journal import Head, MemoryStore
from bylaw.engine.proof import (
    Frontier,
    Tree,
    VerifierKey,
    export_tiles,
    leaf_hash,
    open_checkpoint,
)
from bylaw.engine.proof.tiles import entry_bundles, hash_tiles, tile_path

from .samples import KEY, VERIFIER, add, in_memory, signed
from .vectors import VECTORS

TESSERA = VECTORS / "tessera_testdata_log"


def unbundled(content: bytes) -> list[bytes]:
    """The entries of a bundle."""
    entries: list[bytes] = []
    while content:
        size = int.from_bytes(content[:2])
        entries.append(content[2 : 2 + size])
        content = content[2 + size :]
    return entries


ENTRIES = unbundled((TESSERA / "tile" / "entries" / "000.p15").read_bytes())


def stored(name: str) -> bytes:
    """A tile of Tessera's log; the vectors spell `.p/7` as `.p07`."""
    stem, _, width = name.partition(".p/")
    return (TESSERA / f"{stem}.p{int(width):02}").read_bytes()


@pytest.mark.parametrize("size", range(1, 16))
def test_the_tiles_of_tessera_s_entries_are_tessera_s(size: int) -> None:
    """Byte for byte at every size: hash tiles and entry bundles."""
    tree = Tree()
    for raw in ENTRIES:
        tree.append(leaf_hash(raw))
    tiles = [*hash_tiles(tree, size), *entry_bundles(ENTRIES[:size])]
    assert [f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"] == [name for name, _ in tiles]
    assert [stored(name) for name, _ in tiles] == [content for _, content in tiles]


@pytest.mark.parametrize("size", range(16))
def test_the_roots_of_tessera_s_entries_are_those_it_signed(size: int) -> None:
    """Its sixteen checkpoints, from its entries."""
    key = VerifierKey.parse((TESSERA / "vkey.txt").read_text(encoding="utf-8"))
    frontier = Frontier()
    for raw in ENTRIES[:size]:
        frontier.append(leaf_hash(raw))
    found = open_checkpoint((TESSERA / f"checkpoint.{size}").read_bytes(), [key])
    assert (size, frontier.root()) == (found.size, found.root)


def test_a_tree_of_70_000_has_the_tiles_of_the_specification_s_example() -> None:
    """273 whole tiles and one of 112; one whole and one of 17; one of 1."""
    tree = Tree()
    for number in range(70_000):
        tree.append(number.to_bytes(32))
    names = [name for name, _ in hash_tiles(tree, 70_000)]
    assert (len(names), names[272], names[273]) == (278 - 1, "tile/0/272", "tile/0/273.p/112")
    assert names[274:] == ["tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert {len(content) for name, content in hash_tiles(tree, 70_000) if ".p" not in name} == {
        8192
    }


def test_a_tree_of_256_has_a_whole_tile_and_one_above() -> None:
    """The specification's other example."""
    tree = Tree()
    for number in range(256):
        tree.append(number.to_bytes(32))
    assert [name for name, _ in hash_tiles(tree, 256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert dict(hash_tiles(tree, 256))["tile/1/000.p/1"] == tree.root(256)


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (999, 1, "tile/0/999.p/1"),
        (1000, 256, "tile/0/x001/000"),
        (1234067, 256, "tile/0/x001/x234/067"),
    ],
)
def test_an_index_is_spelt_in_groups_of_three(index: int, width: int, path: str) -> None:
    """No file ever stands where a folder must."""
    assert path == tile_path("0", index, width)


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_an_exported_folder_holds_every_line_and_the_root(tmp_path: Path) -> None:
    """All can be had back from it: lines, leaf hashes and the signed root."""
    store = in_memory(600)
    made = export_tiles(store, tmp_path / "log", signed(store))
    found = files(tmp_path / "log")
    bundles = [f"tile/entries/{name}" for name in ("000", "001", "002.p/88")]
    lines = [line for name in bundles for line in unbundled(found[name])]
    assert list(store.lines()) == lines
    tiles = b"".join(found[name.replace("entries", "0")] for name in bundles)
    assert b"".join(map(leaf_hash, lines)) == tiles
    assert open_checkpoint(found["checkpoint"], [VERIFIER]) == signed(store)
    assert (made.size, made.files, made.new, len(found)) == (600, 7, 7, 8)
    assert str(made) == f"600 lines as 7 tiles in {tmp_path / 'log'}, 7 of them new"
    assert made.to_json()["new"] == 7


def test_a_folder_grows_with_the_journal(tmp_path: Path) -> None:
    """What is written stays; only the checkpoint is replaced."""
    store = in_memory(300)
    export_tiles(store, tmp_path, signed(store))
    before = files(tmp_path)
    add(store, 300)
    made = export_tiles(store, tmp_path, signed(store))
    after = files(tmp_path)
    assert {"checkpoint"} == {name for name in before if before[name] != after[name]}
    assert (made.files, made.new) == (7, 5)
    assert export_tiles(store, tmp_path, signed(store)).new == 0


def test_a_folder_never_shows_less(tmp_path: Path) -> None:
    """Whoever has seen more would take it for a cut."""
    store = in_memory(9)
    export_tiles(store, tmp_path, signed(store))
    with pytest.raises(ProofError, match="shows 9 lines, and the checkpoint covers 8"):
        export_tiles(store, tmp_path, signed(store, 8))


def test_a_folder_never_shows_another_journal(tmp_path: Path) -> None:
    """Neither one of another name, nor another history of the same length."""
    store = in_memory(9)
    export_tiles(store, tmp_path, signed(store))
    before = files(tmp_path)
    stranger = type(KEY)("example.org/other", seed=KEY.seed)
    with pytest.raises(ProofError, match=r"shows the journal `example\.org/council`"):
        export_tiles(store, tmp_path, signed(store, key=stranger))
    rewritten = in_memory(9, identity="another")
    with pytest.raises(ProofError, match="shows another history: its 9 lines are not these"):
        export_tiles(rewritten, tmp_path, signed(rewritten))
    assert before == files(tmp_path)


@pytest.mark.parametrize("name", ["tile/0/000.p/9", "tile/entries/000.p/9"])
def test_a_tile_that_was_altered_is_named_and_stays(tmp_path: Path, name: str) -> None:
    """What is there never changes: whoever owns the folder sees to it."""
    store = in_memory(9)
    export_tiles(store, tmp_path, signed(store))
    (tmp_path / name).write_bytes(b"")
    before = files(tmp_path)
    with pytest.raises(ProofError, match=f"{name}` is there already, and holds something else"):
        export_tiles(store, tmp_path, signed(store))
    assert before == files(tmp_path)


def test_a_folder_never_goes_on_with_another_history(tmp_path: Path) -> None:
    """A longer one has tiles of its own names: what was signed before is held against its root."""
    store = in_memory(9)
    export_tiles(store, tmp_path, signed(store))
    before = files(tmp_path)
    rewritten = in_memory(12, identity="another")
    with pytest.raises(ProofError, match="shows another history"):
        export_tiles(rewritten, tmp_path, signed(rewritten))
    assert before == files(tmp_path)


def test_a_line_that_fits_in_no_bundle_is_told(tmp_path: Path) -> None:
    """Its length has two bytes; whoever forged it is found out."""

    class Forged(MemoryStore):
        def lines(self, after: int = -1) -> Iterator[bytes]:
            return iter([*super().lines(), b"x" * 65_536][after + 1 :])

        def head(self) -> Head:
            return Head(1, leaf_hash(b"x" * 65_536).hex())

    store = Forged(identity="test")
    with pytest.raises(ProofError, match="a line of 65536 bytes"):
        export_tiles(store, tmp_path, signed(store))


def test_a_checkpoint_of_another_journal_exports_nothing(tmp_path: Path) -> None:
    """It is found out before anything is written."""
    other = MemoryStore(identity="another")
    add(other, 8)
    with pytest.raises(ProofError, match="is not of this journal"):
        export_tiles(in_memory(9), tmp_path, signed(other))
    assert files(tmp_path) == {}


def test_a_checkpoint_of_nothing_exports_itself(tmp_path: Path) -> None:
    """An empty log has a checkpoint and no tiles."""
    store = in_memory(9)
    assert export_tiles(store, tmp_path, signed(store, 0)).files == 0
    assert list(files(tmp_path)) == ["checkpoint"]


def test_no_power_cut_leaves_a_tile_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has its name once its bytes are on the disk: an empty one would stay for ever."""
    flushed: set[int] = set()
    named: list[str] = []
    flush, rename = os.fsync, Path.replace

    def flushing(file: int) -> None:
        flush(file)
        flushed.add(os.fstat(file).st_ino)

    def renaming(old: Path, new: Path) -> Path:
        assert old.stat().st_ino in flushed
        named.append(new.name)
        return rename(old, new)

    monkeypatch.setattr(os, "fsync", flushing)
    monkeypatch.setattr(Path, "replace", renaming)
    store = in_memory(300)
    export_tiles(store, tmp_path, signed(store))
    assert sorted(named) == ["000", "000", "1", "44", "44", "checkpoint"]
    assert named[-1] == "checkpoint"


def test_a_folder_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    """With the system's reason."""
    (tmp_path / "file").write_text("")
    store = in_memory(3)
    with pytest.raises(JournalError, match="could not write to") as told:
        export_tiles(store, tmp_path / "file", signed(store))
    assert told.value.__cause__ is not None
    assert getattr(told.value.__cause__, "errno", None) == errno.ENOTDIR
