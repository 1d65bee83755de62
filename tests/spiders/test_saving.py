"""What becomes of a page when it is saved as a fixture."""

import json

import pytest

from domain.errors import UsageError
from jobs import fixture
from tests.spiders.test_golden import FIXTURES

URL = "https://shopee.vn/shop/41200017"
SHOP = FIXTURES / "shopee" / "live_shop_by_user_name" / "answer.json"
COOKIE = "SPC_EC=secretsessionvalue0123456789"


@pytest.fixture
def har(tmp_path):
    """A HAR with everything in it that must not be in a fixture."""
    review = {"author_username": "nguoimua2001", "comment": "gọi 0987 654 321 nhé"}
    answer = {**json.loads(SHOP.read_text("utf-8")), "reviews": [review]}
    answer["data"]["email"] = "chushop@example.org"
    answer["csrf_token"] = "tokentokentoken123456"
    entry = {
        "request": {
            "url": "https://shopee.vn/api/v4/shop/get_shop_base?shopid=41200017",
            "headers": [{"name": "cookie", "value": COOKIE}],
        },
        "response": {"status": 200, "content": {"text": json.dumps(answer, ensure_ascii=False)}},
    }
    path = tmp_path / "saved.har"
    path.write_text(json.dumps({"log": {"entries": [entry]}}), "utf-8")
    return path


def test_persons_and_secrets_are_masked(har, tmp_path):
    made = fixture.save(har, "shopee", URL, "live_mine", folder=tmp_path / "fixtures")
    written = "\n".join(path.read_text("utf-8") for path in made.iterdir())
    for personal in (
        "secretsession",
        "nguoimua2001",
        "0987 654 321",
        "chushop@",
        "tokentoken",
        "Mỹ Phẩm Hoa Gạo",
        "hoagao.official",
        "0912345678",
        "0011002233445",
        "NGUYEN VAN MAU 2",
    ):
        assert personal not in written, personal


def test_what_was_masked_is_read_as_before(har, tmp_path):
    made = fixture.save(har, "shopee", URL, "live_mine", folder=tmp_path / "fixtures")
    said = json.loads((made / fixture.EXPECTED).read_text("utf-8"))
    assert said["outcome"] == "live"
    assert said["shop"]["name"]
    assert said["shop"]["username"]
    assert {one["kind"] for one in said["identifiers"]} >= {"phone", "zalo"}


def test_a_case_is_never_written_over(har, tmp_path):
    fixture.save(har, "shopee", URL, "live_mine", folder=tmp_path)
    with pytest.raises(UsageError, match="exists already"):
        fixture.save(har, "shopee", URL, "live_mine", folder=tmp_path)


@pytest.mark.parametrize("case", ["../escape", "a b", "", "x/y"])
def test_a_case_has_a_plain_name(har, tmp_path, case):
    with pytest.raises(UsageError, match="no name of a case"):
        fixture.save(har, "shopee", URL, case, folder=tmp_path)


def test_accepting_writes_what_is_said_now(har, tmp_path):
    made = fixture.save(har, "shopee", URL, "live_mine", folder=tmp_path)
    (made / fixture.EXPECTED).write_text("{}", "utf-8")
    fixture.accept(fixture.find_case("live_mine", folder=tmp_path))
    assert json.loads((made / fixture.EXPECTED).read_text("utf-8"))["outcome"] == "live"


def test_a_case_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="0 cases are called nothing"):
        fixture.find_case("nothing", folder=tmp_path)
