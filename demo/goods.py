"""Invented brands and the register of their genuine products.

Every brand, company and number is made up; none stands for a real one.
"""

from dataclasses import dataclass
from itertools import count
from random import Random

from demo.families import FAMILY
from demo.pictures import Picture

# Family: what a model may be, its pack, and its price in VND.
_KINDS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "tpcn": (
        ("Viên uống bổ xương khớp", "Hộp 60 viên", 385_000),
        ("Viên uống đẹp da", "Hộp 30 viên", 450_000),
        ("Siro ăn ngon cho bé", "Chai 125ml", 165_000),
        ("Viên nang mát gan", "Hộp 60 viên", 290_000),
        ("Viên bổ mắt", "Lọ 30 viên", 320_000),
        ("Trà thảo mộc ngủ ngon", "Hộp 20 túi lọc", 145_000),
    ),
    "my_pham": (
        ("Kem chống nắng", "Tuýp 50ml", 340_000),
        ("Serum phục hồi", "Chai 30ml", 520_000),
        ("Sữa rửa mặt dịu nhẹ", "Tuýp 120g", 210_000),
        ("Kem dưỡng ẩm", "Hũ 50g", 460_000),
        ("Nước tẩy trang", "Chai 400ml", 195_000),
        ("Son thỏi lì", "Thỏi 3.5g", 285_000),
    ),
    "sua": (
        ("Sữa bột", "Lon 900g", 485_000),
        ("Sữa bột pha sẵn", "Lốc 4 hộp 180ml", 62_000),
        ("Sữa non", "Hộp 60 gói", 690_000),
        ("Sữa dinh dưỡng", "Lon 400g", 268_000),
    ),
    "thuoc": (
        ("Viên sủi hạ sốt", "Tuýp 10 viên", 48_000),
        ("Siro ho thảo dược", "Chai 100ml", 56_000),
        ("Dầu xoa bóp", "Chai 50ml", 72_000),
        ("Viên ngậm đau họng", "Hộp 24 viên", 38_000),
        ("Thuốc nhỏ mắt", "Lọ 10ml", 45_000),
    ),
    "mu_bao_hiem": (
        ("Mũ bảo hiểm nửa đầu", "Size L", 350_000),
        ("Mũ bảo hiểm 3/4 có kính", "Size L", 620_000),
        ("Mũ bảo hiểm fullface", "Size M", 1_250_000),
        ("Mũ bảo hiểm trẻ em", "Size S", 265_000),
    ),
    "dien": (
        ("Nồi chiên không dầu", "6.5L", 1_890_000),
        ("Ấm siêu tốc", "1.8L", 420_000),
        ("Nồi cơm điện", "1.8L", 980_000),
        ("Máy xay sinh tố", "1.5L", 750_000),
        ("Bếp từ đơn", "2000W", 860_000),
    ),
    "giay": (
        ("Giày sneaker nam nữ", "Full box", 1_650_000),
        ("Giày chạy bộ", "Full box", 1_980_000),
        ("Dép quai ngang", "Full box", 450_000),
        ("Giày lười da", "Full box", 1_290_000),
    ),
    "dien_tu": (
        ("Tai nghe không dây", "Bản quốc tế", 1_490_000),
        ("Loa bluetooth", "Bản quốc tế", 890_000),
        ("Sạc dự phòng", "20000mAh", 650_000),
        ("Điện thoại", "8GB/256GB", 6_490_000),
    ),
    "do_choi": (
        ("Bộ xếp hình", "520 mảnh", 390_000),
        ("Gấu bông", "60cm", 280_000),
        ("Xe điều khiển", "Tỉ lệ 1:18", 470_000),
        ("Đất nặn an toàn", "24 màu", 135_000),
    ),
    "tui": (
        ("Túi đeo chéo nữ", "Size 22cm", 2_350_000),
        ("Ví da cầm tay", "Size 19cm", 980_000),
        ("Túi tote da", "Size 34cm", 2_890_000),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """An invented brand with the invented company that owns it."""

    name: str
    owner: str
    family: str
    models: tuple[str, ...]


def _brand(name: str, owner: str, family: str, models: str) -> Brand:
    return Brand(name=name, owner=owner, family=family, models=tuple(models.split("|")))


BRANDS: tuple[Brand, ...] = (
    _brand(
        "Sao Khuê",
        "Công ty CP Dược Thảo Sao Khuê Tập Sự",
        "tpcn",
        "Hoạt Cốt|Nhan Sắc|Bé Ngoan|Thanh Can|Nhãn Minh|An Miên|Hoạt Cốt Gold|Thanh Can Plus",
    ),
    _brand(
        "Mộc Lan Herbal",
        "Công ty TNHH Mộc Lan Thực Hành",
        "tpcn",
        "Bạch Cốt Đan|Ngọc Dung|Kiều Nhi|Diệp Hạ|Tinh Nhãn|Dạ Lan|Ngọc Dung Collagen",
    ),
    _brand(
        "Lá Sớm",
        "Công ty TNHH Nông Sản Lá Sớm Bịa",
        "tpcn",
        "Gối Khỏe|Hồng Má|Ăn Thêm|Gan Xanh|Mắt Nai|Giấc Sâu",
    ),
    _brand(
        "Velunia",
        "Công ty CP Mỹ Phẩm Velunia Việt Thử",
        "my_pham",
        "Aqua Veil SPF50|Repair B9|Calm Foam|Moon Cream|Micellar Dew|Velvet 07|"
        "Aqua Veil Tone Up|Repair C15",
    ),
    _brand(
        "Nàng Mây",
        "Công ty TNHH Hóa Mỹ Phẩm Nàng Mây",
        "my_pham",
        "Nắng Hạ|Sương Đêm|Bọt Tơ|Gối Mây|Suối Trong|Hồng Đất",
    ),
    _brand(
        "Sương Hạ",
        "Công ty CP Sương Hạ Cosmetics Tập Sự",
        "my_pham",
        "Lá Chắn|Tái Sinh|Rau Má|Nha Đam|Hoa Cúc|Cam Cháy",
    ),
    _brand(
        "Thỏ Nâu",
        "Công ty CP Dinh Dưỡng Thỏ Nâu",
        "sua",
        "Mầm Số 1|Mầm Uống Liền|Colos Plus|Cao Vượt|Mầm Số 2|Mầm Số 3",
    ),
    _brand(
        "Bò Mây",
        "Công ty TNHH Sữa Bò Mây Cao Nguyên Bịa",
        "sua",
        "Grow A1|Grow Tiện Lợi|Sữa Non 24h|Gold Care|Grow A2",
    ),
    _brand(
        "Khê Sơn",
        "Công ty CP Dược Phẩm Khê Sơn Thử Nghiệm",
        "thuoc",
        "Parakhe 500|Húng Chanh|Nóng Già|Ngậm Gừng|Mắt Khê|Parakhe Kid",
    ),
    _brand(
        "Nhật Mộc An",
        "Công ty TNHH Đông Dược Nhật Mộc An",
        "thuoc",
        "Hạ Nhiệt An|Phế An|Cốt Khí|Thanh Họng An|Sáng Mắt An",
    ),
    _brand(
        "Gió Đèo",
        "Công ty TNHH Mũ Bảo Hiểm Gió Đèo",
        "mu_bao_hiem",
        "GD-101|GD-340|GD-900 Carbon|GD-Kid|GD-102|GD-350",
    ),
    _brand(
        "Khiên Sắt",
        "Công ty CP Nhựa Khiên Sắt Tập Sự",
        "mu_bao_hiem",
        "K1 Trơn|K3 Bubble|K9 Roadster|K-Bé Ong|K2 Sơn",
    ),
    _brand(
        "Torveka",
        "Công ty CP Điện Gia Dụng Torveka Việt Thử",
        "dien",
        "AirCook TV65|QuickBoil TV18|RiceMate TR18|BlendPro TB15|Induct TI20|AirCook TV80",
    ),
    _brand(
        "Hoa Lửa",
        "Công ty TNHH Thiết Bị Bếp Hoa Lửa",
        "dien",
        "HL-650|HL-18S|HL-Cơm Dẻo|HL-Xay Mịn|HL-2000|HL-Mini",
    ),
    _brand(
        "Nakiro",
        "Công ty TNHH Giày Nakiro Việt Thử",
        "giay",
        "Wave 3|Runner Z|Slide One|Loafer Kem|Wave 4|Runner X",
    ),
    _brand(
        "Ryvento",
        "Công ty CP Thể Thao Ryvento",
        "giay",
        "Court 88|Tempo 5|Beach|Office|Court 90",
    ),
    _brand(
        "Bước Mây",
        "Công ty TNHH Da Giày Bước Mây",
        "giay",
        "BM Cloud|BM Sprint|BM Đi Biển|BM Lười|BM Cloud 2",
    ),
    _brand(
        "Zentiko",
        "Công ty CP Công Nghệ Zentiko Việt Thử",
        "dien_tu",
        "Buds M5|Boom S2|Power 20K|Phone X9|Buds M6 Pro|Boom S3",
    ),
    _brand(
        "Âm Vọng",
        "Công ty TNHH Âm Thanh Âm Vọng",
        "dien_tu",
        "AV-Nhĩ 2|AV-Trống|AV-Pin|AV-Thoại 7|AV-Nhĩ 3",
    ),
    _brand(
        "Gấu Mận",
        "Công ty TNHH Đồ Chơi Gấu Mận",
        "do_choi",
        "Lâu Đài|Gấu Ôm|Đua Núi|Nặn Vui|Tàu Hỏa|Gấu Ngủ",
    ),
    _brand(
        "Cún Đốm",
        "Công ty CP Đồ Chơi Cún Đốm Tập Sự",
        "do_choi",
        "Trạm Vũ Trụ|Cún Lười|Bọ Cát|Nặn Kem|Nông Trại",
    ),
    _brand(
        "Lavendra",
        "Công ty TNHH Đồ Da Lavendra Việt Thử",
        "tui",
        "Mini Luna|Slim Fold|Daily Tote|Luna Chain|Slim Zip",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GenuineProduct:
    """One row of the products' register."""

    brand: str
    owner: str
    family: str
    kind: str
    """Its noun: `Kem chống nắng`."""
    model: str
    pack: str
    number: str
    price: int
    """Reference price, VND."""
    features: tuple[str, ...]

    @property
    def name(self) -> str:
        """The registered name in full."""
        return f"{self.kind} {self.brand} {self.model} {self.pack}"

    def picture(self, angle: int = 0) -> Picture:
        """The maker's own photo; angle 0 is the one in the register."""
        return Picture(
            label=self.brand, text=self.model, family=self.family, seed=self.number, angle=angle
        )


def genuine_products(rng: Random) -> tuple[GenuineProduct, ...]:
    """The whole register of products, the same for the same generator state."""
    serials = count(rng.randrange(100, 400), 7)
    return tuple(
        _product(brand, position, serial=next(serials), rng=rng)
        for brand in BRANDS
        for position in range(len(brand.models))
    )


def _product(brand: Brand, position: int, *, serial: int, rng: Random) -> GenuineProduct:
    family = FAMILY[brand.family]
    kinds = _KINDS[brand.family]
    kind, pack, price = kinds[position % len(kinds)]
    number = family.number_format.format(serial=serial, year=rng.randrange(21, 27))
    return GenuineProduct(
        brand=brand.name,
        owner=brand.owner,
        family=brand.family,
        kind=kind,
        model=brand.models[position],
        pack=pack,
        number=number,
        price=round(price * rng.uniform(0.9, 1.15) / 1000) * 1000,
        features=tuple(rng.sample(family.features, 3)),
    )
