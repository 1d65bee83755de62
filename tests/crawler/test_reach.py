"""A real browser is led at a canary in every way that a page knows, and reaches it in none."""

import pytest

from tests.crawler.crawl import crawl
from tests.crawler.web import Canary

pytestmark = pytest.mark.browser

WAYS = """
<img src="{http}/img"><script src="{http}/script"></script>
<link rel=stylesheet href="{http}/style"><link rel=preload as=fetch href="{http}/preload">
<link rel=prefetch href="{http}/prefetch"><link rel=preconnect href="{http}">
<link rel=dns-prefetch href="{http}"><link rel=modulepreload href="{http}/module">
<style>@import url({http}/import); body {{ background: url({http}/background) }}
@font-face {{ font-family: f; src: url({http}/font) }}</style><p style="font-family: f">x</p>
<iframe src="{http}/frame"></iframe><iframe srcdoc="<img src='{http}/srcdoc'>"></iframe>
<object data="{http}/object"></object><embed src="{http}/embed">
<video src="{http}/video" autoplay></video><audio src="{http}/audio" autoplay></audio>
<svg><image href="{http}/svg"/></svg><input type=image src="{http}/input">
<img src="/to-canary"><iframe src="/to-canary"></iframe>
<iframe name=form></iframe><form id=f action="{http}/form" method=post target=form></form>
<script type=speculationrules>{{"prerender": [{{"urls": ["{http}/prerender"]}}]}}</script>
<script>
const say = (name) => fetch('/said?' + name);
const quietly = (work) => {{ try {{ const p = work(); p && p.catch && p.catch(() => 0) }} catch {{}} }};
quietly(() => fetch('{http}/fetch', {{mode: 'no-cors'}}));
quietly(() => fetch('/to-canary', {{mode: 'no-cors'}}));
quietly(() => fetch('{http}/keepalive', {{mode: 'no-cors', keepalive: true, method: 'POST'}}));
quietly(() => navigator.sendBeacon('{http}/beacon', 'x'));
quietly(() => {{ const x = new XMLHttpRequest(); x.open('GET', '{http}/xhr'); x.send() }});
quietly(() => new EventSource('{http}/events'));
quietly(() => new WebSocket('{ws}/socket'));
quietly(() => new Worker(URL.createObjectURL(new Blob([
  "fetch('{http}/worker', {{mode: 'no-cors'}}).catch(() => 0); new WebSocket('{ws}/in-worker')"]))));
quietly(() => new SharedWorker(URL.createObjectURL(new Blob([
  "fetch('{http}/shared', {{mode: 'no-cors'}}).catch(() => 0); new WebSocket('{ws}/in-shared')"]))));
quietly(() => navigator.serviceWorker.register('/sw.js'));
quietly(() => document.getElementById('f').submit());
quietly(() => window.open('{http}/popup'));
quietly(() => {{
  const peer = new RTCPeerConnection({{iceServers: [
    {{urls: 'stun:{host}:{port}'}},
    {{urls: ['turn:{host}:{port}?transport=udp', 'turn:{host}:{port}?transport=tcp'],
      username: 'u', credential: 'c'}}]}});
  peer.createDataChannel('c');
  return peer.createOffer().then((offer) => peer.setLocalDescription(offer)).then(() => {{
    for (const kind of ['udp 2122260223 {host} {port} typ host',
                        'tcp 1518280447 {host} {port} typ host tcptype passive'])
      peer.addIceCandidate({{sdpMid: '0', candidate: 'candidate:1 1 ' + kind}}).catch(() => 0);
  }});
}});
quietly(() => new WebTransport('https://{host}:{port}/transport').ready);
say('all-started');
</script>"""

HOSTS = {"address": "127.0.0.1", "any": "0.0.0.0", "name": "inner.example"}
OTHER_SPELLINGS = {
    "localhost": "localhost",
    "short": "127.1",
    "number": "2130706433",
    "hexadecimal": "0x7f.0.0.1",
    "mapped": "[::ffff:127.0.0.1]",
    "beside the marketplace": "shop.localhost",
}


