"""A small clamd for tests: it speaks INSTREAM and PING over TCP or a Unix socket, and finds EICAR's test file."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Scanner(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        self.server.scanned.append(self._stream())  # type: ignore[attr-defined]
        self.wfile.write(self.server.says or self._says())  # type: ignore[attr-defined]

    def _stream(self) -> bytes:
        received = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            received += self.rfile.read(length)
        return received

    def _says(self) -> bytes:
        found = EICAR in self.server.scanned[-1]  # type: ignore[attr-defined]
        return b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0"


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(*, says: bytes = b"", path: Path | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Run a scanner; give its address and what it has scanned. `says` is what it answers to everything."""
    server = _Unix(str(path), _Scanner) if path else _Tcp(("127.0.0.1", 0), _Scanner)
    server.says, server.scanned = says, []  # type: ignore[union-attr]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    address = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    try:
        yield address, server.scanned  # type: ignore[union-attr]
    finally:
        server.shutdown()
        server.server_close()
