"""Log-in at an agency's own provider, against a small one on loopback."""

import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from config.settings import read_settings
from domain.people import Role
from storage import open_store
from tests.web.conftest import REPLAY, Client, free_port, person
from web.app import create_app
from web.services import Services, load_key

CLIENT = "shopwitness"


class Provider:
    """Gives one ID token, with whatever claims the test wants changed."""

    def __init__(self):
        self.issuer = f"http://127.0.0.1:{free_port()}"
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.signs_with, self.changes, self.nonce = self.key, {}, ""
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self.described)
        app.get("/keys")(lambda: KeySet([self.key]).as_dict(private=False))
        app.post("/token")(self.token)
        port = int(self.issuer.rpartition(":")[2])
        self.server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def described(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    async def token(self, request: Request):
        async with request.form() as form:
            assert form["code_verifier"]
        claims = {
            "iss": self.issuer, "aud": CLIENT, "exp": int(time.time()) + 60, "nonce": self.nonce,
            "email": "lan@example.vn", "email_verified": True,
        } | self.changes  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signs_with)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def provider():
    made = Provider()
    yield made
    made.server.should_exit = True
    made.thread.join(10)


@pytest.fixture
def client(provider, tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHOPWITNESS_OIDC_ISSUER", provider.issuer)
    monkeypatch.setenv("SHOPWITNESS_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("SHOPWITNESS_OIDC_CLIENT_SECRET", "secret")
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    store = open_store(settings.database)
    services = Services(
        store=store, settings=settings, replay_origin=REPLAY, key=load_key(settings.home)
    )
    person(services, Role.INVESTIGATOR, name="lan@example.vn")
    yield Client(create_app(services))
    store.close()


def come_back(client, provider, **wrong):
    away = client.get("/login/oidc")
    assert away.status_code == 303
    asked = {k: v[0] for k, v in parse_qs(urlsplit(away.headers["location"]).query).items()}
    assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
    provider.nonce = asked["nonce"]
    return client.get("/login/oidc/back", params={"code": "c", "state": asked["state"]} | wrong)


def test_whoever_was_added_here_comes_in_by_the_agencys_account(client, provider):
    assert "/login/oidc" in client.get("/login").text
    assert come_back(client, provider).status_code == 200
    assert client.get("/queue").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "minh@example.vn"}, {"email_verified": False}, {"nonce": "another"},
        {"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)  # fmt: skip
def test_nobody_else_comes_in(client, provider, changes):
    provider.changes = changes
    assert come_back(client, provider).status_code == 401
    assert client.get("/queue").status_code == 303


def test_a_token_that_another_key_signed_or_another_state_opens_nothing(client, provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "1"})
    assert come_back(client, provider).status_code == 401
    provider.signs_with = provider.key
    assert come_back(client, provider, state="another").status_code == 401


def test_a_provider_that_is_silent_is_told_in_one_sentence(client, provider):
    provider.server.should_exit = True
    provider.thread.join(10)
    answer = client.get("/login/oidc")
    assert answer.status_code == 503
    assert "không trả lời" in answer.text


def test_without_configuration_there_is_no_such_log_in(app):
    client = Client(app)
    assert "/login/oidc" not in client.get("/login").text
    assert client.get("/login/oidc").status_code == 404
