"""Exports evidence packs. Each is entered in the ledger, with who asked for it and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.legal import load_legal_basis
from config.software import software
from domain.errors import UsageError
from domain.people import CaseEntry, EntryKind
from evidence import pack as packing
from evidence.facts_table import as_csv, as_xlsx
from evidence.ledger import EntryType
from evidence.pack import Pack, PackOrder, check_out, make_pack
from evidence.pack_sources import PackSources, Place
from evidence.report import render_pdf
from evidence.report_content import Report, ReportCapture, ReportLaw
from evidence.report_nights import ReportNight, report_night
from evidence.report_view import DETAILED
from evidence.signers import signer_files
from evidence.signing import key_fingerprint, load_signer
from evidence.store import load_capture
from evidence.volume import file_digest, open_ledger
from evidence.wacz import Page
from jobs.case_enclosures import RECORD, enclosures, record_text
from jobs.export_facts import tables
from jobs.export_readme import readme
from jobs.export_subjects import Asked, Found, find
from jobs.export_visits import attachments, pages, record_names, report_capture
from jobs.keys import keys_folder, prepare_keys
from jobs.nights import night_of
from jobs.workspace import Workspace
from messages import translate, translate_to
from messages.names import OUTCOMES

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """Who wants a pack of what, where, and why."""

    asked: Asked
    out: Path
    """A folder that is not there yet, or a file that ends in `.zip`."""
    actor: str
    reason: str
    language: str = "vi"


def run(workspace: Workspace, request: ExportRequest) -> Pack:
    """Make the pack and enter it in tonight's ledger.

    Raises UsageError for what does not exist, EvidenceError where evidence does not hold,
    UnavailableError where the disk or the report's libraries fail.
    """
    _check(request)
    now, settings = datetime.now(UTC), workspace.settings
    prepare_keys(settings)
    signer = load_signer(keys_folder(settings))
    with workspace.store.reading() as repo:
        found = find(repo, request.asked, request.language)
        number = request.asked.case
        case = None if number is None else repo.cases.get(number)
    sources = PackSources(settings.evidence)
    places = sources.places([row.stored for row in found.captures])
    nights = tuple(report_night(sources.night(n).folder) for n in sorted({p.night for p in places}))
    visits = _Visits(settings.evidence, found, places, request.language)
    report = _report(request, found, visits.captures, nights, now, key=signer.public_pem)
    facts = tables(found)
    documents: dict[str, bytes] = {
        packing.REPORT: render_pdf(report),
        packing.FACTS_CSV: as_csv(facts[0]),
        packing.FACTS_XLSX: as_xlsx(facts),
        packing.README: readme(report),
    }
    if case is not None:
        documents[RECORD] = record_text(case)
    order = PackOrder(
        subject=request.asked.subject,
        captures=tuple(row.stored for row in found.captures),
        pages=tuple(visits.pages),
        title=found.title,
        documents=documents,
        actor=request.actor,
        reason=request.reason,
        language=request.language,
        software=software(),
        made_at=now,
        attachments=tuple(visits.attachments),
        enclosures=enclosures(settings, case) if case is not None else (),
        signers=signer_files(keys_folder(settings)),
    )

    def enter(made: Pack) -> None:
        _enter(workspace, request, made, now)

    made = make_pack(settings.evidence, request.out, order, signer=signer, enter=enter)
    _record_in_case(workspace, request, made, now)
    return made


def _check(request: ExportRequest) -> None:
    check_out(request.out)
    for value, option in ((request.reason, "--reason"), (request.actor, "--actor")):
        if not value.strip():
            raise UsageError(
                translate("{option} must not be empty: it goes into the ledger.", option=option)
            )
    if request.language not in LANGUAGES:
        raise UsageError(
            translate("A report is written in vi or en, not in {language}.",
                      language=request.language)
        )  # fmt: skip


class _Visits:
    """Reads each capture once: for the report, and for the list of pages."""

    def __init__(
        self, evidence: Path, found: Found, places: tuple[Place, ...], language: str
    ) -> None:
        self.captures = list[ReportCapture]()
        self.pages = list[Page]()
        self.attachments: dict[tuple[str, str], None] = {}
        names = record_names(places)
        rows = {row.capture_id: row for row in found.captures}
        # Those that matter most are shown with their pictures, in the order of time.
        first = sorted(found.key_captures[:DETAILED]) if len(rows) > DETAILED else list(rows)
        rest = [one for one in rows if one not in first]
        for number, capture_id in enumerate([*first, *rest], start=1):
            row = rows[capture_id]
            capture = load_capture(evidence, row.stored)
            self.captures.append(
                report_capture(row, capture, names, with_pictures=number <= DETAILED)
            )
            outcome = OUTCOMES[row.outcome.value if row.outcome else "unknown"]
            label = f"{number}. {translate_to(language, outcome)}"
            self.pages += pages(row, capture, label, names)
            self.attachments |= dict.fromkeys(attachments(evidence, row, capture))


def _report(
    request: ExportRequest,
    found: Found,
    captures: list[ReportCapture],
    nights: tuple[ReportNight, ...],
    now: datetime,
    *,
    key: bytes,
) -> Report:
    law = load_legal_basis()
    return Report(
        subject=request.asked.subject,
        title=found.title,
        actor=request.actor,
        reason=request.reason,
        made_at=now,
        software=software(),
        language=request.language,
        signer=key_fingerprint(key),
        subjects=found.subjects,
        captures=tuple(captures),
        nights=nights,
        laws=tuple(_laws(request.language)),
        law_note=law.note_en if request.language == "en" else law.note_vi,
    )


def _laws(language: str) -> Iterator[ReportLaw]:
    for text in load_legal_basis().texts:
        yield ReportLaw(
            scope=text.scope,
            name=text.name,
            articles=text.articles,
            says=text.says_en if language == "en" else text.says_vi,
            in_force=f"{text.in_force:%d/%m/%Y}",
            checked=f"{text.checked:%d/%m/%Y}",
        )


def _enter(workspace: Workspace, request: ExportRequest, made: Pack, now: datetime) -> None:
    payload = {
        "subject": request.asked.subject,
        "reason": request.reason,
        "pack": made.path.name,
        "sums_sha256": made.sums_sha256,
        "captures": made.captures,
        "records": made.records,
        "nights": [*made.sealed, *made.unsealed],
        "unsealed": list(made.unsealed),
    }
    ledger = open_ledger(workspace.settings.evidence, night_of(now))
    ledger.append(EntryType.EXPORT, request.actor, payload)


def _record_in_case(
    workspace: Workspace, request: ExportRequest, made: Pack, now: datetime
) -> None:
    if request.asked.case is None:
        return
    is_file = made.path.is_file()
    entry = CaseEntry(
        at=now,
        actor=request.actor,
        kind=EntryKind.EXPORTED,
        text=request.reason,
        file_name=made.path.name,
        media_type="application/zip" if is_file else None,
        size=made.path.stat().st_size if is_file else made.size,
        sha256=file_digest(made.path) if is_file else made.sums_sha256,
    )
    with workspace.store.transaction() as repo:
        repo.cases.record(request.asked.case, entry)
