"""Packs over nights as the store writes them, and both verifiers' words about them."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from typing import Any

from evidence import pack as packing
from evidence.pack import PackOrder, make_pack
from evidence.pack_verify import verify_pack
from evidence.signers import read_signers
from evidence.signing import load_signer
from evidence.verify import Trusted
from evidence.wacz import Page
from tests.evidence.nights import SOFTWARE, keys_of
from tests.evidence.visits import STARTED

DOCUMENTS = {
    packing.REPORT: b"%PDF-1.7 a report",
    packing.FACTS_CSV: b"field,value\n",
    packing.FACTS_XLSX: b"PK a workbook",
    packing.README: "Đọc trước / Read first\n".encode(),
}
MADE = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TOOLS = ("openssl", "sha256sum", "cmp")


def order(captures, **changes):
    given: dict[str, Any] = {
        "subject": "listing shopee-practice:1",
        "captures": tuple(captures),
        "pages": tuple(
            Page(page_id=c.capture_id, url=c.records[0].uri, at=STARTED,
                 title="Áo thun")
            for c in captures
        ),
        "title": "Áo thun",
        "documents": DOCUMENTS,
        "actor": "an",
        "reason": "thử",
        "language": "vi",
        "software": SOFTWARE,
        "made_at": MADE,
    }  # fmt: skip
    return PackOrder(**given | changes)


def pack_of(evidence, captures, out, *, enter=lambda pack: None, **changes):
    signer = load_signer(keys_of(evidence))
    return make_pack(evidence, out, order(captures, **changes), signer=signer, enter=enter)


def three_tools(folder):
    """A folder for PATH with nothing but openssl, sha256sum and cmp."""
    folder.mkdir(exist_ok=True)
    for tool in TOOLS:
        if not (folder / tool).exists():
            (folder / tool).symlink_to(shutil.which(tool))
    return folder


def run_pack_script(folder, tools, script=None, cwd=os.sep, **environment):
    """Exit code and output of a pack's verify.sh with nothing but the three tools on PATH."""
    done = subprocess.run(
        ["/bin/sh", str(script or folder / "verify.sh"), str(folder)],
        capture_output=True,
        env={"PATH": str(three_tools(tools))} | environment,
        timeout=120,
        check=False,
        cwd=cwd,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def trust(signer=None, tsa_chain=None):
    """What a checker has from elsewhere, by the paths of key (or folder of keys) and chain."""
    return Trusted(
        signers=read_signers(signer) if signer else (),
        tsa_chain=tsa_chain.read_bytes() if tsa_chain else None,
    )


def both_say(folder, tools, script, **trusted):
    """What each verifier names as not holding; the shell one from a copy that can be trusted."""
    checked = verify_pack(folder, trust(**trusted))
    names = {"signer": "SIGNER", "tsa_chain": "TSA_CA"}
    code, output = run_pack_script(
        folder, tools, script, **{names[n]: str(p) for n, p in trusted.items()}
    )
    broken = "\n".join(f.artefact for f in checked.broken)
    wrong = "\n".join(line for line in output.splitlines() if line.startswith("SAI"))
    assert checked.holds == (broken == "")
    assert code == (1 if wrong else 0), output
    return broken, wrong
