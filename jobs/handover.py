"""Hands a case over to another agency as a pack, and gives a receipt that anybody can check again.

    case -> pack (SHA-256 in the ledger) -> receiver hashes what arrived -> receipt, signed

The receipt is a ZIP: receipt.txt with the pack's digest, its signature, the public key and
`verify.sh`, which needs openssl and sha256sum alone.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import EvidenceError, UsageError
from domain.people import Case, CaseEntry, CaseState, EntryKind
from evidence.ledger import EntryType
from evidence.pack import Pack
from evidence.pack_verify import NOT_SEALED_THEN, verify_pack
from evidence.signing import Signer, is_signed, load_signer
from evidence.verify import Trusted
from evidence.volume import file_digest
from jobs import export
from jobs.custody import ledger_now
from jobs.export_subjects import Asked
from jobs.keys import keys_folder
from jobs.workspace import Workspace
from messages import translate

TEXT, SIGNATURE, KEY, SCRIPT = "receipt.txt", "receipt.sig", "signer.pem", "verify.sh"
DIGEST_LINE = "pack-sha256: "
_MOST = 1 << 20
"""Bytes of a receipt's part."""
_VERIFY = f"""#!/bin/sh
# sh verify.sh PACK.zip   checks this receipt, and that PACK.zip is the pack it speaks of.
set -eu
cd "$(dirname "$0")"
openssl dgst -sha256 -verify {KEY} -signature {SIGNATURE} {TEXT}
want=$(sed -n 's/^{DIGEST_LINE}//p' {TEXT})
have=$(sha256sum "$OLDPWD/$1" 2>/dev/null || sha256sum "$1")
if [ "${{have%% *}}" = "$want" ]; then echo "$1: OK"; else echo "$1: FAILED"; exit 1; fi
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """To whom a case goes, and why."""

    case_id: int
    agency: str
    receiver: str | None
    """The user of the partner agency who may fetch the pack; None where it goes by hand."""
    actor: str
    reason: str
    language: str


def hand_over(workspace: Workspace, asked: HandOver, out: Path) -> Pack:
    """Make the pack at `out`, and note in case and ledger to whom it goes.

    Raises UsageError without an agency, and as `export.run` does.
    """
    if not asked.agency:
        raise UsageError(translate("Say which agency receives the case."))
    pack = export.run(
        workspace,
        export.ExportRequest(
            asked=Asked(case=asked.case_id),
            out=out,
            actor=asked.actor,
            reason=f"{asked.agency}: {asked.reason}",
            language=asked.language,
        ),
    )
    # After the export, so that the record tells the two in their order.
    now = datetime.now(UTC)
    entry = CaseEntry(
        at=now,
        actor=asked.actor,
        kind=EntryKind.HANDED_OVER,
        text=f"{asked.agency}. {asked.reason}",
        file_name=out.name,
        media_type="application/zip",
        size=out.stat().st_size,
        sha256=file_digest(out),
    )
    with workspace.store.transaction() as repo:
        repo.cases.move(asked.case_id, CaseState.HANDED_OVER, entry)
        if asked.receiver:
            repo.cases.assign(asked.case_id, asked.receiver, actor=asked.actor, at=now)
    return pack


def handed_over(case: Case) -> CaseEntry:
    """The newest hand-over of a case; raises UsageError where there was none."""
    found = [e for e in case.entries if e.kind is EntryKind.HANDED_OVER and e.sha256]
    if not found:
        raise UsageError(translate("This case was not handed over yet."))
    return found[-1]


def receive(workspace: Workspace, case: Case, pack: Path, *, actor: str) -> tuple[str, bytes]:
    """Check what arrived and give the receipt: its file's name and bytes; in case and ledger.

    Raises EvidenceError where the pack is another one or does not hold, UsageError where the case
    was not handed over, or by the same person.
    """
    given = handed_over(case)
    if given.actor == actor:
        raise UsageError(translate("Somebody else must confirm what you handed over."))
    if file_digest(pack) != given.sha256:
        raise EvidenceError(
            translate("This is not the pack that was handed over: its SHA-256 differs.")
        )
    signer = load_signer(keys_folder(workspace.settings))
    checked = verify_pack(pack, Trusted(signers=(signer.public_pem,)))
    # A night that was not sealed when the pack was made is told in the receipt, not refused.
    not_sealed = [f for f in checked.broken if f.reason.startswith(translate(NOT_SEALED_THEN))]
    broken = [f for f in checked.broken if f not in not_sealed]
    if broken:
        raise EvidenceError(translate("The pack does not hold: {what}.", what=broken[0].artefact))
    now = datetime.now(UTC)
    name = f"receipt-case-{case.case_id}-{now:%Y%m%dT%H%M%SZ}.zip"
    nights = [finding.artefact for finding in not_sealed]
    content = _receipt(case, given, signer, actor=actor, at=now, not_sealed=nights)
    entry = CaseEntry(
        at=now,
        actor=actor,
        kind=EntryKind.RECEIPT,
        text=given.file_name or "",
        file_name=name,
        media_type="application/zip",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    payload = {"receipt": entry.sha256, "pack": given.sha256, "subject": f"case {case.case_id}"}
    ledger_now(workspace.settings).append(EntryType.ACCESS, actor, payload)
    with workspace.store.transaction() as repo:
        repo.cases.record(case.case_id, entry)
    return name, content


def check_receipt(workspace: Workspace, receipt: Path, pack: Path) -> None:
    """Check a receipt again, with the pack it speaks of; raises EvidenceError for either."""
    parts = _parts(receipt)
    known = load_signer(keys_folder(workspace.settings)).public_pem
    if not is_signed(parts[TEXT], parts[SIGNATURE], known):
        raise EvidenceError(translate("The receipt's signature does not hold."))
    lines = parts[TEXT].decode().splitlines()
    stated = [x.removeprefix(DIGEST_LINE) for x in lines if x.startswith(DIGEST_LINE)]
    if not pack.is_file() or stated != [file_digest(pack)]:
        raise EvidenceError(translate("The pack is not the one that the receipt speaks of."))


def _receipt(
    case: Case,
    given: CaseEntry,
    signer: Signer,
    *,
    actor: str,
    at: datetime,
    not_sealed: Sequence[str],
) -> bytes:
    text = "\n".join(
        (
            "BIÊN NHẬN BÀN GIAO HỒ SƠ / RECEIPT OF A CASE",
            f"case: {case.case_id} {_one_line(case.title)}",
            f"handed-over: {given.at:%Y-%m-%dT%H:%M:%SZ} {_one_line(given.actor)}",
            f"to: {_one_line(given.text)}",
            f"received: {at:%Y-%m-%dT%H:%M:%SZ} {_one_line(actor)}",
            f"pack: {given.file_name}",
            f"pack-size: {given.size}",
            f"{DIGEST_LINE}{given.sha256}",
            f"not-sealed: {', '.join(not_sealed) or '-'}",
            "checked: SHA-256, chữ ký và mọi bằng chứng trong gói / SHA-256, signature, all proofs",
            "",
        )
    ).encode()
    parts = {
        TEXT: text,
        SIGNATURE: signer.sign(text),
        KEY: signer.public_pem,
        SCRIPT: _VERIFY.encode(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _parts(receipt: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(receipt) as archive:
            if any(archive.getinfo(name).file_size > _MOST for name in (TEXT, SIGNATURE)):
                raise EvidenceError(translate("{path}: is no receipt.", path=receipt.name))
            return {name: archive.read(name) for name in (TEXT, SIGNATURE)}
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise EvidenceError(translate("{path}: is no receipt.", path=receipt.name)) from error


def _one_line(text: str) -> str:
    return " ".join(text.split())
