"""Command `kalaka serve`: a live preview until Ctrl+C."""

import errno
import socket
import sys
import webbrowser
from pathlib import Path

from filelock import FileLock, Timeout

from kalaka.build.preview import Preview
from kalaka.build.preview_server import PreviewServer
from kalaka.build.work_folder import WORK
from kalaka.commands.terminal import TerminalReporter
from kalaka.i18n.messages import EditorMessages

_ANY_HOST = ("", "0.0.0.0", "::")
"""Addresses to listen on that a browser cannot open."""


def run(root: Path, host: str, port: int, engine: str, words: EditorMessages, *, open_browser: bool) -> int:
    """Status 0 after Ctrl+C, 1 when the preview cannot run, 2 for a port that does not exist."""
    if not 0 <= port <= 65535:
        print(words("preview.bad_port", port=port), file=sys.stderr)
        return 2
    (root / WORK).mkdir(exist_ok=True)
    lock = FileLock(root / WORK / "preview.lock", timeout=0)
    try:
        with lock:
            return _serve(root, host, port, engine, words, open_browser=open_browser)
    except Timeout:
        print(words("preview.already_runs", url=_address_file(root).read_text("utf-8").strip()), file=sys.stderr)
        return 1


def _serve(root: Path, host: str, port: int, engine: str, words: EditorMessages, *, open_browser: bool) -> int:
    preview = Preview(root, engine, words, lambda line: print(line, flush=True), TerminalReporter(words).progress)
    try:
        server = PreviewServer(host, port, preview)
    except (OSError, UnicodeError, TypeError) as error:  # the last two for a host that is no name
        preview.close()
        print(_reason(error, host, port, words), file=sys.stderr)
        return 1
    name = "localhost" if host in _ANY_HOST else f"[{host}]" if ":" in host else host
    url = f"http://{name}:{server.server_port}{preview.base_path}"
    try:
        _address_file(root).write_text(url, "utf-8")
        print(words("cli.serving", url=url), flush=True)
        preview.start()
        if open_browser:
            webbrowser.open(url)
        server.serve_forever()
    except KeyboardInterrupt:
        print(f"\n{words('preview.stopped')}", file=sys.stderr)
    finally:
        server.server_close()
        preview.close()
    return 0


def _address_file(root: Path) -> Path:
    """Where a running preview says how it is reached."""
    file = root / WORK / "preview.address"
    file.touch()
    return file


def _reason(error: Exception, host: str, port: int, words: EditorMessages) -> str:
    """Why nothing can listen at an address, and what to do."""
    if isinstance(error, PermissionError):
        return words("preview.port_forbidden", port=port)
    if isinstance(error, OSError) and not isinstance(error, socket.gaierror) and error.errno == errno.EADDRINUSE:
        return words("preview.port_taken", port=port, other=port + 1 if port < 65535 else 8000)
    return words("preview.bad_host", host=host)
