"""Links in a text, without what only follows their visitors; chat and social accounts by kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_TLDS = "com|vn|net|org|shop|store|info|me|co|io|xyz|online|site|asia|top|club|live|page|link|gl|ly|ee|bio"
_LINK = re.compile(
    rf"(?<![\w@.-])(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,5}}"
    rf"(?:{_TLDS})(?![\w-]|\.[a-z0-9])(?::\d{{2,5}})?(?:/[^\s<>\"'，。、]*|\?[^\s<>\"']*)?",
    re.IGNORECASE,
)
_TELEGRAM_HANDLE = re.compile(
    r"(?<![^\W_])(?:telegram|tele|tlg)\s*[:：-]?\s*@([a-z]\w{4,31})", re.IGNORECASE | re.ASCII
)
_TRACKING = re.compile(
    r"utm_|fbclid|gclid|mibextid|rdid|share_url|spm|scm|_gl|ref$|ref_|refsrc|__cft__|__tn__|eav|paipv"
    r"|_rdr|locale|smtt|sp_atk|xptdk|af_|gads_|uls_|sub_id|sec_user_id|checksum|share_|_svg|_t$|_r$"
    r"|is_from|igsh|si$|feature$|from$|entryPoint|timestamp|source$",
    re.IGNORECASE,
)
_FACEBOOK_PAGES = re.compile(
    r"sharer|dialog|tr$|plugins|login|policies|hashtag|watch|share$|help|privacy|legal|l\.php|photo",
    re.IGNORECASE,
)
_UNWRAPPED = frozenset({"l.facebook.com", "lm.facebook.com", "l.messenger.com"})
"""Hosts that only lead on to the address in their query."""
_PHONE = re.compile(r"(?:84|0)(\d{9})")
_TRAILING = ".,;:!?)]}*_~’”\"'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link and where it stands."""

    kind: str
    """`zalo`, `facebook`, `telegram` or `link`."""
    value: str
    start: int
    end: int


def find_links(text: str) -> Iterator[Link]:
    """Every link of a text, with or without a scheme."""
    for found in _LINK.finditer(text):
        written = found[0].rstrip(_TRAILING)
        kind_and_value = normal_link(written)
        if kind_and_value is not None:
            kind, value = kind_and_value
            end = found.start() + len(written)
            yield Link(kind=kind, value=value, start=found.start(), end=end)
    for found in _TELEGRAM_HANDLE.finditer(text):
        value = f"t.me/{found[1].lower()}"
        yield Link(kind="telegram", value=value, start=found.start(), end=found.end())


def normal_link(url: str) -> tuple[str, str] | None:
    """The kind of a link and its one normal form; None where it leads to nobody."""
    try:
        parts = urlsplit(url if "://" in url else "https://" + url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    steps = [unquote(step) for step in parts.path.split("/") if step]
    query = dict(parse_qsl(parts.query))
    if host.endswith("zalo.me"):
        value = _zalo(steps, query)
        return ("zalo", value) if value else None
    if host in _UNWRAPPED and query.get("u"):
        return normal_link(query["u"])
    bare = host if host == "m.me" else re.sub(r"^(?:www|m|web|mbasic|vi-vn)\.", "", host)
    if bare in {"facebook.com", "fb.com", "fb.me", "m.me", "messenger.com"}:
        value = _facebook(bare, steps, query)
        return ("facebook", value) if value else None
    if bare in {"t.me", "telegram.me", "telegram.dog"}:
        return ("telegram", f"t.me/{steps[0].lower()}") if steps else None
    return "link", _without_tracking(host.removeprefix("www."), parts.path, parts.query)


def _zalo(steps: list[str], query: dict[str, str]) -> str | None:
    account = query.get("phone") or (steps[-1] if steps else "")
    if found := _PHONE.fullmatch(account.lstrip("+")):
        return f"+84{found[1]}"
    if len(steps) > 1 and steps[0] in {"g", "s"}:
        return f"zalo.me/{steps[0]}/{steps[1].lower()}"
    return f"zalo.me/{account.lower()}" if re.fullmatch(r"[0-9A-Za-z_.]{5,25}", account) else None


def _facebook(host: str, steps: list[str], query: dict[str, str]) -> str | None:
    if not steps:
        return None
    if steps[0] == "profile.php":
        number = query.get("id", "")
        return f"facebook.com/{number}" if number.isdigit() else None
    if steps[0] in {"people", "pages", "p"} and len(steps) > 1:
        numbered = re.search(r"(\d{6,20})$", steps[-1])
        return f"facebook.com/{numbered[1]}" if numbered else f"facebook.com/{steps[-1].lower()}"
    if steps[0] in {"groups", "marketplace", "share", "reel"} and len(steps) > 1:
        return "facebook.com/" + "/".join(steps[:3] if steps[0] != "groups" else steps[:2])
    if host == "messenger.com" and steps[0] == "t" and len(steps) > 1:
        return f"facebook.com/{steps[1].lower()}"
    if _FACEBOOK_PAGES.match(steps[0]) or not re.fullmatch(r"[\w.-]{3,60}", steps[0]):
        return None
    return f"facebook.com/{steps[0].lower()}"


def _without_tracking(host: str, path: str, query: str) -> str:
    kept = [(name, value) for name, value in parse_qsl(query) if not _TRACKING.match(name)]
    whole = f"{host}{path.rstrip('/')}"
    return f"{whole}?{urlencode(kept)}" if kept else whole
