"""What the browser is told about a request that it has paused."""

import asyncio

from crawler.intercept import BodyLimits, Interception


class Session:
    """A CDP session that only remembers what it was sent."""

    def __init__(self):
        self.handlers = {}
        self.sent = []

    def on(self, event, handler):
        self.handlers[event] = handler

    async def send(self, method, params=None):
        self.sent.append((method, params or {}))
        return {"frameTree": {"frame": {"id": "main"}}}


class Open:
    async def refusal(self, _url):
        return None


def paused(number, *, kind="Document", frame="main"):
    request = {"url": f"http://shop.localhost/{number}", "method": "GET", "headers": {}}
    return {
        "requestId": f"paused-{number}",
        "networkId": f"network-{number}",
        "frameId": frame,
        "resourceType": kind,
        "request": request,
    }


def answers(*events, still=False, stopped=False):
    """How each paused request is let go."""

    async def scene():
        session = Session()
        seen = Interception(session, Open(), None, BodyLimits())  # type: ignore[arg-type]
        await seen.start()
        session.sent.clear()
        if stopped:
            await seen.stop()
        held = seen.still() if still else None
        if held:
            held.__enter__()
        for event in events:
            session.handlers["Fetch.requestPaused"](event)
        await asyncio.sleep(0.01)
        if held:
            held.__exit__(None, None, None)
        session.handlers["Fetch.requestPaused"](paused(99))
        await asyncio.sleep(0.01)
        return {params["requestId"]: method.split(".")[1] for method, params in session.sent}

    return asyncio.run(scene())


def test_a_page_being_pictured_does_not_leave_for_another_document():
    told = answers(paused(1), paused(2, kind="Image"), paused(3, frame="inner"), still=True)
    assert told["paused-1"] == "failRequest"
    assert told["paused-2"] == told["paused-3"] == "continueRequest"
    assert told["paused-99"] == "continueRequest", "afterwards it may go where it likes"


def test_nothing_more_goes_out_once_the_visit_is_over():
    told = answers(paused(1), paused(2, kind="Image"), stopped=True)
    assert set(told.values()) == {"failRequest"}
