"""Classes of goods: where they are sold, and what the law wants printed on them."""

from dataclasses import dataclass


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
