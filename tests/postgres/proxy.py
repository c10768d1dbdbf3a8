"""A line to the server that breaks when it is told to: before a request, or before its answer."""

import socket
import threading
from pathlib import Path
from typing import Literal

Cut = Literal["request", "answer"]

_APPEND = b"FROM append("
_NAME = ".s.PGSQL.5432"


class Proxy:
    """A socket between a client and the server; ``cut`` breaks the next append, once."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._held = False
        self.folder = folder
        self.cut: Cut | None = None
        self.forever = False
        self.cuts = 0
        self._server = str(server / _NAME)
        self._open = socket.socket(socket.AF_UNIX)
        self._open.bind(str(folder / _NAME))
        self._open.listen()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Take no more connections; those that stand end with their clients."""
        self._open.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._open.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._open.accept()
            except OSError:
                return  # closed
            thread = threading.Thread(target=self._carry, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _carry(self, client: socket.socket) -> None:
        """Carry each request and then its answer, until somebody hangs up or it is cut."""
        with client, socket.socket(socket.AF_UNIX) as server:
            if self.cuts and self.forever:
                return
            server.connect(self._server)
            back = threading.Thread(target=self._answer, args=(server, client))
            self._held = False
            back.start()
            while request := client.recv(1 << 16):
                if _APPEND in request and self.cut == "request":
                    self._broken()
                    break
                if _APPEND in request and self.cut == "answer":
                    self._held = True
                server.sendall(request)
            server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        while answer := server.recv(1 << 16):
            if self._held:
                self._broken()
                client.shutdown(socket.SHUT_RDWR)
                return
            client.sendall(answer)

    def _broken(self) -> None:
        self.cut, self._held = None, False
        self.cuts += 1
