"""Invented brands and the register of their genuine products.

Every brand, company and number is made up; none stands for a real one.
"""

from dataclasses import dataclass
from itertools import count
from random import Random

from demo.pictures import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A class of goods: where it is sold, and what the law wants printed on it."""

    key: str
    category: tuple[str, ...]
    number_label: str
    """How sellers label the registration number."""
    number_format: str
    """Filled with `serial` (digits) and `year` (two digits)."""
    number_required: bool
    """Whether goods of this class may only be sold with a registration number."""
    features: tuple[str, ...]
    """Sentences of which sellers make descriptions."""
    accessory: str
    """An honest compatible accessory of such goods."""


FAMILIES: tuple[Family, ...] = (
    Family(
        key="tpcn",
        category=("Sức Khỏe", "Thực phẩm chức năng", "Hỗ trợ sức khỏe"),
        number_label="Số đăng ký bản công bố",
        number_format="{serial:04d}/20{year}/ĐKSP",
        number_required=True,
        features=(
            "Chiết xuất từ thảo dược vùng cao, không chất bảo quản.",
            "Ngày uống 2 lần, mỗi lần 1 viên sau bữa ăn.",
            "Sản phẩm này không phải là thuốc, không có tác dụng thay thế thuốc chữa bệnh.",
            "Bảo quản nơi khô mát, tránh ánh nắng trực tiếp.",
        ),
        accessory="Hộp chia viên uống 7 ngày",
    ),
    Family(
        key="my_pham",
        category=("Sắc Đẹp", "Chăm sóc da mặt", "Dưỡng da"),
        number_label="Số phiếu công bố mỹ phẩm",
        number_format="{serial:06d}/{year}/CBMP-HN",
        number_required=True,
        features=(
            "Kết cấu mỏng nhẹ, thấm nhanh, không bết dính.",
            "Dùng được cho da nhạy cảm, không cồn, không hương liệu.",
            "Thoa sáng và tối sau bước làm sạch.",
            "Hạn dùng 36 tháng kể từ ngày sản xuất, 12 tháng sau khi mở nắp.",
        ),
        accessory="Túi đựng mỹ phẩm mini",
    ),
    Family(
        key="sua",
        category=("Mẹ & Bé", "Sữa & thực phẩm cho bé", "Sữa công thức"),
        number_label="Số đăng ký bản công bố",
        number_format="{serial:04d}/20{year}/ĐKSP",
        number_required=True,
        features=(
            "Bổ sung DHA, canxi và 24 vitamin khoáng chất.",
            "Pha 3 muỗng gạt với 180 ml nước ấm 50 độ.",
            "Vị nhạt tự nhiên, dễ uống, bé không bị táo.",
            "Sữa mẹ là thức ăn tốt nhất cho sức khỏe của trẻ nhỏ.",
        ),
        accessory="Muỗng gạt và kẹp miệng túi sữa",
    ),
    Family(
        key="thuoc",
        category=("Sức Khỏe", "Thuốc không kê đơn", "Tủ thuốc gia đình"),
        number_label="Số đăng ký lưu hành",
        number_format="VD-{serial:05d}-{year}",
        number_required=True,
        features=(
            "Đọc kỹ hướng dẫn sử dụng trước khi dùng.",
            "Để xa tầm tay trẻ em.",
            "Quy cách đóng gói theo vỉ, có tem nhà sản xuất.",
            "Hỏi ý kiến dược sĩ nếu đang dùng thuốc khác.",
        ),
        accessory="Dụng cụ cắt thuốc bỏ túi",
    ),
    Family(
        key="mu_bao_hiem",
        category=("Ô Tô & Xe Máy & Xe Đạp", "Mũ bảo hiểm", "Mũ bảo hiểm xe máy"),
        number_label="Giấy chứng nhận hợp quy",
        number_format="CR {serial:04d}-{year}/QCVN2",
        number_required=False,
        features=(
            "Vỏ nhựa ABS nguyên sinh, lót tháo rời giặt được.",
            "Đạt quy chuẩn QCVN 2:2021/BKHCN, có tem CR.",
            "Đủ cỡ M (55-57cm), L (58-60cm).",
            "Khóa nhiều nấc, tháo mở một tay.",
        ),
        accessory="Kính chắn gió",
    ),
    Family(
        key="dien",
        category=("Thiết Bị Điện Gia Dụng", "Đồ gia dụng nhà bếp", "Nồi & ấm điện"),
        number_label="Giấy chứng nhận hợp quy",
        number_format="CR {serial:04d}-{year}/QCVN4",
        number_required=False,
        features=(
            "Công suất ổn định, tự ngắt khi cạn nước hoặc quá nhiệt.",
            "Lòng phủ chống dính, dễ vệ sinh.",
            "Bảo hành điện tử 12 tháng, 1 đổi 1 trong 7 ngày.",
            "Dây nguồn lõi đồng, phích cắm 2 chấu tròn.",
        ),
        accessory="Lòng nồi và gioăng thay thế",
    ),
    Family(
        key="giay",
        category=("Giày Dép Nam", "Giày thể thao", "Sneaker"),
        number_label="Mã sản phẩm",
        number_format="TCCS {serial:03d}:20{year}",
        number_required=False,
        features=(
            "Đế cao su đúc, chống trơn trượt, êm chân cả ngày.",
            "Thân dệt thoáng khí, form chuẩn như hình.",
            "Size 36 đến 44, chân bè nên tăng 1 size.",
            "Đổi size miễn phí trong 7 ngày.",
        ),
        accessory="Dây giày và lót giày",
    ),
    Family(
        key="dien_tu",
        category=("Thiết Bị Điện Tử", "Âm thanh", "Tai nghe & loa"),
        number_label="Mã sản phẩm",
        number_format="TCCS {serial:03d}:20{year}",
        number_required=False,
        features=(
            "Kết nối không dây ổn định trong 10 mét.",
            "Pin dùng đến 28 giờ, sạc nhanh cổng Type-C.",
            "Chống ồn chủ động, đàm thoại rõ ngoài trời.",
            "Bảo hành 12 tháng, lỗi đổi mới trong 30 ngày.",
        ),
        accessory="Ốp lưng silicon",
    ),
    Family(
        key="do_choi",
        category=("Đồ Chơi", "Đồ chơi giáo dục", "Xếp hình & nhồi bông"),
        number_label="Giấy chứng nhận hợp quy",
        number_format="CR {serial:04d}-{year}/QCVN3",
        number_required=False,
        features=(
            "Chất liệu an toàn cho bé, không mùi, không phai màu.",
            "Có tem hợp quy CR theo QCVN 3:2019/BKHCN.",
            "Phù hợp cho bé từ 3 tuổi.",
            "Góc cạnh bo tròn, giặt hoặc lau đều được.",
        ),
        accessory="Thùng đựng đồ chơi",
    ),
    Family(
        key="tui",
        category=("Túi Ví Nữ", "Túi đeo chéo", "Túi da"),
        number_label="Mã sản phẩm",
        number_format="TCCS {serial:03d}:20{year}",
        number_required=False,
        features=(
            "Da bò thật thuộc thảo mộc, càng dùng càng bóng.",
            "Khóa kéo êm, lót vải gấm, có ngăn phụ.",
            "Kèm hộp, túi vải, thẻ bảo hành.",
            "Đeo chéo, xách tay hay đeo vai đều xinh.",
        ),
        accessory="Dây xích và miếng giữ form",
    ),
)

FAMILY = {family.key: family for family in FAMILIES}

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
