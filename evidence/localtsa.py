"""A time-stamping authority on this machine, made with openssl: for practice and tests only.

It proves nothing to a stranger, as whoever runs the crawler runs it too; every document that bears
its tokens says so.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnavailableError
from messages import translate

CERTIFICATES = "chain.pem"
_SECONDS = 30
_CONFIG = """\
oid_section = oids
[oids]
practice_policy = 1.3.6.1.4.1.99999.1
[req]
distinguished_name = name
prompt = no
[name]
CN = ShopWitness practice {role}
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = practice_policy
other_policies = practice_policy
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAuthority:
    """An authority whose keys lie in a folder of this machine."""

    name: str
    folder: Path

    @property
    def chain(self) -> bytes:
        """PEM certificates: its own and that of its root."""
        return (self.folder / CERTIFICATES).read_bytes()

    def answer(self, query: bytes) -> bytes:
        """Answer a query with `openssl ts -reply`; raises UnavailableError where that fails."""
        with tempfile.TemporaryDirectory() as scratch:
            asked, told = Path(scratch) / "q.tsq", Path(scratch) / "r.tsr"
            asked.write_bytes(query)
            config = _write_config(Path(scratch), self.folder, "TSA")
            _openssl("ts", "-reply", "-config", config, "-queryfile", asked, "-out", told)
            return told.read_bytes()


def make_local_authority(folder: Path, name: str = "practice") -> LocalAuthority:
    """The authority in that folder, made where it is not there yet.

    Raises UnavailableError where openssl is missing or fails.
    """
    if not (folder / CERTIFICATES).exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ca, tsa = folder / "ca.pem", folder / "tsa.pem"
        config = _write_config(folder, folder, "root")
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650")
        _openssl("req", "-x509", "-config", config, "-extensions", "ca", *new,
                 "-keyout", folder / "ca.key", "-out", ca)  # fmt: skip
        config = _write_config(folder, folder, "TSA")
        _openssl("req", "-x509", "-config", config, "-extensions", "stamper", *new,
                 "-CA", ca, "-CAkey", folder / "ca.key",
                 "-keyout", folder / "tsa.key", "-out", tsa)  # fmt: skip
        (folder / "serial").write_text("01\n")
        (folder / CERTIFICATES).write_bytes(tsa.read_bytes() + ca.read_bytes())
    return LocalAuthority(name=name, folder=folder)


def _write_config(place: Path, folder: Path, role: str) -> Path:
    path = place / "openssl.cnf"
    path.write_text(_CONFIG.format(folder=folder.resolve(), role=role))
    return path


def _openssl(*arguments: str | Path) -> None:
    program = shutil.which("openssl")
    if program is None:
        raise UnavailableError(translate("openssl is not installed; install it to go on."))
    done = subprocess.run(  # noqa: S603  (no shell, arguments of our own)
        [program, *map(str, arguments)], capture_output=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UnavailableError(
            translate("openssl {what} failed: {why}", what=arguments[0], why=why[-1:] or "?")
        )
