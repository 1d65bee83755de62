"""Invented goods that are in no register: the everyday, the traps, and the forbidden.

A trap is an innocent listing that a naive rule takes for a violation.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ware:
    """Something that sellers list, with its words and its usual price."""

    title: str
    family: str
    """A key of `FAMILY`, or `khac` (other)."""
    price: int
    note: str = ""
    number_required: bool = False


def _wares(text: str, note: str = "", *, number_required: bool = False) -> tuple[Ware, ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(
        Ware(
            title=title.strip(),
            family=family.strip(),
            price=int(price) * 1000,
            note=note,
            number_required=number_required,
        )
        for title, family, price in rows
    )


EVERYDAY = _wares("""
Áo thun cotton form rộng unisex | khac | 89
Quần jean ống suông nữ lưng cao | khac | 215
Váy babydoll hoa nhí mùa hè | khac | 159
Áo khoác gió hai lớp có mũ | khac | 235
Bộ đồ ngủ lụa satin | khac | 145
Set 5 đôi tất cổ ngắn | khac | 35
Khẩu trang vải 3 lớp giặt được | khac | 22
Mũ lưỡi trai thêu chữ | khac | 59
Thắt lưng nam khóa tự động | khac | 95
Kính râm gọng vuông chống tia UV | khac | 75
Bình giữ nhiệt inox 500ml | khac | 129
Hộp cơm giữ nhiệt 3 ngăn | khac | 175
Thớt gỗ teak nguyên khối | khac | 185
Bộ dao nhà bếp 6 món | khac | 249
Chảo chống dính đáy từ 26cm | khac | 219
Kệ gia vị xoay 2 tầng | khac | 165
Rổ rá nhựa 2 lớp xoay được | khac | 45
Khăn tắm sợi tre 70x140 | khac | 79
Ga giường cotton đũi m6 | khac | 289
Rèm cửa sổ chống nắng | khac | 199
Đèn ngủ hình nấm cảm ứng | khac | 69
Đèn học chống cận 3 chế độ sáng | khac | 189
Ổ cắm điện 6 lỗ có cổng USB | dien | 139
Quạt cầm tay mini tích điện | dien | 89
Máy phun sương tạo ẩm | dien | 159
Cân điện tử nhà bếp 5kg | dien | 99
Chổi lau nhà tự vắt | khac | 145
Giấy ăn gấu trúc 10 gói | khac | 68
Nước rửa bát bồ hòn 1 lít | khac | 55
Túi giặt lưới 5 cỡ | khac | 39
Thùng rác có nắp bập bênh | khac | 85
Dép bánh mì đi trong nhà | giay | 49
Sandal nữ quai mảnh | giay | 135
Túi tote vải canvas in hình | tui | 65
Balo đi học chống nước | tui | 219
Ví nam dáng ngang | tui | 89
Dây đeo chìa khóa tết tay | khac | 19
Sổ tay bìa da khâu tay | khac | 72
Bút gel mực xanh hộp 12 cây | khac | 36
Bảng vẽ điện tử cho bé 8.5 inch | do_choi | 79
Bộ câu cá nam châm gỗ | do_choi | 95
Bóng đá cao su số 4 | do_choi | 65
Dây nhảy thể dục đếm số | khac | 45
Thảm tập yoga 8mm | khac | 149
Cáp sạc bọc dù 1 mét | dien_tu | 39
Giá đỡ điện thoại để bàn | dien_tu | 32
Chuột không dây pin sạc | dien_tu | 119
Bàn phím cơ mini 68 phím | dien_tu | 349
Cây lưỡi hổ mini để bàn | khac | 55
Đất trồng sen đá 2kg | khac | 29
Hạt giống rau muống gói 50g | khac | 15
Bát ăn chống kiến cho mèo | khac | 49
Vòng cổ chuông cho cún | khac | 25
Nến thơm sáp đậu nành | khac | 99
Khung ảnh gỗ treo tường 20x30 | khac | 59
Tranh đính đá tự làm | khac | 125
Mật ong hoa nhãn 500ml | khac | 135
Gạo nếp nương 2kg | khac | 79
Bánh tráng phơi sương gói 500g | khac | 42
Trà sen túi lọc 25 gói | khac | 65
""")

TRAPS = _wares(
    """
