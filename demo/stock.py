"""What each sort of seller puts on the shelf: drafts of listings with the truth about them."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from demo import wording
from demo.everyday import EVERYDAY, FORBIDDEN, STYLES, TRAPS, UNREGISTERED, Ware
from demo.families import FAMILY
from demo.goods import GenuineProduct
from demo.pictures import Picture
from demo.world import Archetype, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A listing before it has an id, a seller's contact and a life."""

    title: str
    price: int
    original_price: int
    family: str
    brand: str | None
    category: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    body: tuple[str, ...]
    pictures: tuple[Picture, ...]
    options: tuple[tuple[str, int], ...]
    """Variants: name and surcharge."""
    kinds: frozenset[Violation] = frozenset()
    note: str = ""
    product_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """From what a shop's drafts are drawn."""

    products: tuple[GenuineProduct, ...]
    """The whole register."""
    own_brand: str | None
    """The brand that an official shop sells."""
    rng: Random


def draft(archetype: Archetype, shelf: Shelf) -> Draft:
    """One more draft, of a sort that such a seller lists."""
    sorts = tuple(_MIX[archetype])
    weights = tuple(_MIX[archetype].values())
    return shelf.rng.choices(sorts, weights)[0](shelf)


def _official(shelf: Shelf) -> Draft:
    product = shelf.rng.choice([p for p in shelf.products if p.brand == shelf.own_brand])
    price = _thousands(product.price * shelf.rng.uniform(0.94, 1.0))
    return _genuine_draft(product, shelf, title=wording.official_title(product), price=price)


def _genuine(shelf: Shelf) -> Draft:
    product = shelf.rng.choice(shelf.products)
    price = _thousands(product.price * shelf.rng.uniform(0.83, 1.02))
    title = wording.honest_title(product, shelf.rng)
    return _genuine_draft(product, shelf, title=title, price=price)


def _second_hand(shelf: Shelf) -> Draft:
    usable = [p for p in shelf.products if p.family in _RESOLD]
    product = shelf.rng.choice(usable)
    return _genuine_draft(
        product,
        shelf,
        title=wording.second_hand_title(product, shelf.rng),
        price=_thousands(product.price * shelf.rng.uniform(0.35, 0.6)),
        note="second hand, and says so",
    )


_RESOLD = frozenset({"dien", "dien_tu", "giay", "tui", "mu_bao_hiem"})


def _genuine_draft(
    product: GenuineProduct, shelf: Shelf, *, title: str, price: int, note: str = "genuine"
) -> Draft:
    rng = shelf.rng
    shown = product.number if rng.random() < 0.9 else None
    own = tuple(_own_picture(product.brand, product.model, product.family, rng) for _ in range(2))
    photos = (*(product.picture(angle) for angle in range(3)), *own[:1])
    return Draft(
        title=title,
        price=price,
        original_price=max(price, product.price),
        family=product.family,
        brand=product.brand,
        category=FAMILY[product.family].category,
        attributes=_attributes(product.family, product.brand, product.owner, shown),
        body=_body(product, shown),
        pictures=photos if rng.random() < 0.6 and note == "genuine" else own,
        options=_options(product.family, rng),
        note=note,
        product_number=product.number,
    )


def _accessory(shelf: Shelf) -> Draft:
    rng = shelf.rng
    product = rng.choice(shelf.products)
    price = _thousands(rng.uniform(25_000, 120_000))
    return Draft(
        title=wording.accessory_title(product, rng),
        price=price,
        original_price=_thousands(price * 1.3),
        family="khac",
        brand=None,
        category=(*FAMILY[product.family].category[:1], "Phụ kiện"),
        attributes=_attributes("khac", "OEM", None, None),
        body=(f"Phụ kiện không chính hãng, lắp vừa {product.brand} {product.model}.",),
        pictures=(_own_picture("OEM", FAMILY[product.family].accessory, "khac", rng),),
        options=_options("khac", rng),
        note="compatible accessory",
    )


def _everyday(shelf: Shelf) -> Draft:
    return _ware_draft(shelf.rng.choice(EVERYDAY), shelf, note="everyday")


def _trap(shelf: Shelf) -> Draft:
    ware = shelf.rng.choice(TRAPS)
    return _ware_draft(ware, shelf, note=ware.note)


