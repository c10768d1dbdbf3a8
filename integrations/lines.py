"""Receivers that are files and streams: an event a line, in JSON."""

import json
import os
from io import FileIO
from pathlib import Path
from typing import TextIO

from ..engine.errors import DeliveryError
from ..engine.outbox import CloudEvent, Sink


def stream_sink(stream: TextIO) -> Sink:
    """Give the sink that writes each event to a stream and flushes it.

    From there on whoever reads the stream answers for the event.
    """

    def sink(event: CloudEvent) -> None:
        stream.write(_line(event))
        stream.flush()

    return sink


def file_sink(path: str | os.PathLike[str]) -> Sink:
    """Give the sink that appends each event to a file; it is on the disk when the sink returns.

    Raises:
        DeliveryError: from the sink: the file can't be written to.
    """

    def sink(event: CloudEvent) -> None:
        try:
            with Path(path).open("a+b", buffering=0) as file:
                _append(file, _line(event).encode())
        except OSError as error:
            raise DeliveryError(
                f"`{path}` did not take event `{event['id']}`: {error.strerror or error}"
            ) from error

    return sink


def _append(file: FileIO, data: bytes) -> None:
    """Append a line; where a crash has cut off the last one, it starts on a line of its own."""
    size = file.seek(0, os.SEEK_END)
    if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
        data = b"\n" + data
    written = file.write(data)
    if written != len(data):
        file.truncate(size)
        raise OSError(f"only {written} of {len(data)} bytes could be written")
    os.fsync(file.fileno())


def _line(event: CloudEvent) -> str:
    return json.dumps(event, ensure_ascii=False) + "\n"
