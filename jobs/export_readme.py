"""The first file that whoever receives a pack should open; Vietnamese, then English."""

from pathlib import Path

from evidence.report_content import Report
from evidence.report_values import moment
from evidence.report_words import subject_name

TEMPLATE = Path(__file__).with_name("pack_readme.txt")


def readme(report: Report) -> bytes:
    """The README of a pack, in both languages whatever the report's is."""
    text = TEMPLATE.read_text("utf-8")
    unsealed = [night.night for night in report.nights if not night.root]
    practice = [night.night for night in report.nights if night.is_practice]
    values = {
        "subject_vi": subject_name(report.subject, "vi"),
        "subject_en": subject_name(report.subject, "en"),
        "title": report.title,
        "made": moment(report.made_at),
        "actor": report.actor,
        "reason": report.reason,
        "software": report.software,
        "signer": report.signer,
        "captures": str(len(report.captures)),
        "roots": "\n".join(
            f"    {night.night}  {night.root or 'UNSEALED'}" for night in report.nights
        ),
        "warning_vi": _warning(
            unsealed, "\n!!! CHƯA NIÊM PHONG: {}. Không dấu thời gian nào chứng minh thời điểm.\n"
        )
        + _warning(
            practice,
            "\n!!! THỰC HÀNH: dấu thời gian của {} do chính máy thu thập cấp, không chứng minh gì với "
            "người ngoài.\n",
        ),
        "warning_en": _warning(
            unsealed, "\n!!! NOT SEALED: {}. No timestamp proves when these data existed.\n"
        )
        + _warning(
            practice,
            "\n!!! PRACTICE: the timestamps of {} come from the capturing machine itself and prove "
            "nothing to a stranger.\n",
        ),
    }
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text.encode("utf-8", "replace")


def _warning(nights: list[str], sentence: str) -> str:
    return sentence.format(", ".join(nights)) if nights else ""
