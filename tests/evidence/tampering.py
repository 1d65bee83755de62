"""Ways to change a sealed night, from a flipped bit to an insider who rebuilds what he can."""

import re
import shutil

from evidence import merkle, volume
from evidence.warc import compress, labelled_digest, scan
from tests.evidence.nights import seal, write_night
from tests.evidence.visits import NIGHT

BYTE_CHANGES = {
    "flip_first": lambda b: bytes([b[0] ^ 1]) + b[1:],
    "flip_middle": lambda b: b[: len(b) // 2] + bytes([b[len(b) // 2] ^ 1]) + b[len(b) // 2 + 1 :],
    "flip_last": lambda b: b[:-1] + bytes([b[-1] ^ 1]),
    "truncate": lambda b: b[:-1],
    "halve": lambda b: b[: len(b) // 2],
    "empty": lambda b: b"",
    "append": lambda b: b + b"x",
    "insert": lambda b: b[: len(b) // 2] + b"\0" + b[len(b) // 2 :],
    "duplicate_content": lambda b: b + b,
}
LINE_CHANGES = {
    "delete_line": lambda lines: lines[1:],
    "reorder_lines": lambda lines: [lines[-1], *lines[:-1]],
    "duplicate_line": lambda lines: [*lines, lines[-1]],
    "insert_line": lambda lines: [lines[0], lines[0].replace(b"1", b"2", 1), *lines[1:]],
}
TEXT_FILES = ("SHA256SUMS", "SEALSUMS", "seal.txt", "ledger.jsonl", "visits-shopee-practice.jsonl",
              "records.tsv", "tsa-chain.pem", "signer.pem", "verify.sh")  # fmt: skip
WARC = f"warc/{NIGHT}-00000-shopee-practice.warc.gz"


def _sub(pattern, replacement):
    return lambda content: re.sub(pattern, replacement, content, count=1)


# A response record's fields, changed by someone who repairs the digests inside the WARC.
FIELD_CHANGES = {
    "date": _sub(rb"(WARC-Date: 2026-11-2)3", rb"\g<1>2"),
    "address": _sub(rb"WARC-IP-Address: 127.0.0.1", b"WARC-IP-Address: 127.0.0.9"),
    "uri": _sub(rb"(WARC-Target-URI: \S+)", rb"\g<1>0"),
    "record_id": _sub(rb"(WARC-Record-ID: <urn:uuid:)[0-9a-f]{4}", rb"\g<1>0000"),
    "type": _sub(rb"WARC-Type: response", b"WARC-Type: resource"),
    "protocol": _sub(rb"WARC-Protocol: http/1.1", b"WARC-Protocol: h2"),
    "page_id": _sub(rb"(WARC-Page-ID: 2026112)3", rb"\g<1>4"),
    "status": _sub(rb"HTTP/1.1 200 OK", b"HTTP/1.1 404 OK"),
    "header": _sub(rb"Content-Type: text/html", b"Content-Type: text/evil"),
    "body": _sub(rb"<html>", b"<htm1>"),
    "block_digest": _sub(rb"(WARC-Block-Digest: sha256:)...", rb"\g<1>AAA"),
    "payload_digest": _sub(rb"(WARC-Payload-Digest: sha256:)...", rb"\g<1>AAA"),
    "header_added": _sub(rb"\r\n", b"\r\nX-Note: genuine\r\n"),
    "header_order": lambda c: c.replace(b"WARC-Record-ID", b"Warc-Record-ID", 1),
    "closing": lambda c: c + b"\r\n",
}
RECORD_CHANGES = {
    "delete": lambda records, at: records[:at] + records[at + 1 :],
    "duplicate": lambda records, at: records[: at + 1] + records[at:],
    "reorder": lambda records, at: [*records[:at], records[at + 1], records[at], *records[at + 2 :]],
    "insert": lambda records, at: [*records[:at], FIELD_CHANGES["record_id"](records[at]), *records[at:]],
    "truncate": lambda records, at: records[:at],
}  # fmt: skip


def records_of(folder):
    return [member.content for member in scan(folder / WARC)]


def a_response(records):
    return next(n for n, r in enumerate(records) if b"WARC-Type: response" in r)


def change_field(folder, name):
    records = records_of(folder)
    at = a_response(records)
    changed = FIELD_CHANGES[name](records[at])
    assert changed != records[at]
    records[at] = changed if name in {"block_digest", "closing"} else repair(changed)
    write(folder, b"".join(compress(r, 6) for r in records))


def change_records(folder, name):
    records = records_of(folder)
    changed = RECORD_CHANGES[name](records, a_response(records))
    write(folder, b"".join(compress(r, 6) for r in changed))


def repair(record):
    """The record with lengths and digests that agree with it again."""
    head, _, rest = record.partition(b"\r\n\r\n")
    block = rest[:-4]
    head = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % len(block), head, count=1)
    digest = labelled_digest(block).encode()
    head = re.sub(rb"(WARC-Block-Digest: )\S+", rb"\g<1>" + digest, head)
    return head + b"\r\n\r\n" + block + b"\r\n\r\n"


def write(folder, content, name=WARC):
    path = folder / name
    path.chmod(0o644)
    path.write_bytes(content)


def repair_sums(folder):
    """What an insider without the signing key can make agree again."""
    leaves, rows = [], []
    for path in volume.warc_files(folder):
        for member in scan(path):
            leaves.append(merkle.record_leaf(member.content))
            record_id = re.search(rb"Record-ID: (\S+)", member.content, re.IGNORECASE)[1].decode()
            rows.append(
                f"{len(rows)}\t{path.name}\t{member.offset}\t{member.length}\t{record_id}\n"
            )
    write(folder, b"".join(leaves), "leaves.bin")
    write(folder, "".join(rows).encode(), "records.tsv")
    listed = volume.parse_sums((folder / "SHA256SUMS").read_bytes())
    sums = volume.sums_text({n: volume.file_digest(folder / n) for n in listed})
    write(folder, sums, "SHA256SUMS")
    every = [*leaves, merkle.hash_leaf(sums)]
    write(folder, merkle.root(every), "root.bin")
    write(folder, b"".join(merkle.last_path(every)), "root.path")
    own = volume.parse_sums((folder / "SEALSUMS").read_bytes())
    write(folder, volume.sums_text({n: volume.file_digest(folder / n) for n in own}), "SEALSUMS")


def other_night(tmp_path, night=NIGHT):
    """The same night name, sealed by somebody else over other captures with keys of his own."""
    evidence = tmp_path / "elsewhere" / "evidence"
    write_night(evidence, night, count=1, title="Khác")
    seal(evidence, night)
    return evidence / night


def copy_of(folder, tmp_path):
    copied = tmp_path / "copy" / folder.name
    shutil.copytree(folder, copied)
    return copied