def lead_at(web, canary, host, path="/trap"):
    place = {
        "host": host,
        "port": canary.port,
        "http": f"http://{host}:{canary.port}",
        "ws": f"ws://{host}:{canary.port}",
    }
    page = "<!doctype html><title>trap</title>" + WAYS.format(**place)
    web.routes[path] = lambda handler, _query: handler.html(page)
    web.routes["/to-canary"] = lambda handler, _query: handler.redirect(place["http"] + "/moved")
    web.routes["/sw.js"] = lambda handler, _query: handler.answer(
        f"fetch('{place['http']}/service-worker')".encode(),
        headers={"Content-Type": "text/javascript"},
    )
    return place


@pytest.mark.parametrize(
    "host",
    [
        *(pytest.param(host, id=name) for name, host in HOSTS.items()),
        *(
            pytest.param(host, id=name, marks=pytest.mark.slow)
            for name, host in OTHER_SPELLINGS.items()
        ),
    ],
)
def test_no_way_leads_to_the_canary(web, canary, tmp_path, host):
    lead_at(web, canary, host)
    names = {"inner.example": [["127.0.0.1"]]}
    crawled = crawl(tmp_path, web.port, ["/trap"], names=names)
    assert web.hits["/said"] == 1, "the page must have got as far as its last way"
    assert canary.hits == 0
    refused = [e for e in crawled.capture.exchanges if (e.failure or "").startswith("blocked:")]
    assert len(refused) >= 15, "each way is in the record with the reason"
    assert crawled.capture.title == "trap"


def test_each_way_leads_somewhere_where_it_may(web, tmp_path):
    """The control: the same page, led at the marketplace's own port, arrives on nearly every way."""
    lead_at(web, web, "shop.localhost")
    crawl(tmp_path, web.port, ["/trap"])
    ways = {path.strip("/") for path in web.hits}
    assert ways >= {"img", "script", "style", "import", "background", "frame", "srcdoc", "object"}
    assert ways >= {"video", "svg", "moved", "form", "fetch", "keepalive", "beacon", "xhr"}
    assert ways >= {"events", "socket", "worker", "in-worker", "font"}


def test_the_other_loopback_and_this_machines_own_address(web, tmp_path):
    with Canary("::1") as canary:
        lead_at(web, canary, "[::1]")
        crawl(tmp_path, web.port, ["/trap"])
        assert web.hits["/said"] == 1
        assert canary.hits == 0


def test_a_name_that_turns_private_between_two_lookups(web, canary, tmp_path):
    """DNS rebinding: public when the request is looked at, this machine when it connects."""
    lead_at(web, canary, "rebind.example")
    rounds = [["93.184.216.34"], ["127.0.0.1"]]
    page = f"<title>t</title><script>fetch('http://rebind.example:{canary.port}/x')</script>"
    web.routes["/one"] = lambda handler, _query: handler.html(page)
    crawled = crawl(tmp_path, web.port, ["/one"], names={"rebind.example": rounds})
    assert canary.hits == 0
    (asked,) = [e for e in crawled.capture.exchanges if "rebind.example" in e.url]
    assert asked.failure == "blocked: 127.0.0.1 is not a public address"


@pytest.mark.slow
@pytest.mark.parametrize("how", ["redirect", "refresh", "script", "at once"])
def test_the_page_itself_is_not_led_there(web, canary, tmp_path, how):
    inner = f"http://127.0.0.1:{canary.port}/admin"
    web.routes["/redirect"] = lambda handler, _query: handler.redirect(inner)
    web.routes["/refresh"] = lambda handler, _query: handler.html(
        f"<title>refresh</title><meta http-equiv=refresh content='0;url={inner}'>"
    )
    web.routes["/script"] = lambda handler, _query: handler.html(
        f"<title>script</title><script>location = '{inner}'</script>"
    )
    crawled = crawl(tmp_path, web.port, [inner if how == "at once" else f"/{how}", "/quick"])
    assert canary.hits == 0
    first, second = crawled.captures
    assert first.failure == "blocked: 127.0.0.1 is not a public address"
    assert second.failure is None
    assert crawled.report["visits"] == 2


def test_a_metadata_service_is_refused_and_recorded(web, tmp_path):
    page = "<title>t</title><img src='http://169.254.169.254/latest/meta-data/'>"
    web.routes["/cloud"] = lambda handler, _query: handler.html(page)
    capture = crawl(tmp_path, web.port, ["/cloud"]).capture
    (asked,) = [e for e in capture.exchanges if "169.254" in e.url]
    assert asked.failure == "blocked: 169.254.169.254 is not a public address"
    assert not asked.status
