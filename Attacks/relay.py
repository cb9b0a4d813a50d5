"""Stands between the binary and a PostgreSQL server, and stops at a given byte."""

import os
import socket
import threading

TO_SERVER, TO_CLIENT = "to the server", "to the client"
CUT, STALLED = "cut", "stalled"


class Relay:
    """Listens at a Unix socket in `folder`; passes on to the one in `server`."""

    def __init__(self, folder, server):
        folder.mkdir()
        self.folder = folder
        self.server = str(server / ".s.PGSQL.5432")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen(16)
        self._lock = threading.Lock()
        self.prepare(None, None, None)
        threading.Thread(target=self._accept, daemon=True).start()

    def prepare(self, direction, offset, action):
        """Before a run: what is done once so many bytes went in a direction, over all connections together."""
        with self._lock:
            self._direction, self._offset, self._action = direction, offset, action
            self.passed = {TO_SERVER: 0, TO_CLIENT: 0}
            self.was_met = False
            self._is_silent = False
            self._sockets = []

    def end(self):
        """After a run: whatever is still open is closed, so that the server forgets it."""
        with self._lock:
            self._close_all()

    def _close_all(self):
        for each in self._sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            with self._lock:
                self._sockets += [client, server]
                # Who comes to a silent server is taken in by its kernel, and hears nothing.
                if self._is_silent:
                    continue
            try:
                server.connect(self.server)
            except OSError:
                client.close()
                continue
            for source, target, direction in ((client, server, TO_SERVER), (server, client, TO_CLIENT)):
                threading.Thread(target=self._pump, args=(source, target, direction), daemon=True).start()

    def _pump(self, source, target, direction):
        try:
            while data := source.recv(65536):
                with self._lock:
                    if self._is_silent:
                        return
                    data = self._before_the_end(data, direction)
                    target.sendall(data)
                    self.passed[direction] += len(data)
                    if self.was_met and self._action == CUT:
                        self._action = None
                        self._close_all()
                        return
                    if self.was_met and self._action == STALLED:
                        self._is_silent = True
                        return
            if not self._is_silent:
                target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _before_the_end(self, data, direction):
        left = (self._offset - self.passed[direction]) if direction == self._direction else len(data)
        if self.was_met or left >= len(data):
            return data
        self.was_met = True
        return data[:left]

    def close(self):
        self._listener.close()
        self.end()
        os.unlink(self.folder / ".s.PGSQL.5432")