def _ware_draft(ware: Ware, shelf: Shelf, *, note: str) -> Draft:
    rng = shelf.rng
    price = _thousands(ware.price * rng.uniform(0.8, 1.3))
    return Draft(
        title=wording.everyday_title(ware.title, rng.choice(STYLES), rng),
        price=price,
        original_price=_thousands(price * rng.choice((1.0, 1.2, 1.5))),
        family=ware.family,
        brand=None,
        category=_everyday_category(ware.family),
        attributes=_attributes(ware.family, "No Brand", None, None),
        body=("Chất lượng ổn trong tầm giá.", "Ảnh do shop tự chụp."),
        pictures=tuple(
            _own_picture("NO BRAND", ware.title, ware.family, rng)
            for _ in range(rng.choice((1, 2)))
        ),
        options=_options(ware.family, rng),
        note=note,
    )


def _unregistered(shelf: Shelf) -> Draft:
    rng = shelf.rng
    ware = rng.choice(UNREGISTERED)
    fate = rng.random()
    borrowed = rng.choice([p for p in shelf.products if p.family == ware.family]).number
    number, note = None, "shows no number"
    if fate < 0.3:
        number, note = borrowed, f"shows another product's number {borrowed}"
    elif fate < 0.5:
        number, note = f"{rng.randrange(5000, 9999)}/2025/ĐKSP", "shows an invented number"
    price = _thousands(ware.price * rng.uniform(0.8, 1.2))
    label = FAMILY[ware.family].number_label
    return Draft(
        title=wording.everyday_title(
            ware.title, rng.choice(("", "hiệu quả thật", "1 liệu trình")), rng
        ),
        price=price,
        original_price=_thousands(price * 1.6),
        family=ware.family,
        brand=None,
        category=FAMILY[ware.family].category,
        attributes=_attributes(ware.family, "No Brand", None, number),
        body=("Dùng là thấy khác sau 7 ngày.", *((f"{label}: {number}",) if number else ())),
        pictures=(_own_picture("NHA LAM", ware.title, ware.family, rng),),
        options=(("Mặc định", 0),),
        kinds=frozenset({Violation.UNREGISTERED_PRODUCT}),
        note=note,
    )


def _forbidden(shelf: Shelf) -> Draft:
    rng = shelf.rng
    good = rng.choice(FORBIDDEN)
    price = _thousands(good.price * rng.uniform(0.8, 1.2))
    return Draft(
        title=rng.choice(good.titles),
        price=price,
        original_price=price,
        family="khac",
        brand=None,
        category=("Nhà Cửa & Đời Sống", good.cover),
        attributes=_attributes("khac", "No Brand", None, None),
        body=("Ib để được tư vấn, shop giao kín đáo.", "Không nhận trả giá."),
        pictures=(_own_picture("???", good.cover, "khac", rng),),
        options=(("Mặc định", 0),),
        kinds=frozenset({Violation.PROHIBITED_GOODS}),
        note=f"prohibited: {good.term}",
    )


def _fake(shelf: Shelf) -> Draft:
    rng = shelf.rng
    product = rng.choice([p for p in shelf.products if p.price >= 100_000])
    write, low, high, note, claims_brand = rng.choices(_COPIES, (30, 22, 33, 15))[0]
    price = _thousands(product.price * rng.uniform(low, high))
    number = product.number if rng.random() < 0.25 else None
    needed = FAMILY[product.family].number_required and number is None
    kinds = {Violation.SUSPECTED_COUNTERFEIT} | (
        {Violation.UNREGISTERED_PRODUCT} if needed else set()
    )
    return Draft(
        title=write(product, rng),
        price=price,
        original_price=product.price,
        family=product.family,
        brand=product.brand if claims_brand else None,
        category=FAMILY[product.family].category,
        attributes=_attributes(
            product.family, product.brand if claims_brand else "No Brand", None, number
        ),
        body=(_excuse(note), *product.features[:1]),
        pictures=_stolen(product, rng),
        options=_options(product.family, rng),
        kinds=frozenset(kinds),
        note=note,
        product_number=product.number,
    )


