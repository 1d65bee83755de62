from decimal import Decimal

import pytest

from config.lexicon_files import load_lexicons
from config.rules import load_rules, load_violations
from domain.flag import Severity
from domain.listing import Identifier
from matching.card import card_probability
from matching.context import RuleContext, Subject
from matching.matcher import Matcher
from matching.rules import RULES, judge, rule_sentence
from tests.matching.factory import a_listing, a_product, a_seller, a_shop

PRODUCTS = [
    a_product(),
    a_product(
        product_id="P2",
        name="Kem chống nắng Sao Bến Tre 50ml",
        brand="Sao Bến Tre",
        registration_number="000123/24/CBMP-HN",
        reference_price=Decimal(300000),
        authorised_sellers=("Sao Bến Tre Official",),
    ),
    a_product(
        product_id="P3",
        name="Viên uống Thảo Nguyên Gan 60 viên",
        brand="Thảo Nguyên",
        registration_number="1234/2024/ĐKSP",
        reference_price=Decimal(250000),
    ),
]
SELLERS = [
    a_seller(phone="0912345678"),
    a_seller(seller_id="S2", name="HTX Bưởi Da Xanh", tax_code=None, shop_links=("practice:77",)),
]


@pytest.fixture(scope="module")
def context():
    return RuleContext.build(load_rules(), load_lexicons(), PRODUCTS, SELLERS)


@pytest.fixture(scope="module")
def flags(context):
    matcher = Matcher(PRODUCTS)

    def run(listing, shop=None, identifiers=()):
        (match,) = matcher.match([listing])
        subject = Subject(
            listing=listing,
            shop=shop,
            match=match,
            identifiers=tuple(identifiers),
            site_id="practice",
            capture_id="c1",
        )
        return {flag.rule: flag for flag in judge(subject, context)}

    return run


def a_tax_code(value):
    return Identifier(kind="tax_code", value=value, text=value, field="shop.description")


def test_every_rule_has_a_setting_and_a_sentence_in_both_languages(context):
    for rule in RULES:
        assert context.rules.setting(rule.__name__)
        assert rule_sentence(rule.__name__, "vi") != rule_sentence(rule.__name__, "en")


def test_every_rule_names_a_violation_with_its_agency_and_law(context):
    violations = load_violations()
    named = {context.rules.setting(rule.__name__).violation for rule in RULES}
    assert named == set(violations)
    for violation in violations.values():
        assert violation.agency
        assert violation.legal_basis
        assert violation.evidence


def test_prohibited_goods_are_flagged_with_the_words_and_their_place(flags):
    title = "Sỉ lẻ b.ó.n.g c.ư.ờ.i giá tốt"
    flag = flags(a_listing(title=title))["prohibited_goods"]
    assert flag.severity is Severity.CRITICAL
    assert flag.capture_id == "c1"
    (why,) = flag.reasons
    assert title[why.start : why.end] == why.found == "b.ó.n.g c.ư.ờ.i"
    assert "khí cười" in why.text_vi
    assert "laughing gas" in why.text_en


def test_every_flag_keeps_the_versions_that_made_it(flags, context):
    flag = flags(a_listing(title="cần sa"))["prohibited_goods"]
    assert flag.rules_version == context.version
    assert "prohibited@" in context.version


def test_a_copy_is_flagged_for_price_and_wording(flags):
    listing = a_listing(
        title="Kem chống nắng Sao Bến Tre 50ml rep 1:1", price=Decimal(60000), currency="VND"
    )
    flag = flags(listing, a_shop())["suspected_counterfeit"]
    assert flag.product_id == "P2"
    price = next(r for r in flag.reasons if r.field == "price")
    assert (price.found, price.expected) == ("60.000 VND", "300.000 VND")
    assert "20 %" in price.text_vi


@pytest.mark.parametrize(
    "title", ["Kem chống nắng S4o B3n Tr3 50ml", "Kem chống nắng Sao Bến Tre 50ml chuẩn auth"]
)
def test_a_sign_that_is_weak_alone_counts_at_a_low_price(flags, title):
    listing = a_listing(title=title, price=Decimal(90000))
    assert "suspected_counterfeit" in flags(listing, a_shop())


@pytest.mark.parametrize(
    ("title", "price"),
    [
        ("Kem chống nắng Sao Bến Tre 50ml chính hãng", 270000),
        ("Nước mắm Làng Vát 500ml", 92000),
        ("Vỏ hộp đựng kem chống nắng Sao Bến Tre", 20000),
        ("Kem chống nắng Sao Bến Tre 50ml đã qua sử dụng, pass lại", 120000),
        ("Mẫu thử kem chống nắng Sao Bến Tre gói lẻ 2ml", 15000),
        ("Xe mô hình tỉ lệ 1:18", 200000),
        ("Ví giả da nam", 90000),
        ("Son kem lì chuẩn auth nội địa Hàn", 200000),
        ("Hoa hồng giả giống thật 100% trang trí phòng khách", 90000),
        ("Hạt giống dưa lưới hàng F1 Nhật", 20000),
    ],
)
def test_honest_offers_are_not_called_counterfeit(flags, title, price):
    assert "suspected_counterfeit" not in flags(a_listing(title=title, price=Decimal(price)))


