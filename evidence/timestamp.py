"""RFC 3161 timestamps: a client over HTTP for any authority, and the check of a token.

openssl ts -verify -data root.bin -in root.<name>.tsr -CAfile tsa-chain.pem
"""

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import rfc3161_client
from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse

from domain.errors import EvidenceError, UnavailableError
from evidence.keys import read_pem
from messages import translate

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
QUERY_TYPE = "application/timestamp-query"
ANSWER_LIMIT = 1 << 20
SECONDS = 30.0


class Authority(Protocol):
    """A time-stamping authority, reached in whatever way."""

    @property
    def name(self) -> str:
        """Part of the token's file name: `root.<name>.tsr`."""

    @property
    def chain(self) -> bytes:
        """PEM certificates up to the root that its tokens are checked with."""

    def answer(self, query: bytes) -> bytes:
        """The DER answer to a DER query; raises UnavailableError where none comes."""


BROKEN = (
    rfc3161_client.VerificationError,
    ValueError,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What a token that does not hold makes the libraries raise; a certificate in it may be broken too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAuthority:
    """An authority that answers over HTTP, as RFC 3161 section 3.4 has it."""

    name: str
    url: str
    chain_file: Path
    seconds: float = SECONDS

    @property
    def chain(self) -> bytes:
        """PEM certificates as configured."""
        return read_pem(self.chain_file)

    def answer(self, query: bytes) -> bytes:
        """Post the query; raises UnavailableError where the authority does not answer."""
        if not self.url.startswith(("https://", "http://")):
            raise UnavailableError(translate("{url}: is not an HTTP address.", url=self.url))
        request = urllib.request.Request(  # noqa: S310  (the scheme was checked above)
            self.url, data=query, headers={"Content-Type": QUERY_TYPE}
        )
        try:
            with urllib.request.urlopen(request, timeout=self.seconds) as reply:  # noqa: S310
                return bytes(reply.read(ANSWER_LIMIT))
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            message = translate(
                "The time-stamping authority {name} at {url} does not answer ({why}).",
                name=self.name,
                url=self.url,
                why=error,
            )
            raise UnavailableError(message) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An answer that was checked against what was asked."""

    answer: bytes
    """DER, as it goes into `root.<name>.tsr`."""
    time: datetime
    """The authority's clock, aware UTC."""


def stamp(authority: Authority, content: bytes) -> Token:
    """Have the content's digest stamped, and check the token before it is trusted.

    Raises UnavailableError where the authority does not answer, EvidenceError where its token does
    not hold.
    """
    query = (
        TimestampRequestBuilder()
        .data(content)
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    answer = authority.answer(query.as_bytes())
    decoded = _decode(answer, authority.name)
    time = check(answer, content, authority.chain, authority.name)
    if decoded.tst_info.nonce != query.nonce:
        raise _rejected(authority.name, "nonce")
    return Token(answer=answer, time=time)


def check(answer: bytes, content: bytes, chain: bytes, name: str) -> datetime:
    """The time that a token proves for the content; raises EvidenceError where it proves none.

    Certificates need to be valid at that time, not today.
    """
    decoded = _decode(answer, name)
    try:
        verifier = _verifier(chain)
        verifier.verify(decoded, hashlib.sha256(content).digest())
    except BROKEN as error:
        raise _rejected(name, error) from error
    if decoded.as_bytes() != answer:
        raise _rejected(name, "trailing bytes")
    return decoded.tst_info.gen_time


def _verifier(chain: bytes) -> rfc3161_client.Verifier:
    builder = rfc3161_client.VerifierBuilder()
    for certificate in x509.load_pem_x509_certificates(chain):
        if certificate.issuer == certificate.subject:
            builder = builder.add_root_certificate(certificate)
        else:
            builder = builder.add_intermediate_certificate(certificate)
    return builder.build()


def _decode(answer: bytes, name: str) -> TimeStampResponse:
    try:
        return rfc3161_client.decode_timestamp_response(answer)
    except BROKEN as error:
        raise _rejected(name, error) from error


def _rejected(name: str, why: object) -> EvidenceError:
    return EvidenceError(
        translate("The timestamp of {name} does not hold ({why}).", name=name, why=why)
    )