Móng tay giả đính đá 24 móng kèm keo | khac | 35
Móng úp thiết kế - móng giả xinh, có ship hỏa tốc | khac | 69
Tóc giả nữ xoăn dài che hói tơ tự nhiên | khac | 185
Lông mi giả dày tự nhiên hộp 10 cặp | khac | 29
Hoa giả lụa để bàn cắm sẵn | khac | 79
Cây giả trang trí ban công cao 1m2 | khac | 189
Răng giả ma cà rồng hóa trang | khac | 15
Ví đựng giấy tờ giả da cầm tay nam nữ | tui | 75
Sofa lười giả da cao cấp | khac | 690
Túi đựng giấy tờ xe chống nước | khac | 25
Súng bắn bong bóng xà phòng cho bé | do_choi | 59
Súng bắn nước áp lực cao đồ chơi hè | do_choi | 89
Bong bóng hình mặt cười 🎈 set 20 quả | do_choi | 39
Gấu bông mặt cười ôm bóng 😂 60cm | do_choi | 175
Bóng bay cười toe toét trang trí thôi nôi | do_choi | 45
Pháo giấy kim tuyến tiệc cưới xoay tay | khac | 25
Nến hình pháo hoa sinh nhật (không nổ) | khac | 12
Khung bằng khen A4 treo tường | khac | 45
Phôi giấy khen mẫu in sẵn cho bé mầm non | khac | 10
Tiền đồ chơi học đếm cho bé | do_choi | 19
Bộ bài cờ triệu phú kèm tiền giấy đồ chơi | do_choi | 85
Tinh dầu sả đuổi muỗi treo xe | khac | 49
Máy xông tinh dầu siêu âm để bàn | dien | 189
Hộp đựng thuốc lá inox khắc tên | khac | 79
Áo thun in hình lá phong Canada | khac | 99
Hạt giống cỏ ba lá mix màu | khac | 18
Cao su non quấn ống nước | khac | 8
Tượng hổ phong thủy bằng đá | khac | 250
Lược sừng trâu thật 100% | khac | 69
Băng dính 3M super lock | khac | 55
Sách: Phân biệt hàng giả, hàng thật cho người tiêu dùng | khac | 88
Tem chống hàng giả in theo yêu cầu (in logo shop) | khac | 120
Thú nhồi bông con tê tê | do_choi | 145
Đèn pin tự vệ còi hú cá nhân | khac | 65
""",
    "innocent words that look forbidden",
)

UNREGISTERED = _wares(
    """
