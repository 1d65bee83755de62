"""A golden fixture: a saved visit beside what the parsers must say of it.

    tests/fixtures/<platform>/<case>/
        capture.html | answer.json ...   the bodies
        meta.json                        url, status, headers; each further answer's url and status
        expected.json                    as `shopwitness parse` prints it

`save` writes the first two, with persons and secrets masked; `accept` writes the third, for a
person to read before it is committed.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.fields import at, objects, text, whole
from domain.capture import Capture, Exchange
from domain.errors import UsageError
from domain.target import Site
from jobs.masks import Masks
from jobs.parse import as_json, body_of, capture_of, reading_of
from messages import translate
from spiders import platforms

FOLDER = Path("tests/fixtures")
META = "meta.json"
EXPECTED = "expected.json"
_KEPT_HEADERS = frozenset({"content-type", "location", "retry-after"})


def save(path: Path, platform_name: str, url: str, case: str, *, folder: Path = FOLDER) -> Path:
    """Save a body as a case, masked, with what the parsers say of it; answers the case's folder.

    Raises UsageError where the case exists or its name is no plain one.
    """
    made = _new_case(platform_name, case, folder)
    capture, site = capture_of(body_of(path), platform_name, url)
    masks = Masks.of(capture, reading_of(platform_name, capture, site))
    made.mkdir(parents=True)
    files: dict[str, dict[str, Any]] = {}
    for number, exchange in enumerate(capture.exchanges):
        name = _file_name(exchange, number)
        (made / name).write_text(masks.apply(exchange.body.decode("utf-8", "replace")), "utf-8")
        if exchange.url not in {"", url} or exchange.status != capture.status:
            files[name] = {"url": masks.apply(exchange.url), "status": exchange.status}
    meta = {"url": masks.apply(url), "status": capture.status, "headers": _headers(capture)}
    _write(made / META, {**meta, "answers": files} if files else meta)
    accept(made)
    return made


def accept(case_folder: Path) -> Path:
    """Write what the parsers say of a case as what is expected of them; answers the file."""
    expected = case_folder / EXPECTED
    _write(expected, read_case(case_folder))
    return expected


def find_case(case: str, *, folder: Path = FOLDER) -> Path:
    """The folder of `<platform>/<case>`, or of a case's name that only one platform has.

    Raises UsageError where there is none, or several.
    """
    found = [folder / case] if "/" in case else sorted(folder.glob(f"*/{case}"))
    found = [one for one in found if (one / META).is_file()]
    if len(found) != 1:
        raise UsageError(
            translate(
                "{number} cases are called {case} below {folder}; write it as platform/case.",
                number=len(found),
                case=case,
                folder=folder,
            )
        )
    return found[0]


def read_case(case_folder: Path) -> dict[str, Any]:
    """What the parsers say of a case, as one JSON value."""
    platform_name = case_folder.parent.name
    capture, site = load_case(case_folder)
    return as_json(reading_of(platform_name, capture, site))


def load_case(case_folder: Path) -> tuple[Capture, Site]:
    """The capture that a case stands for, and its site."""
    meta = json.loads((case_folder / META).read_text("utf-8"))
    names = sorted(
        one.name for one in case_folder.iterdir() if one.name not in {META, EXPECTED, "README.md"}
    )
    url = text(at(meta, "url")) or ""
    bodies = [_exchange(case_folder / name, meta, url) for name in names]
    capture, site = capture_of(b"", case_folder.parent.name, url, exchanges=tuple(bodies))
    return replace(
        capture,
        status=whole(at(meta, "status")) or 0,
        final_url=text(at(meta, "final_url")) or url,
        title=text(at(meta, "title")) or "",
        text=text(at(meta, "text")) or "",
        failure=text(at(meta, "failure")),
    ), site


def _exchange(path: Path, meta: Mapping[str, Any], url: str) -> Exchange:
    told = next((one for name, one in _answers(meta) if name == path.name), {})
    is_page = path.suffix == ".html"
    return Exchange(
        url=text(told.get("url")) or (url if is_page else ""),
        status=whole(told.get("status")) or whole(meta.get("status")) or 200,
        response_headers=tuple((k, str(v)) for k, v in dict(meta.get("headers") or {}).items()),
        body=path.read_bytes(),
        resource_type="document" if is_page else "xhr",
        redirect_to=text(told.get("redirect_to")),
    )


def _answers(meta: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    answers = meta.get("answers")
    return list(zip(answers, objects(answers), strict=True)) if isinstance(answers, dict) else []


def _new_case(platform_name: str, case: str, folder: Path) -> Path:
    if platform_name not in platforms() or not case.replace("-", "").replace("_", "").isalnum():
        raise UsageError(
            translate(
                "{platform}/{case} is no name of a case: a platform there is ({platforms}), then "
                "letters, digits and _.",
                platform=platform_name,
                case=case,
                platforms=", ".join(platforms()),
            )
        )
    made = folder / platform_name / case
    if made.exists():
        raise UsageError(
            translate("{folder} exists already; take another name, or delete it.", folder=made)
        )
    return made


def _file_name(exchange: Exchange, number: int) -> str:
    stem, suffix = (
        ("capture", "html") if exchange.resource_type == "document" else ("answer", "json")
    )
    return f"{stem}.{suffix}" if number == 0 else f"{stem}-{number}.{suffix}"


def _headers(capture: Capture) -> dict[str, str]:
    sent = capture.exchanges[0].response_headers if capture.exchanges else ()
    return {name.lower(): value for name, value in sent if name.lower() in _KEPT_HEADERS}


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")
