"""Bank accounts in Vietnamese text, with the bank and the holder where they stand beside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BANKS = {
    "vcb": "Vietcombank", "vietcombank": "Vietcombank", "tcb": "Techcombank",
    "techcombank": "Techcombank", "techcom": "Techcombank", "mb": "MB Bank", "mbbank": "MB Bank",
    "mb bank": "MB Bank", "acb": "ACB", "bidv": "BIDV", "ctg": "VietinBank",
    "vietin": "VietinBank", "vietinbank": "VietinBank", "vpbank": "VPBank", "vpb": "VPBank",
    "tpbank": "TPBank", "tpb": "TPBank", "vib": "VIB", "sacombank": "Sacombank",
    "stb": "Sacombank", "shb": "SHB", "hdbank": "HDBank", "hdb": "HDBank",
    "agribank": "Agribank", "msb": "MSB", "ocb": "OCB", "eximbank": "Eximbank", "scb": "SCB",
    "lpbank": "LPBank", "lienvietpostbank": "LPBank", "seabank": "SeABank", "nam a": "Nam A Bank",
    "namabank": "Nam A Bank", "timo": "Timo", "cake": "CAKE", "momo": "MoMo",
    "vietbank": "VietBank", "pvcombank": "PVcomBank", "abbank": "ABBANK", "bacabank": "Bac A Bank",
}  # fmt: skip
_AMBIGUOUS = frozenset({"mb", "cake", "timo", "momo"})
"""Banks whose names are words of other trades."""
_BINS = {
    "970436": "Vietcombank", "970407": "Techcombank", "970422": "MB Bank", "970416": "ACB",
    "970418": "BIDV", "970415": "VietinBank", "970432": "VPBank", "970423": "TPBank",
    "970441": "VIB", "970403": "Sacombank", "970443": "SHB", "970437": "HDBank",
    "970405": "Agribank", "970426": "MSB", "970448": "OCB", "970431": "Eximbank",
    "970429": "SCB", "970449": "LPBank", "970440": "SeABank", "970428": "Nam A Bank",
}  # fmt: skip
"""Acquirer numbers of VietQR, as published by NAPAS (2025)."""
_BANK = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(map(re.escape, _BANKS), key=len, reverse=True))})(?![^\W_])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![^\W_])(stk|s[ốo]\s*tk|s[ốo]\s*t[àa]i\s*kho[ảa]n|t[àa]i\s*kho[ảa]n|banking|tknh|ck"
    r"|chuy[ểe]n\s*kho[ảa]n)(?![^\W_])[^\d\n]{0,40}$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,/+-])\d(?:[ .-]?\d){5,18}(?![\d/]|[.,]\d)")
_MONEY_AFTER = re.compile(r"\s{0,2}(?:đ|d|vnđ|vnd|₫|k|tr|triệu|%|usd|\$)(?![^\W_])", re.IGNORECASE)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.]\d{3})+")
_HOLDER = re.compile(
    r"[\s:,.–—-]{0,6}(?:(?i:ctk|chủ\s*tk|chủ\s*tài\s*khoản|tên)\s*[:.-]?\s*)?"
    r"([A-ZĐÀ-Ỹ]{2,}(?: [A-ZĐÀ-Ỹ]{1,}){1,5})(?![^\W\d_])"
)
_QR = re.compile(r"img\.vietqr\.io/image/(\w{2,12})-(\d{6,19})", re.IGNORECASE)
_EMVCO = re.compile(r"000201(?:\d{2}\d{2}[^\n]{0,99}?){0,3}?38(\d{2})(0010A000000727[0-9A-Za-z]+)")
"""VietQR's text (EMVCo, NAPAS 2025): field 38 holds the bank's number and the account."""
_NEAR = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account and where its number stands."""

    number: str
    start: int
    end: int
    detail: str | None
    """Bank and holder: `Vietcombank, NGUYEN VAN A`."""