@pytest.mark.parametrize(
    "title",
    [
        "Nước hoa Dior giống thật 99%",
        "Cây son MAC hàng F1 full box",
        "Giày Nike hàng F1 giống auth",
    ],
)
def test_goods_that_share_a_word_with_innocent_ones_are_no_less_suspect(flags, title):
    assert "suspected_counterfeit" in flags(a_listing(title=title, price=Decimal(200000)))


def test_an_authorised_shop_may_ask_any_price(flags):
    listing = a_listing(title="Kem chống nắng Sao Bến Tre 50ml", price=Decimal(90000))
    shop = a_shop(name="Sao Bến Tre Official")
    assert "suspected_counterfeit" not in flags(listing, shop)


def test_a_number_of_another_product_is_borrowed(flags):
    listing = a_listing(
        title="Viên uống trắng da Hồng Ngọc",
        attributes=(("Số đăng ký bản công bố", "1234/2024/ĐKSP"),),
    )
    flag = flags(listing)["unregistered_product"]
    assert flag.product_id == "P3"
    assert flag.reasons[0].found == "1234/2024/ĐKSP"


def test_a_regulated_class_without_a_number_is_flagged(flags):
    assert "unregistered_product" in flags(a_listing(title="Viên uống giảm cân siêu tốc"))


@pytest.mark.parametrize(
    "listing",
    [
        a_listing(title="Viên uống Thảo Nguyên Gan 60 viên"),
        a_listing(
            title="Viên uống Thảo Nguyên Gan hộp 60v",
            description="Số đăng ký bản công bố: 1234/2024/ĐKSP",
        ),
        a_listing(title="Hộp chia viên uống 7 ngày"),
        a_listing(title="Áo thun nam cotton"),
    ],
)
def test_registered_or_unregulated_goods_are_left_alone(flags, listing):
    assert "unregistered_product" not in flags(listing)


def test_a_card_weighs_less_than_a_page_that_shows_no_number(flags):
    title = "Viên uống giảm cân siêu tốc"
    card = flags(a_listing(title=title, is_card=True))["unregistered_product"]
    page = flags(a_listing(title=title))["unregistered_product"]
    assert card.probability < page.probability
    assert "card of a list" in card.reasons[-1].text_en


def test_a_card_of_a_registered_product_is_left_alone(flags):
    listing = a_listing(title="Viên uống Thảo Nguyên Gan 60 viên", is_card=True)
    assert "unregistered_product" not in flags(listing)


def test_a_copy_of_a_registered_product_is_not_registered_by_its_name(flags):
    listing = a_listing(title="Thảo Nguyên Gan 60 viên like auth", price=Decimal(50000))
    flag = flags(listing)["unregistered_product"]
    assert flag.product_id in {None, "P3"}


def test_a_shop_with_other_suspects_tips_a_doubtful_offer(flags, context):
    listing = a_listing(title="Nước mắm Làng Vát 500ml", price=Decimal(70000))
    before = flags(listing, a_shop())
    context.suspects = {("practice", "9"): frozenset({"2", "3", "4"})}
    try:
        after = flags(listing, a_shop())
    finally:
        context.suspects = {}
    assert "suspected_counterfeit" not in before
    flag = after["suspected_counterfeit"]
    assert any("3 other offers" in why.text_en for why in flag.reasons)


def test_a_seller_whom_no_register_knows_is_flagged_with_what_was_searched(flags):
    flag = flags(a_listing(), a_shop(), [a_tax_code("0101243150")])["unregistered_seller"]
    assert {r.field for r in flag.reasons} >= {"shop.url", "shop.tax_code", "shop.name"}


def test_a_tax_code_with_a_wrong_check_digit_weighs_more(flags):
    shop = a_shop()
    wrong = flags(a_listing(), shop, [a_tax_code("0100109107")])["unregistered_seller"]
    absent = flags(a_listing(), shop)["unregistered_seller"]
    assert wrong.probability > absent.probability


@pytest.mark.parametrize(
    ("shop", "identifiers"),
    [
        (a_shop(shop_id="77"), []),
        (a_shop(), [a_tax_code("0100109106")]),
        (a_shop(name="Làng Vát Shop"), []),
        (
            a_shop(),
            [Identifier(kind="phone", value="+84912345678", text="0912 345 678", field="x")],
        ),
    ],
)
def test_a_seller_is_known_by_link_tax_code_name_or_phone(flags, shop, identifiers):
    listing = a_listing(shop_id=shop.shop_id)
    assert "unregistered_seller" not in flags(listing, shop, identifiers)