Viên uống tăng chiều cao Cao Vút thần tốc | tpcn | 320
Trà giảm cân Eo Thon 10 ngày bay 7kg | tpcn | 250
Viên giảm cân Thái nắp đỏ hàng xách tay | tpcn | 290
Cao xương khớp gia truyền bà lang Mế | tpcn | 350
Thuốc nam trị dứt điểm viêm xoang thầy Bảy | thuoc | 280
Viên uống trắng da cấp tốc Bạch Tuyết Nương | tpcn | 390
Tinh chất nhàu đông trùng hỗ trợ tiểu đường | tpcn | 450
Giảo cổ lam viên nén mát gan hạ mỡ | tpcn | 180
Viên uống nở ngực Đào Tiên Nữ | tpcn | 360
Siro tăng cân bé còi Ú Nu | tpcn | 220
Sữa tăng cân Mập Mạp xách tay Mỹ | sua | 590
Sữa non Nhật nội địa không tem phụ | sua | 650
Sữa hạt tăng cân cho bé nhà làm | sua | 240
Kem trộn trắng da body cô Ba Bịa | my_pham | 120
Kem face thảo mộc tự nấu 7 ngày trắng bật | my_pham | 150
Kem nám tàn nhang gia truyền hũ trắng | my_pham | 180
Serum peel da tại nhà bong nhẹ 3 đêm | my_pham | 135
Tắm trắng siêu tốc bột ủ 1 lần thấy khác | my_pham | 95
Kem trị mụn thầy lang hũ thủy tinh | my_pham | 110
Nước hoa hồng tự chưng cất không nhãn | my_pham | 85
Thuốc nhỏ mắt nội địa vàng xách tay | thuoc | 90
Thuốc ho bà ngoại nấu chai 330ml | thuoc | 70
Dầu gió rắn hổ Tây Tạng nhập tay | thuoc | 130
Viên đặc trị gout tễ đen | thuoc | 400
""",
    "class needs a registration number",
    number_required=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """A prohibited good: said plainly once, and as sellers hide it."""

    term: str
    titles: tuple[str, ...]
    price: int
    cover: str
    """The innocent category it is put in."""


FORBIDDEN: tuple[Forbidden, ...] = (
    Forbidden(
        term="bóng cười",
        titles=(
            "Bóng cười N2O bình 640g giao nhanh nội thành",
            "B.ó.n.g c.ư.ờ.i bình to kèm van - ib zalo",
            "Bóng\u200b cư\u200bời khí sạch, đủ size bình",
            "Вóng cười hàng Hà Lan sẵn sll",
            "b0ng cuoi - kem beo 640g ai hieu thi ib",
        ),
        price=950_000,
        cover="Dụng cụ làm bánh",
    ),
    Forbidden(
        term="pháo nổ",
        titles=(
            "Pháo nổ bi cuộn dài chơi Tết",
            "P.h.á.o n.ổ dàn 36 quả nổ to",
            "pháo n0 dàn 49 ống, bao ship kín",
            "Pháo\u200b nổ hàng bãi sll giá tốt",
        ),
        price=680_000,
        cover="Trang trí lễ hội",
    ),
    Forbidden(
        term="cần sa",
        titles=(
            "Cần sa khô đóng gói kín đáo",
            "C.ầ.n s.a Mỹ loại 1 bao check",
            "cần  s@ nụ xanh, giao tận tay",
            "Cần sа hạt giống nảy mầm 95%",
        ),
        price=1_200_000,
        cover="Hạt giống & cây trồng",
    ),
    Forbidden(
        term="thuốc lá điện tử",
        titles=(
            "Thuốc lá điện tử pod 1 lần 9000 hơi đủ vị",
            "Th.u.ố.c l.á đ.i.ệ.n t.ử vị dưa hấu lạnh",
            "Thu0c la dien tu pod sạc 12k hơi",
            "Thuốc lá điện\u200b tử mini, tinh dầu salt tặng kèm",
        ),
        price=210_000,
        cover="Phụ kiện cá nhân",
    ),
    Forbidden(
        term="giấy tờ giả",
        titles=(
            "Nhận làm giấy tờ giả bao soi, ship toàn quốc",
            "Làm bằng lái xe giả phôi thật không cần thi",
            "G.i.ấ.y t.ờ g.i.ả các loại nhận sau 24h",
            "giấy\u200b tờ\u200b giả - CCCD giả, sổ đỏ giả inbox",
        ),
        price=3_500_000,
        cover="Dịch vụ in ấn",
    ),
    Forbidden(
        term="dùi cui điện",
        titles=(
            "Dùi cui điện tự vệ phóng điện mạnh kèm đèn pin",
            "d.ù.i c.u.i đ.i.ệ.n mini bỏ túi",
            "Dui cui dien 1102 hàng sẵn",
        ),
        price=390_000,
        cover="Đèn pin",
    ),
    Forbidden(
        term="cao hổ cốt",
        titles=(
            "Cao hổ cốt nguyên chất lạng 100g",
            "c.a.o h.ổ c.ố.t nấu tại chỗ cam kết thật",
            "Cao h0 cot gia truyền bổ xương",
        ),
        price=4_800_000,
        cover="Thực phẩm đặc sản",
    ),
    Forbidden(
        term="tiền giả",
        titles=(
            "Tiền giả polymer như thật, giao dịch kín",
            "T.i.ề.n g.i.ả loại A test máy",
            "tiền\u200b giả mệnh giá 500 tỉ lệ 1 ăn 10",
        ),
        price=500_000,
        cover="Đồ lưu niệm",
    ),
)

# Additional words to an everyday title, so that no two listings of a kind are equal.
STYLES: tuple[str, ...] = (
    "màu be",
    "màu đen",
    "màu trắng sữa",
    "kiểu Hàn",
    "kiểu Nhật",
    "mẫu mới",
    "loại dày",
    "loại tốt",
    "size lớn",
    "size nhỏ",
    "có bảo hành",
    "hàng xưởng",
    "phong cách tối giản",
    "bản nâng cấp",
    "tặng kèm quà",
    "combo 2",
    "combo 3",
    "cho gia đình",
)
