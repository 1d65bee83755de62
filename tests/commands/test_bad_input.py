"""Wrong input gets one sentence that says what is wrong and where, and its exit code."""

import pytest

OK, USAGE, EVIDENCE, UNAVAILABLE = 0, 2, 5, 69


def file_of(home, name, content):
    path = home / name
    path.write_bytes(content)
    return path


WORDS = [
    (("registry", "import", "products", "missing.csv"), "missing.csv", USAGE),
    (("watch", "import", "missing.txt"), "missing.txt", USAGE),
    (("watch", "add", "notaurl"), "notaurl", USAGE),
    (("watch", "add", "https://example.com/x"), "example.com", USAGE),
    (("flags", "show", "99"), "99", USAGE),
    (("flags", "show", "abc"), "number", USAGE),
    (("flags", "decide", "3", "yes"), "yes", USAGE),
    (("listing", "show", "https://shopee.vn/x-i.1.2"), "shopee.vn", USAGE),
    (("listing", "show", "https://shopee.vn/search?keyword=a"), "search", USAGE),
    (("parse", "--platform", "nope", "--url", "https://a.vn/", "x"), "nope", USAGE),
    (("parse", "--platform", "shopee", "--url", "https://shopee.vn/product/1/2", "x"), "x", USAGE),
    (("nightly",), "watch add", USAGE),
    (("nightly", "--budget", "-3"), "--budget", USAGE),
    (("crawl", "--site", "nowhere"), "nowhere", USAGE),
    (("evidence", "verify", "2020-01-01"), "2020-01-01", EVIDENCE),
    (("flags", "list", "--rule", "nope"), "suspected_counterfeit", USAGE),
    (("flags", "list", "--site", "nope"), "shopee-vn", USAGE),
    (("nonsense",), "nonsense", USAGE),
    (("--home", "/proc/no/folder", "init"), "/proc/no/folder", UNAVAILABLE),
]


@pytest.mark.parametrize(
    ("words", "named", "code"),
    WORDS,
    ids=lambda v: " ".join(v[:3]) if isinstance(v, tuple) else None,
)
def test_wrong_words_are_named_in_one_sentence(type_in, words, named, code):
    answered, out, err = type_in(*words)
    assert answered == code
    assert named in err
    assert out.strip() == "" or "not understood" in out
    assert "Traceback" not in out + err


MISTYPED = [
    (("flags", "lst"), "Không có lệnh lst; có phải ý bạn là list? Xem: shopwitness flags --help"),
    (("nope",), "Không có lệnh nope. Xem: shopwitness --help"),
    (("flags", "show"), "Thiếu number. Xem: shopwitness flags show --help"),
    (
        ("flags", "show", "abc"),
        "number: “abc” không phải là số. Xem: shopwitness flags show --help",
    ),
    (("flags", "show", "1", "2"), "Lệnh này không nhận thêm 2. Xem: shopwitness flags show --help"),
    (
        ("flags", "list", "--limt", "3"),
        "Không có tùy chọn --limt; có phải ý bạn là --limit, --site?",
    ),
    (("flags", "list", "--xyz"), "Không có tùy chọn --xyz. Xem: shopwitness flags list --help"),
    (("flags", "list", "--limit"), "Sau --limit phải có một giá trị."),
    (("flags", "list", "--json=3"), "--json không nhận giá trị nào."),
    (("flags", "list", "--limit", "0"), "--limit: 0 nhỏ hơn 1. Xem"),
    (("serve", "--port", "99999"), "--port: 99999 lớn hơn 65535. Xem"),
    (
        ("registry", "import", "product", "x.csv"),
        "kind: “product” không nằm trong số products, sellers. Xem: shopwitness registry import --help",
    ),
]


@pytest.mark.parametrize(
    ("words", "sentence"), MISTYPED, ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_what_was_mistyped_is_said_in_vietnamese(type_in, monkeypatch, words, sentence):
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "vi")
    answered, out, err = type_in(*words)
    assert (answered, out) == (USAGE, "")
    assert err.startswith(f"shopwitness: {sentence}")
    assert err.count("\n") == 1