def test_a_shop_that_calls_itself_official_is_an_impostor(flags):
    shop = a_shop(name="Sao Bến Tre chính hãng 68")
    assert "impersonated_brand" in flags(a_listing(title="Combo quà"), shop)
    genuine = a_shop(name="Sao Bến Tre Official")
    assert "impersonated_brand" not in flags(a_listing(title="Combo quà"), genuine)


def test_origins_that_contradict_each_other(flags):
    listing = a_listing(
        title="Gốm Bát Tràng, hàng Việt Nam", attributes=(("Xuất xứ", "Trung Quốc"),)
    )
    assert "false_origin" in flags(listing)
    assert "false_origin" not in flags(a_listing(attributes=(("Xuất xứ", "Việt Nam"),)))


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("Nồi cơm nội địa Nhật 1.8L", "Trung Quốc"),
        ("Áo khoác made in Korea", "Việt Nam"),
        ("Chảo sản xuất tại Đức", "China"),
        ("Đặc sản Bình Dương hộp 500g", "Thái Lan"),
    ],
)
def test_a_claim_of_another_country_than_the_one_stated(flags, title, stated):
    flag = flags(a_listing(title=title, attributes=(("Xuất xứ", stated),)))["false_origin"]
    (why,) = flag.reasons
    assert title[why.start : why.end] == why.found
    assert why.expected == stated


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("Nồi cơm thương hiệu Nhật 1.8L", "Trung Quốc"),
        ("Áo khoác kiểu Hàn Quốc", "Việt Nam"),
        ("Chảo made in Germany", "Đức"),
        ("Áo made in Vietnam vải nội địa Hàn", "Việt Nam"),
        ("Áo made in Vietnam", "Đang cập nhật"),
    ],
)
def test_a_style_or_brand_of_a_country_is_no_origin(flags, title, stated):
    listing = a_listing(title=title, attributes=(("Xuất xứ", stated),))
    assert "false_origin" not in flags(listing)


def test_a_brand_one_letter_away_is_an_impostor(flags):
    near = flags(a_listing(title="Kem dưỡng 50ml", brand="Sao Bén Tree"))["impersonated_brand"]
    assert near.reasons[0].expected == "Sao Bến Tre"
    assert "impersonated_brand" not in flags(a_listing(title="Kem dưỡng", brand="Sao Bến Tre"))
    assert "impersonated_brand" not in flags(a_listing(title="Kem dưỡng", brand="Hoa Đất"))


def test_an_origin_field_that_says_unknown(flags):
    unknown = a_listing(attributes=(("Xuất xứ", "Không rõ nguồn gốc"),))
    assert "no_origin" in flags(unknown)
    assert "no_origin" not in flags(a_listing(attributes=(("Xuất xứ", "Đang cập nhật"),)))


@pytest.mark.parametrize(
    "title",
    [
        "Nước mắm Làng Vát 500ml đã qua sử dụng, pass lại",
        "Vỏ chai nước mắm Làng Vát 500ml",
    ],
)
def test_a_low_price_of_another_kind_of_article_is_no_anomaly(flags, title):
    assert "price_anomaly" not in flags(a_listing(title=title, price=Decimal(20000)))


def test_a_stolen_photo_adds_its_reason(flags, context):
    listing = a_listing(
        title="Kem chống nắng Sao Bến Tre 50ml",
        price=Decimal(150000),
        images=("https://cdn.test/file/abc_tn",),
    )
    without = flags(listing, a_shop())["suspected_counterfeit"]
    context.image_hashes = {"cdn.test/file/abc": "d1c4a35e0f9b7712"}
    context.genuine_photos = {"P2": ("d1c4a35e0f9b7713",)}
    try:
        found = flags(listing, a_shop())["suspected_counterfeit"]
    finally:
        context.image_hashes, context.genuine_photos = {}, {}
    assert found.probability > without.probability
    assert any(why.field == "images" for why in found.reasons)


def test_hidden_origin(flags):
    assert "no_origin" in flags(a_listing(title="Áo cắt mác giá rẻ"))
    assert "no_origin" not in flags(a_listing(title="Nói không với hàng không rõ nguồn gốc"))


def test_price_anomaly_needs_the_registered_product(flags):
    cheap = a_listing(title="Nước mắm Làng Vát 500ml", price=Decimal(20000))
    assert "price_anomaly" in flags(cheap)
    other = a_listing(title="Nước tương Đầu Bếp 500ml", price=Decimal(20000))
    assert "price_anomaly" not in flags(other)


def test_a_card_with_suspect_words_is_visited_first(context):
    loud, plain = a_listing(title="Túi da rep 1:1 like auth"), a_listing(title="Túi da nữ")
    assert card_probability(loud) > card_probability(plain)
    hidden = a_listing(title="b0ng cu0i sỉ")
    assert card_probability(hidden, context) > card_probability(plain, context)
