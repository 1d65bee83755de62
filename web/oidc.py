"""Log-in at an agency's own OpenID Connect provider; off unless an issuer is configured.

    /login/oidc -> provider (state, nonce, PKCE) -> /login/oidc/back -> the user of that name

Nobody is let in who was not added before: the provider says who somebody is, the roles stay here.
"""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import httpx2
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2 import OAuth2Error
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config.settings import Settings
from domain.errors import UnavailableError
from messages import translate

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures of the provider that are taken; `none` and shared secrets are not."""
SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A log-in that was begun; kept, signed, in a cookie until the provider answers."""

    state: str
    nonce: str
    verifier: str

    def sealed(self, key: bytes) -> str:
        """As a cookie holds it."""
        body = urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()
        return f"{body}.{_mac(key, body)}"


def pending_of(cookie: str, key: bytes) -> Pending | None:
    """What a cookie of ours says; None for any other."""
    body, _, mac = cookie.partition(".")
    if not hmac.compare_digest(_mac(key, body), mac):
        return None
    return Pending(**json.loads(urlsafe_b64decode(body)))


def begin(settings: Settings, back: str) -> tuple[str, Pending]:
    """Where to send the browser, and what to remember; raises UnavailableError."""
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    provider = _provider(settings)
    with _client(settings, back) as client:
        url, state = client.create_authorization_url(
            provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    return str(url), Pending(state=str(state), nonce=nonce, verifier=verifier)


def finish(
    settings: Settings, back: str, pending: Pending, answer: Mapping[str, str]
) -> str | None:
    """The name that the provider vouches for; None where its answer does not hold.

    Raises UnavailableError where it does not answer.
    """
    if not hmac.compare_digest(answer.get("state", ""), pending.state) or not answer.get("code"):
        return None
    provider = _provider(settings)
    try:
        with _client(settings, back) as client:
            token = client.fetch_token(
                provider["token_endpoint"], code=answer["code"], code_verifier=pending.verifier
            )
        keys = KeySet.import_key_set(_json(provider["jwks_uri"]))
        claims = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS).claims
        _registry(settings, pending).validate(claims)
    except httpx2.HTTPError as error:
        raise _silent() from error
    except (OAuth2Error, JoseError, ValueError):
        return None
    return _name(settings, claims)


def _name(settings: Settings, claims: Mapping[str, Any]) -> str | None:
    name = claims.get(settings.oidc_claim)
    # An address that its provider has not confirmed may be anybody's.
    if settings.oidc_claim == "email" and claims.get("email_verified") is not True:
        return None
    return name if isinstance(name, str) and name else None


def _registry(settings: Settings, pending: Pending) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": settings.oidc_client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": pending.nonce},
    )


def _provider(settings: Settings) -> Mapping[str, str]:
    found: Mapping[str, str] = _json(
        settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    )
    if found.get("issuer") != settings.oidc_issuer:
        raise _silent()
    return found


def _json(url: str) -> Any:
    try:
        answer = httpx2.get(url, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise _silent() from error


def _silent() -> UnavailableError:
    return UnavailableError(
        translate("The log-in provider does not answer; log in with a password.")
    )


def _client(settings: Settings, back: str) -> Any:  # Any: authlib has no types
    return OAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        scope="openid email profile",
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _mac(key: bytes, body: str) -> str:
    return hmac.new(key, f"oidc:{body}".encode(), sha256).hexdigest()
