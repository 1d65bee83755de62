"""A web server whose every answer is another one, and which counts who asked for what."""

import gzip
import socket
import threading
import time
import zlib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

CHANGING = {}
"""Path -> function from the number of the hit to (headers, body as sent, body decoded)."""


def plain(kind, content):
    def answer(hit):
        body = content.replace(b"HIT", b"%06d" % hit)
        return {"Content-Type": kind}, body, body

    return answer


def packed(encoding, pack, *, declared=True):
    def answer(hit):
        body = b'{"hit": %06d, "text": "%s"}' % (hit, "Áo thun ".encode() * 500)
        headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
        return headers | ({} if declared else {"Transfer-Encoding": "chunked"}), pack(body), body

    return answer


PAGE = """<!doctype html><html><head><title>Trang {n}</title><link rel=prefetch href=/late.txt></head>
<body><h1>HIT</h1><img src=/broken.png><script>
for (const path of ['/gzip', '/gzip-chunked', '/br', '/invalid.txt', '/empty'])
  fetch(path).then(answer => answer.text()).then(text => {{ document.body.append(text.length, ' ') }})
new Worker('/worker.js')
</script></body></html>"""

CHANGING = {
    "/page": plain("text/html; charset=utf-8", PAGE.format(n=1).encode()),
    "/broken.png": plain("image/png", b"\x89PNG\r\n\x1a\n HIT \x00\xff\xfe not a picture"),
    "/gzip": packed("gzip", gzip.compress),
    "/gzip-chunked": packed("gzip", gzip.compress, declared=False),
    "/br": packed("br", brotli.compress),
    "/deflate": packed("deflate", zlib.compress),
    "/invalid.txt": plain("text/plain; charset=utf-8", b"HIT \xff\xfe\xe1\xbb broken \xc3( utf-8"),
    "/empty": plain("text/plain", b""),
    "/late.txt": plain("text/plain", b"HIT prefetched"),
    "/worker.js": plain("text/javascript", b"fetch('/from-worker').then(a => a.text()) // HIT"),
    "/from-worker": plain("text/plain", b"HIT worker"),
    "/favicon.ico": plain("image/x-icon", b"HIT"),
    "/quick": plain("text/html", b"<!doctype html><title>quick</title><p>HIT"),
}


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's routes; GET, POST and OPTIONS alike."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path, _, query = self.path.partition("?")
        hit = self.server.hit(path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        route = self.server.routes.get(path)
        if route is not None:
            route(self, query)
        elif path in CHANGING:
            headers, sent, decoded = CHANGING[path](hit)
            self.server.bodies[path] = decoded
            self.answer(sent, headers=headers)
        else:
            self.answer(b"nothing here", status=404, headers={"Content-Type": "text/plain"})

    do_POST = do_OPTIONS = do_PUT = do_GET

    def answer(self, body, *, status=200, headers=()):
        headers = dict(headers)
        chunked = headers.get("Transfer-Encoding") == "chunked"
        self.send_response(status)
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(name, one)
        if not chunked:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for piece in [body[i : i + 700] for i in range(0, len(body), 700)] if chunked else [body]:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def html(self, text, **kwargs):
        self.answer(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"}, **kwargs)

    def redirect(self, where):
        self.answer(b"moved", status=302, headers={"Location": where})

    def drip(self, seconds):
        """An answer that never ends: a byte every now and then."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.server.closing.is_set():
            self.wfile.write(b"1\r\n.\r\n")
            self.wfile.flush()
            self.server.closing.wait(0.1)

    def log_message(self, *_):
        pass


class Web(ThreadingHTTPServer):
    """The server; `with Web() as web`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, routes=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes = routes or {}
        self.hits = Counter()
        self.bodies = {}
        self.closing = threading.Event()
        self._lock = threading.Lock()

    @property
    def port(self):
        return self.server_address[1]

    def hit(self, path):
        with self._lock:
            self.hits[path] += 1
            return self.hits[path]

    def handle_error(self, *_):
        """A browser that hangs up is no event."""

    def __enter__(self):
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.shutdown()
        self.server_close()


class Canary:
    """Listens where nobody may connect to, by TCP and UDP, and counts those who do."""

    def __init__(self, host="127.0.0.1"):
        self._host = host
        self.hits = 0

    def __enter__(self):
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._tcp = socket.create_server((self._host, 0), family=family)
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(family, socket.SOCK_DGRAM)
        self._udp.bind((self._host, self.port))
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self._listen, args=(take,), daemon=True)
            for take in (self._accept, self._receive)
        ]
        for each in (self._tcp, self._udp):
            each.settimeout(0.05)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        for thread in self._threads:
            thread.join(5)
        self._tcp.close()
        self._udp.close()

    def _accept(self):
        self._tcp.accept()[0].close()

    def _receive(self):
        self._udp.recvfrom(1)

    def _listen(self, take):
        while not self._closing.is_set():
            try:
                take()
            except TimeoutError:
                continue
            self.hits += 1