def find_bank_accounts(text: str) -> Iterator[Account]:
    """Every account of a text whose digits are already 0 to 9."""
    for found in _QR.finditer(text):
        bank = _BINS.get(found[1]) or _BANKS.get(found[1].lower()) or found[1]
        yield Account(number=found[2], start=found.start(2), end=found.end(2), detail=bank)
    for found in _EMVCO.finditer(text):
        yield from _in_code(found)
    for found in _NUMBER.finditer(text):
        if (account := _account(text, found)) is not None:
            yield account


def _in_code(found: re.Match[str]) -> Iterator[Account]:
    """The account of a QR code's text: numbered fields within numbered fields."""
    whole = _fields(found[2][: int(found[1])])
    inner = _fields(whole["01"]) if "01" in whole else {}
    if "00" in inner and re.fullmatch(r"\d{6,19}", inner.get("01") or ""):
        number = inner["01"]
        start = found.start(2) + found[2].find(number, found[2].find(inner["00"]) + 6)
        bank = _BINS.get(inner["00"]) or inner["00"]
        yield Account(number=number, start=start, end=start + len(number), detail=bank)


def _fields(written: str) -> dict[str, str]:
    """Two digits of name, two of length, then the value, again and again."""
    fields: dict[str, str] = {}
    position = 0
    while written[position + 2 : position + 4].isdecimal():
        end = position + 4 + int(written[position + 2 : position + 4])
        fields[written[position : position + 2]] = written[position + 4 : end]
        position = end
    return fields


def _account(text: str, found: re.Match[str]) -> Account | None:
    before = text[max(0, found.start() - 60) : found.start()].rpartition("\n")[2]
    label = _LABEL.search(before)
    bank_before = _last(_BANK, before[-_NEAR:])
    after = text[found.end() : found.end() + 80].partition("\n")[0]
    bank_after = _BANK.search(after[:_NEAR])
    if _MONEY_AFTER.match(after) or (label is None and not _stands_beside(bank_before, before)):
        return None
    is_strong = label is not None and not label[1].lower().startswith(("ck", "chuy"))
    if _GROUPED.fullmatch(found[0]) and not is_strong:
        return None
    bank = bank_before or bank_after
    if label is not None and bank is None and not (is_strong and _names_account(label)):
        return None
    if label is None and not _is_long_enough(found[0], bank):
        return None
    name = _BANKS[" ".join(bank[0].lower().split())] if bank else None
    rest = after[bank_after.end() :] if bank_after else after
    holder = _HOLDER.match(rest) or _HOLDER.match(text[found.end() : found.end() + 80])
    parts = [part for part in (name, holder[1] if holder else None) if part]
    number = re.sub(r"\D", "", found[0])
    detail = ", ".join(parts) or None
    return Account(number=number, start=found.start(), end=found.end(), detail=detail)


def _names_account(label: re.Match[str]) -> bool:
    """A number's own label, or "tài khoản" with nothing but signs behind it: not a user's account."""
    has_number_word = not label[1].lower().startswith("t") or label[1].lower() == "tknh"
    return has_number_word or not re.search(r"[^\W\d_]", label[0][len(label[1]) :])


def _is_long_enough(written: str, bank: re.Match[str] | None) -> bool:
    """Beside a bank's name alone: no round sum, and longer where the name has another meaning."""
    digits = re.sub(r"\D", "", written)
    is_ambiguous = bank is not None and bank[0].lower() in _AMBIGUOUS
    return len(digits) >= 8 or not (is_ambiguous or digits.endswith("000"))


def _stands_beside(bank: re.Match[str] | None, before: str) -> bool:
    """A bank's name right before a number makes an account of it, without further words."""
    if bank is None:
        return False
    between = before[-_NEAR:][bank.end() :]
    return re.fullmatch(r"[\s:.\-–—(]{1,4}", between) is not None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007  (only the last one is wanted)
        pass
    return found
