"""What TikTok's profile, video and live pages say of an account and of what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.fields import at, first, flag, identity, moment, text, whole
from crawler.findings import Sign
from domain.listing import Reading, Shop
from domain.outcome import Outcome
from domain.target import PageKind
from spiders.tiktok.signatures import NO_ACCOUNT, NO_VIDEO

_ON_AIR = {2: "on air", 4: "ended"}
"""K 2026-11."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one account's page tells."""

    sign: Sign
    shop: Shop | None = None
    texts: tuple[tuple[str, str], ...] = ()
    """Field and words of what its owner wrote, besides the account's own description."""


def parse_profile(detail: Mapping[str, Any]) -> Account | None:
    """The creator of `webapp.user-detail`; None where no status stands there."""
    code = whole(detail.get("statusCode"))
    if code is None:
        return None
    if code != 0:
        return Account(sign=_refused(PageKind.PROFILE, code, NO_ACCOUNT, Outcome.SHOP_GONE))
    user = at(detail, "userInfo.user")
    handle = text(at(user, "uniqueId"))
    if handle is None:
        return None
    why = f"statusCode 0, account @{handle}"
    sign = Sign(kind=PageKind.PROFILE, key=handle.lower(), outcome=Outcome.LIVE, why=why)
    return Account(sign=sign, shop=_account(user, at(detail, "userInfo")))


def parse_video(detail: Mapping[str, Any]) -> Account | None:
    """The video of `webapp.video-detail` and its author."""
    code = whole(detail.get("statusCode"))
    if code is None:
        return None
    if code != 0:
        return Account(sign=_refused(PageKind.VIDEO, code, NO_VIDEO, Outcome.REMOVED))
    video = at(detail, "itemInfo.itemStruct")
    number = identity(at(video, "id"))
    if number is None:
        return None
    at_ = moment(at(video, "createTime"))
    when = f", posted {at_.isoformat()}" if at_ else ""
    author = at(video, "author")
    why = f"video {number} of @{text(at(author, 'uniqueId'))}{when}"
    words = text(at(video, "desc"))
    return Account(
        sign=Sign(kind=PageKind.VIDEO, key=number, outcome=Outcome.LIVE, why=why),
        shop=_account(author, video),
        texts=(("video.description", words),) if words else (),
    )


def parse_live(info: Mapping[str, Any]) -> Account | None:
    """The live room of `LiveRoom.liveRoomUserInfo`, its title, start and state."""
    user, room = info.get("user"), info.get("liveRoom")
    handle = text(at(user, "uniqueId"))
    if handle is None or not isinstance(room, Mapping):
        return None
    number = first(info, ("user.roomId", "liveRoom.roomId", "liveRoom.id"), identity)
    title = text(room.get("title"))
    state = whole(room.get("status"))
    began = moment(room.get("startTime"))
    parts = [f"live room {number} of @{handle}", f"state {state} ({_ON_AIR.get(state or 0)})"]
    parts.extend([f"titled {title!r}"] if title else [])
    parts.extend([f"since {began.isoformat()}"] if began else [])
    sign = Sign(kind=PageKind.LIVE, key=handle.lower(), outcome=Outcome.LIVE, why=", ".join(parts))
    texts = (("live.title", title),) if title else ()
    return Account(sign=sign, shop=_account(user, info), texts=texts)


def is_on_air(reading: Reading) -> bool:
    """Whether a live room's page says that the broadcast is going on."""
    is_live = reading.page_kind is PageKind.LIVE and reading.verdict.outcome is Outcome.LIVE
    return is_live and f"({_ON_AIR[2]})" in reading.verdict.reason


def _refused(kind: PageKind, code: int, known: Mapping[int, str], gone: Outcome) -> Sign:
    """Gone by a code of the table; a private page and every other code prove nothing."""
    outcome = gone if code in known else Outcome.UNKNOWN
    words = known[code] if outcome is gone else "which is in no table"
    return Sign(kind=kind, key=None, outcome=outcome, why=f"statusCode {code}: {words}")


def _account(user: Any, beside: Any) -> Shop | None:
    user_id = identity(at(user, "id"))
    handle = text(at(user, "uniqueId"))
    if user_id is None or handle is None:
        return None
    stats = ("statsV2.followerCount", "stats.followerCount", "authorStats.followerCount")
    bio = (text(at(user, "signature")), text(at(user, "bioLink.link")))
    return Shop(
        shop_id=user_id,
        username=handle,
        name=text(at(user, "nickname")),
        url=f"https://www.tiktok.com/@{handle}",
        description="\n".join(line for line in bio if line) or None,
        location=text(at(user, "region")),
        joined_at=moment(at(user, "createTime")),
        followers=first(beside, stats, whole),
        official=flag(at(user, "verified")),
        status="private" if at(user, "privateAccount") is True else "normal",
    )
