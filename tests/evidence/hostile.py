"""A server that answers each request otherwise than the one before, and logs what it really sent."""

import gzip
import importlib
import socket
import threading
import zlib
from collections import defaultdict
from dataclasses import dataclass

import brotli

try:
    from backports import zstd
except ImportError:
    zstd = importlib.import_module("compression.zstd")  # Python 3.14 brings it along

from tests.crawler.web import Web

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Sent:
    """One answer: the bytes on the wire without HTTP's own framing, and what they decode to."""

    wire: bytes
    decoded: bytes


def text(words, kind="text/plain"):
    return lambda hit: ({"Content-Type": kind}, words.replace(b"HIT", b"%08d" % hit), None)


def packed(encoding, pack, *, chunked=False, size=200):
    def answer(hit):
        decoded = b'{"hit": %08d, "text": "%s"}' % (hit, "Áo thun ".encode() * size)
        headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
        return headers | ({"Transfer-Encoding": "chunked"} if chunked else {}), decoded, pack

    return answer


def chunked(hit):
    body = b"".join(b"piece %d of hit %08d\n" % (n, hit) for n in range(300))
    return {"Content-Type": "text/plain", "Transfer-Encoding": "chunked"}, body, None


def video(hit):
    body = b"\x00\x00\x00\x18ftypmp42" + b"%08d" % hit
    return {"Content-Type": "video/mp4"}, body.ljust(30 * MEBIBYTE, b"v"), None


