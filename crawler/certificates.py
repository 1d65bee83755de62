"""The certificates that the browser itself was shown."""

import asyncio
import base64

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from domain.capture import CertificateChain


async def certificates_of(
    cdp: CDPSession, url: str, seconds: float
) -> tuple[CertificateChain, ...]:
    """The chain of a page's own origin; nothing for plain HTTP or where the browser does not say."""
    if not url.startswith("https://"):
        return ()
    origin = "/".join(url.split("/", 3)[:3])
    try:
        async with asyncio.timeout(seconds):
            answer = await cdp.send("Network.getCertificate", {"origin": origin})
    except (PlaywrightError, TimeoutError):
        return ()
    chain = tuple(base64.b64decode(der) for der in answer["tableNames"])
    return (CertificateChain(origin=origin, der=chain),) if chain else ()
