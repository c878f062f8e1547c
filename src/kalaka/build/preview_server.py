"""HTTP for the preview: pages, files with ranges (RFC 9110, section 14), and the script by which pages reload."""

import os
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import MimeTypes
from pathlib import Path
from socket import AF_INET, AF_INET6
from socketserver import TCPServer
from urllib.parse import quote, unquote

from kalaka.build.preview import SCRIPT_ADDRESS, Preview, Response

_NUMBER_ADDRESS = "/.kalaka/build"
_SCRIPT = """\
const build = document.currentScript.dataset.build;
const ask = () => document.hidden ? setTimeout(ask, 1000) : fetch("/.kalaka/build?after=" + build).then(r => r.text())
  .then(now => now === build ? ask() : location.reload(), () => setTimeout(ask, 1000));
ask();
"""
_BLOCK = 1 << 16
"""Bytes that are sent at once."""


def byte_range(header: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for (RFC 9110, section 14); empty when there are none, None for all.

    A header that asks for several ranges or is not valid counts as none.
    """
    match = re.fullmatch(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", header)
    if not match or match[1] == match[2] == "":
        return None
    if not match[1]:
        return range(max(0, size - int(match[2])), size)
    first, last = int(match[1]), int(match[2] or size)
    return None if match[2] and last < first else range(first, min(last + 1, size))


class PreviewServer(ThreadingHTTPServer):
    """HTTP server of a preview. Raises OSError when it cannot listen."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = os.name != "nt"  # where it would let two servers share a port

    def __init__(self, host: str, port: int, preview: Preview) -> None:
        self.preview = preview
        self.address_family = AF_INET6 if ":" in host else AF_INET
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Without asking for the name of the host, which may take long."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that wants no more is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        preview = self.server.preview
        target, _, query = self.path.partition("?")
        path = _decoded(target)
        if path is None:
            self._send(Response(HTTPStatus.NOT_FOUND))
        elif path == SCRIPT_ADDRESS:
            self._send(Response(HTTPStatus.OK, path, _SCRIPT.encode()))
        elif path == _NUMBER_ADDRESS:
            self._send(
                Response(HTTPStatus.OK, "build.txt", preview.wait_for_news(query.removeprefix("after=")).encode())
            )
        else:
            self._send(preview.respond(path))

    do_HEAD = do_GET  # noqa: N815 - the name that the server asks for

    def _send(self, response: Response) -> None:
        if isinstance(response.body, bytes):
            self._send_head(response, len(response.body))
            if self.command == "GET":
                self.wfile.write(response.body)
            return
        try:
            file = response.body.open("rb")
        except OSError:
            self._send(Response(HTTPStatus.NOT_FOUND))
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            part = None if "If-Range" in self.headers else byte_range(self.headers.get("Range", ""), size)
            self._send_head(response, size, part)
            left = len(range(size) if part is None else part)
            file.seek(part.start if part else 0)
            while self.command == "GET" and left > 0 and (block := file.read(min(left, _BLOCK))):
                self.wfile.write(block)
                left -= len(block)

    def _send_head(self, response: Response, size: int, part: range | None = None) -> None:
        status = response.status
        if part is not None:
            status = HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        self.send_response(status)
        if part is not None:
            self.send_header(
                "Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}" if part else f"bytes */{size}"
            )
        if isinstance(response.body, Path):
            self.send_header("Accept-Ranges", "bytes")
        if response.location:
            self.send_header("Location", quote(response.location))
        self.send_header("Content-Type", content_type(response.name))
        self.send_header("Content-Length", str(size if part is None else len(part)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """The terminal is for the editor; requests are not news."""


def _decoded(target: str) -> str | None:
    """The path of a request target; None for one that might lead out of a folder, or is no text."""
    try:
        path = unquote(target, errors="strict")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")
    return None if not path.startswith("/") or {".", ".."} & {*parts} or any(c in path for c in "\\\0:") else path


_TYPES = MimeTypes()
for _type, _endings in {
    "application/json": ".geojson .map",
    "application/octet-stream": ".pagefind .pf_meta",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "font/woff2": ".woff2",
    "image/avif": ".avif",
    "image/webp": ".webp",
    "text/turtle": ".ttl",
}.items():
    for _ending in _endings.split():
        _TYPES.add_type(_type, _ending)


def content_type(name: str) -> str:
    """The media type of a file by its name, the same on every system; of text with its encoding."""
    kind, encoding = _TYPES.guess_type(name)
    if kind is None or encoding:
        return "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    return f"{kind}; charset=utf-8" if is_text else kind