FRAME = b"<!doctype html><p>frame HIT<img src='/in-frame.png'><script>fetch('/from-frame')</script>"
WORKER = b"""// HIT
fetch('/from-worker').then(() => fetch('/from-worker-late'))
new Worker('/nested-worker.js')"""
BINARY = bytes(range(256)) + b"HIT"
BROKEN_PNG = b"\x89PNG\r\n\x1a\n HIT \x00\xff\xfe not a picture"
INVALID = b"HIT \xff\xfe\xe1\xbb broken \xc3( \xed\xa0\x80 utf-8 \x80"
ANSWERS = {
    "/broken.png": text(BROKEN_PNG, "image/png"),
    "/broken.webp": text(b"RIFF____WEBP HIT", "image/webp"),
    "/no-kind": text(BINARY, "application/octet-stream"),
    "/style.css": text(b"@import '/imported.css'; body{background:url(/background.png)} /* HIT */", "text/css"),
    "/imported.css": text(b"@font-face{font-family:x;src:url(/font.woff2)} body{font-family:x} /* HIT */", "text/css"),
    "/background.png": text(BROKEN_PNG, "image/png"),
    "/font.woff2": text(b"wOF2 HIT no font", "font/woff2"),
    "/prefetched.txt": text(b"HIT prefetched"),
    "/preloaded.js": text(b"window.preloaded = 'HIT'", "text/javascript"),
    "/module.js": text(b"import '/imported.js' // HIT", "text/javascript"),
    "/imported.js": text(b"window.imported = 'HIT'", "text/javascript"),
    "/beacon": text(b"HIT"),
    "/ping": text(b"HIT"),
    "/worker.js": text(WORKER, "text/javascript"),
    "/nested-worker.js": text(b"fetch('/from-nested') // HIT", "text/javascript"),
    "/from-worker": text(b"HIT worker"),
    "/from-worker-late": text(b"HIT late"),
    "/from-nested": text(b"HIT nested"),
    "/shared-worker.js": text(b"fetch('/from-shared') // HIT", "text/javascript"),
    "/from-shared": text(b"HIT shared"),
    "/service-worker.js": text(b"fetch('/from-service') // HIT", "text/javascript"),
    "/from-service": text(b"HIT service"),
    "/frame": text(FRAME, "text/html"),
    "/other-frame": text(FRAME.replace(b"/in-frame", b"/in-other-frame").replace(b"from-frame", b"from-other-frame"), "text/html"),
    "/in-frame.png": text(BROKEN_PNG, "image/png"),
    "/in-other-frame.png": text(BROKEN_PNG, "image/png"),
    "/from-frame": text(b"HIT"),
    "/from-other-frame": text(b"HIT"),
    "/invalid.txt": text(INVALID, "text/plain; charset=utf-8"),
    "/invalid.json": text(b'{"a": "' + INVALID + b'"}', "application/json"),
    "/utf16.txt": text("HIT tiếng Việt".encode("utf-16"), "text/plain; charset=utf-16"),
    "/gzip": packed("gzip", gzip.compress),
    "/gzip-chunked": packed("gzip", gzip.compress, chunked=True),
    "/deflate": packed("deflate", zlib.compress),
    "/br": packed("br", brotli.compress),
    "/br-chunked": packed("br", brotli.compress, chunked=True),
    "/zstd": packed("zstd", zstd.compress),
    "/zstd-chunked": packed("zstd", zstd.compress, chunked=True),
    "/gzip-large": packed("gzip", gzip.compress, size=200_000),
    "/chunked": chunked,
    "/empty": text(b""),
    "/video.mp4": video,
    "/landed": text(b"HIT landed"),
    "/posted": text(b"HIT posted"),
    "/cached.js": text(b"window.cached = 'HIT'", "text/javascript"),
    "/no-content": text(b""),
    "/gone": text(b"HIT gone"),
    "/missing.png": text(b""),
    "/icon.ico": text(b"HIT", "image/x-icon"),
}  # fmt: skip
STATUS = {"/no-content": 204, "/gone": 410, "/missing.png": 404}
PAGE = """<!doctype html><html><head><title>live</title><link rel=icon href=/icon.ico>
<link rel=stylesheet href=/style.css><link rel=prefetch href=/prefetched.txt>
<link rel=preload as=script href=/preloaded.js><script src=/cached.js></script><script src=/cached.js></script>
<script type=module src=/module.js></script></head>
<body><h1>{hit:08d}</h1><img src=/broken.png><img src=/broken.webp><img src=/missing.png>
<iframe src=/frame></iframe><iframe src="http://other.shop.localhost:{port}/other-frame"></iframe>
<video src=/video.mp4 preload=auto></video><img src=http://192.168.7.7/private.png>
<a id=a href=/empty ping=/ping>a</a>
<script>
for (const path of ['/gzip', '/gzip-chunked', '/deflate', '/br', '/br-chunked', '/zstd', '/zstd-chunked',
  '/gzip-large', '/invalid.txt', '/invalid.json', '/utf16.txt', '/no-kind', '/chunked', '/empty',
  '/hop-1', '/no-content', '/gone', '/hangs-up', '/half'])
  fetch(path).then(answer => answer.arrayBuffer()).catch(() => 0)
fetch('/posted', {{method: 'POST', body: new Uint8Array([0, 255, 128, 10])}})
navigator.sendBeacon('/beacon', 'sent by beacon')
new Worker('/worker.js')
try {{ new SharedWorker('/shared-worker.js') }} catch {{}}
navigator.serviceWorker?.register('/service-worker.js').catch(() => 0)
</script></body></html>"""


class Hostile(Web):
    """The server; `sent` has every answer of every path in order."""

    def __init__(self):
        super().__init__()
        self.sent = defaultdict(list)
        self.posted = {}
        self.shown_port = None
        """The port that pages name, where something stands in front of this server."""
        self._sent_lock = threading.Lock()
        self.routes = {path: self.changing(path) for path in ANSWERS} | {
            "/page": self.page,
            "/hop-1": lambda handler, _: handler.redirect("/hop-2"),
            "/hop-2": lambda handler, _: handler.redirect("/landed"),
            "/hangs-up": hang_up,
            "/half": half,
        }

    def changing(self, path):
        def route(handler, _query):
            headers, decoded, pack = ANSWERS[path](self.hits[path])
            wire = pack(decoded) if pack else decoded
            with self._sent_lock:
                self.sent[path].append(Sent(wire=wire, decoded=decoded))
            handler.answer(wire, headers=headers, status=STATUS.get(path, 200))

        return route

    def page(self, handler, _query):
        body = PAGE.format(hit=self.hits["/page"], port=self.shown_port or self.port).encode()
        self.sent["/page"].append(Sent(wire=body, decoded=body))
        handler.html(body.decode())


def hang_up(handler, _query):
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def half(handler, _query):
    """Promises more than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"only this")
    handler.close_connection = True