def test_help_has_no_english_words_of_its_own(type_in, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "vi")
    answered, out, _ = type_in("flags", "list", "--help")
    assert answered == OK
    for word in ("Cách dùng: shopwitness flags list", "Tùy chọn:", "mặc định: 50", "rồi thoát."):
        assert word in out
    assert "Usage" not in out
    assert "Show this" not in out


FILES = [
    ("empty.csv", b"", "empty"),
    ("noise.xlsx", bytes(range(256)) * 8, "noise.xlsx"),
    ("no-name.csv", b"a,b\n1,2\n", "name"),
]


@pytest.mark.parametrize(("name", "content", "named"), FILES, ids=[f[0] for f in FILES])
def test_a_register_that_is_no_table_is_refused_whole(type_in, home, name, content, named):
    answered, _, err = type_in("registry", "import", "products", file_of(home, name, content))
    assert answered == USAGE
    assert named in err
    assert "Traceback" not in err


def test_a_bad_row_is_named_by_line_and_column_and_the_good_ones_are_kept(type_in, home):
    table = "name,price\nKem Hoa Mộc,99000\nKem Lá,abc\nSữa Mây,120000\n".encode()
    answered, out, err = type_in("registry", "import", "products", file_of(home, "p.csv", table))
    assert answered == OK
    assert "line 3" in err + out
    assert "price" in err + out
    assert "abc" in err + out
    _, listed, _ = type_in("registry", "list", "--json")
    assert '"products": 3' in listed or "3" in listed


DATABASES = [
    ("nonsense", USAGE),
    ("mysql://a/b", USAGE),
    ("postgresql://nobody@127.0.0.1:1/x", UNAVAILABLE),
    ("sqlite:////proc/no/folder/x.db", UNAVAILABLE),
]


@pytest.mark.parametrize(("url", "code"), DATABASES, ids=[d[0] for d in DATABASES])
def test_a_database_that_does_not_answer_is_named(type_in, monkeypatch, url, code):
    monkeypatch.setenv("SHOPWITNESS_DATABASE_URL", url)
    answered, out, err = type_in("flags", "list")
    assert answered == code
    assert "SHOPWITNESS_DATABASE_URL" in err or "/proc/no/folder" in err
    assert "Traceback" not in out + err


def test_a_file_that_is_no_database_is_left_as_it_is(type_in, home, monkeypatch):
    junk = file_of(home, "junk.db", b"no database at all" * 300)
    monkeypatch.setenv("SHOPWITNESS_DATABASE_URL", f"sqlite:///{junk}")
    answered, _, err = type_in("flags", "list")
    assert answered == UNAVAILABLE
    assert "junk.db" in err
    assert junk.read_bytes() == b"no database at all" * 300


SETTINGS = [
    ("SHOPWITNESS_VISIT_TIMEOUT", "soon", "SHOPWITNESS_VISIT_TIMEOUT"),
    ("SHOPWITNESS_BROWSER_MODE", "stealth", "SHOPWITNESS_BROWSER_MODE"),
    ("SHOPWITNESS_SITES_FILE", "missing.yml", "missing.yml"),
]


@pytest.mark.parametrize(("name", "value", "named"), SETTINGS)
def test_a_wrong_setting_is_named(type_in, monkeypatch, name, value, named):
    monkeypatch.setenv(name, value)
    answered, _, err = type_in("watch", "list")
    assert answered == USAGE
    assert named in err


def test_a_sites_file_that_is_no_yaml_is_told_on_one_line(type_in, home, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_SITES_FILE", str(file_of(home, "bad.yml", b"sites: [")))
    answered, _, err = type_in("watch", "list")
    assert answered == USAGE
    assert len(err.strip().splitlines()) == 1
    assert "bad.yml" in err
