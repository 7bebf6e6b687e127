"""Files sent to the site as it runs, and how much memory the process that serves them has."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.serving import Browser

MB = 1024 * 1024
PATH = "/utveksling/ny/"
BOUNDARY = "grense"


def worker_of(url: str) -> int:
    """Return the process that serves the pages: the last descendant of the server that listens there."""
    port = str(urlsplit(url).port)
    parents: dict[int, int] = {}
    commands: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "status").read_text()
                commands[int(folder.name)] = (folder / "cmdline").read_text().split("\0")
            except OSError:
                continue  # it has ended meanwhile
            parents[int(folder.name)] = int(status.partition("PPid:")[2].split()[0])
    main = next(pid for pid, command in commands.items() if port in command and "granian" in command)
    children = [pid for pid, parent in parents.items() if parent == main]
    return max(children, key=lambda pid: memory(pid, "VmRSS"), default=main)


def memory(pid: int, which: str) -> int:
    """Return bytes of a process: `VmRSS` now, or `VmHWM` at most so far."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{which}:")[2].split()[0] or 0) * 1024 if which in status else 0


def upload(url: str, browser: Browser, token: str, size: int) -> int:
    """Hand a CSV file of so many bytes in, piece by piece; return the status of the answer."""
    fields = {"csrfmiddlewaretoken": token, "kind": "network"}
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="fil.csv"\r\n'
    head += "Content-Type: text/csv\r\n\r\ncode;name;kind;responsible_municipality\n"
    tail = f"\r\n--{BOUNDARY}--\r\n"
    piece = b"x;y;z;1108\n" * (MB // 11)
    pieces = [head.encode(), *[piece] * (size // len(piece)), tail.encode()]
    connection = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=300)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(sum(len(each) for each in pieces)),
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
    }
    connection.request("POST", PATH, iter(pieces), headers)
    return connection.getresponse().status
