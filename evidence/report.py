"""The report of a pack: what was seen, when and by which machine, in the manner of a *biên bản*.

Report -> report.html (Jinja2) -> WeasyPrint -> PDF with its fonts embedded
"""

import io
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from domain.errors import UnavailableError
from evidence.report_content import Report
from evidence.report_view import view
from messages import translate

TEMPLATE = "report.html"
STYLE = "report.css"
QR = "qr"
_QR_NIGHTS = 8


def render_html(report: Report) -> str:
    """The report as HTML; its pictures are named `shot:<number>`."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(view(report))


def render_pdf(report: Report) -> bytes:
    """The report as PDF; raises UnavailableError where WeasyPrint's libraries are not installed."""
    try:
        from evidence.report_pdf import write_pdf  # noqa: PLC0415  (loads Pango)
    except OSError as error:
        raise UnavailableError(
            translate(
                "The report needs the Pango library ({why}); install it (Debian: "
                "libpango-1.0-0 libpangoft2-1.0-0).",
                why=str(error).splitlines()[0],
            )
        ) from error
    style = Path(__file__).with_name(STYLE).read_text("utf-8")
    return write_pdf(render_html(report), style, _pictures(report))


def _pictures(report: Report) -> dict[str, tuple[str, bytes]]:
    shots = [picture for capture in report.captures for picture in capture.pictures]
    named = {f"shot:{number}": ("image/jpeg", one.jpeg) for number, one in enumerate(shots)}
    return {**named, f"shot:{QR}": ("image/svg+xml", _qr(report))}


def _qr(report: Report) -> bytes:
    """The roots of the sealed nights as a QR code that a phone reads as text."""
    sealed = [night for night in report.nights if night.root]
    lines = [f"{night.night} {night.root}" for night in sealed[:_QR_NIGHTS]]
    out = io.BytesIO()
    text = "\n".join(["SHOPWITNESS ROOT SHA-256", *(lines or ["UNSEALED"])])
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, scale=4)
    return out.getvalue()
