"""A file system whose power can really be cut: whatever wasn't flushed is in its memory alone.

Run as a program it is mounted on a folder (FUSE), and puts into another, the platter, what is
flushed: a file's bytes when the file is, and names when their folder is. Kill it with ``-9``, and
what is on the platter is what a disk would hold. With ``lie`` it says that it has flushed, and
hasn't. It is no module: where FUSE is missing, it can't be loaded.

    python tests/journal/lying.py MOUNTED PLATTER [lie]
"""

import errno
import json
import stat
import sys
import time
from pathlib import Path
from typing import Any

import mfusepy  # type: ignore[import-untyped]  # it is calls of C


class Disk(mfusepy.Operations):  # type: ignore[misc]  # which has no types
    """Files in memory, numbered, and the names that lead to them."""

    use_ns = True

    def __init__(self, platter: Path, *, lie: bool) -> None:
        self.platter = platter
        self.lie = lie
        self.files: dict[int, bytearray] = {}
        self.modes: dict[int, int] = {}
        self.names: dict[str, int] = {}
        self.next = 2

    def _node(self, path: str | None, file: int | None = None) -> int:
        if file:
            return file
        if path not in self.names:
            raise mfusepy.FuseOSError(errno.ENOENT)
        return self.names[path]

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), time.time_ns())
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2, "st_ino": 1, **times}
        node = self._node(path, fh)
        mode = stat.S_IFREG | self.modes[node]
        size = len(self.files[node])
        return {"st_mode": mode, "st_nlink": 1, "st_ino": node, "st_size": size, **times}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *(name.lstrip("/") for name in self.names)]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        if path in self.names:  # another process was a moment earlier
            return self.names[path]
        node, self.next = self.next, self.next + 1
        self.files[node], self.modes[node] = bytearray(), mode & 0o777
        self.names[path] = node
        return node

    def open(self, path: str, flags: int) -> int:
        return self._node(path)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self.files[fh][offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        file = self.files[fh]
        file.extend(bytes(max(0, offset - len(file))))
        file[offset : offset + len(data)] = data
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        file = self.files[self._node(path, fh)]
        del file[length:]
        file.extend(bytes(length - len(file)))
        return 0

    def chmod(self, path: str, mode: int) -> int:
        self.modes[self._node(path)] = mode & 0o777
        return 0

    def rename(self, old: str, new: str) -> int:
        self.names[new] = self.names.pop(old)
        return 0

    def link(self, target: str, source: str) -> int:
        self.names[target] = self.names[source]
        return 0

    def unlink(self, path: str) -> int:
        del self.names[path]
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        if not self.lie:
            _put(self.platter / str(fh), bytes(self.files[fh]))
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        if not self.lie:
            _put(self.platter / "names.json", json.dumps(self.names).encode())
        return 0


def _put(path: Path, data: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(data)
    new.replace(path)


if __name__ == "__main__":
    mfusepy.FUSE(
        Disk(Path(sys.argv[2]), lie="lie" in sys.argv[3:]),
        sys.argv[1],
        foreground=True,
        nothreads=True,
        use_ino=True,
        attr_timeout=0,
        entry_timeout=0,
    )
