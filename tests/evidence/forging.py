"""What somebody would do to a pack who wants it to say something else, and to hold."""

import hashlib
import json
import tempfile
import zipfile
from pathlib import Path

from evidence import pack as packing
from evidence.signing import load_signer
from evidence.warc import compress, scan
from tests.evidence.nights import keys_of
from tests.evidence.tampering import repair as repair_record


def repair(pack):
    """What somebody without the key can make agree again."""
    (pack / "SHA256SUMS").write_bytes(packing.pack_sums(pack))


def sign_anew(pack, evidence):
    """Sign a pack with another key, put in where it says whose key it is."""
    signer = load_signer(keys_of(evidence))
    (pack / "signer.pem").write_bytes(signer.public_pem)
    repair(pack)
    (pack / "SHA256SUMS.sig").write_bytes(signer.sign((pack / "SHA256SUMS").read_bytes()))


def change_page(name, content):
    """The page's own record with another body, its digests repaired."""
    if not name.endswith(".warc.gz"):
        return content
    records = list(members(content))
    changed = [
        repair_record(r.replace(b"<html>", b"<htm1>")) if b"<html>" in r else r for r in records
    ]
    return b"".join(compress(r, 6) for r in changed)


def members(content):
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(content)
        file.flush()
        yield from (member.content for member in scan(Path(file.name)))


def rebuild_wacz(path, change):
    """Rebuild the ZIP with changed members and every digest in it repaired, as py-wacz would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    package = json.loads(parts["datapackage.json"])
    for one in package["resources"]:
        one["hash"] = "sha256:" + hashlib.sha256(parts[one["path"]]).hexdigest()
        one["bytes"] = len(parts[one["path"]])
    parts["datapackage.json"] = json.dumps(package).encode()
    digest = "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()
    parts["datapackage-digest.json"] = json.dumps(
        {"path": "datapackage.json", "hash": digest}
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