_Writer = Callable[[GenuineProduct, Random], str]
# How the title is written, share of the genuine price, note, whether the brand field claims it.
_COPIES: tuple[tuple[_Writer, float, float, str, bool], ...] = (
    (wording.loud_copy_title, 0.12, 0.4, "copy that says so", False),
    (wording.masked_copy_title, 0.15, 0.4, "copy with a masked brand", False),
    (wording.quiet_copy_title, 0.2, 0.45, "copy sold as genuine", True),
    (wording.honest_title, 0.6, 0.75, "copy at a plausible price", True),
)


def _excuse(note: str) -> str:
    if note == "copy that says so":
        return "Hàng gia công loại đẹp, giống chính hãng đến 98%, check mã thoải mái."
    return "Hàng xách tay nên không có hóa đơn, giá rẻ hơn store nhiều ạ."


def _stolen(product: GenuineProduct, rng: Random) -> tuple[Picture, ...]:
    fate = rng.random()
    if fate < 0.2:
        return (_own_picture(product.brand, product.model, product.family, rng),)
    treatment = "plain" if fate < 0.6 else "recompressed" if fate < 0.8 else "cropped"
    return tuple(
        Picture(
            label=product.brand,
            text=product.model,
            family=product.family,
            seed=product.number,
            angle=angle,
            treatment=treatment,
        )
        for angle in range(rng.choice((1, 2)))
    )


_Sort = Callable[[Shelf], Draft]
_MIX: dict[Archetype, dict[_Sort, int]] = {
    Archetype.OFFICIAL: {_official: 1},
    Archetype.HONEST_REGISTERED: {_genuine: 35, _everyday: 50, _accessory: 7, _trap: 8},
    Archetype.HONEST_UNREGISTERED: {_genuine: 10, _everyday: 60, _second_hand: 15, _trap: 15},
    Archetype.HONEST_NEW: {_genuine: 20, _everyday: 60, _accessory: 10, _trap: 10},
    Archetype.MIXED: {
        _everyday: 50,
        _genuine: 15,
        _trap: 5,
        _accessory: 5,
        _fake: 13,
        _unregistered: 10,
        _forbidden: 2,
    },
    Archetype.PERSISTENT_FAKE: {_fake: 60, _unregistered: 20, _everyday: 12, _forbidden: 8},
    Archetype.HIT_AND_RUN: {_fake: 60, _unregistered: 25, _forbidden: 15},
}


def _attributes(
    family: str, brand: str, owner: str | None, number: str | None
) -> tuple[tuple[str, str], ...]:
    rows = [("Thương hiệu", brand), ("Xuất xứ", "Việt Nam" if owner else "Trung Quốc")]
    if number:
        rows.append((FAMILY[family].number_label, number))
    if owner:
        rows.append(("Tên tổ chức chịu trách nhiệm hàng hóa", owner))
        rows.append(("Địa chỉ tổ chức chịu trách nhiệm hàng hóa", "Khu công nghiệp Thực Hành"))
    else:
        rows.append(("Tên tổ chức chịu trách nhiệm hàng hóa", "Đang cập nhật"))
    return tuple(rows)


def _body(product: GenuineProduct, number: str | None) -> tuple[str, ...]:
    shown = (f"{FAMILY[product.family].number_label}: {number}",) if number else ()
    return (*product.features, *shown, f"Nhà sản xuất: {product.owner}")


def _everyday_category(family: str) -> tuple[str, ...]:
    if family in FAMILY and not FAMILY[family].number_required:
        return FAMILY[family].category
    return ("Nhà Cửa & Đời Sống", "Đồ dùng hằng ngày")


def _options(family: str, rng: Random) -> tuple[tuple[str, int], ...]:
    if family == "giay":
        return tuple((f"Size {size}", 0) for size in range(38, 38 + rng.randrange(2, 6)))
    if family in {"khac", "tui", "do_choi"} and rng.random() < 0.5:
        colours = rng.sample(("Đen", "Trắng", "Be", "Xanh rêu", "Hồng đất"), rng.randrange(2, 4))
        return tuple((colour, 0) for colour in colours)
    if rng.random() < 0.2:
        return (("1 sản phẩm", 0), ("Combo 2", rng.randrange(20, 90) * 1000))
    return (("Mặc định", 0),)


def _own_picture(label: str, text: str, family: str, rng: Random) -> Picture:
    return Picture(label=label, text=text, family=family, seed=f"own-{rng.getrandbits(48):x}")


def _thousands(amount: float) -> int:
    return max(1000, round(amount / 1000) * 1000)
