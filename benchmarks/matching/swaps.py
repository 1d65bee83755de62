"""Words that stand for one another in Vietnamese titles: put one for another and it is another
product; words that mean the same; words around a product that say nothing of it."""

SWAPS: tuple[tuple[str, ...], ...] = (
    ("dâu", "cam", "nho", "việt quất", "đào", "vani", "socola", "chuối", "dừa", "bạc hà", "chanh",
     "táo", "dưa lưới", "matcha", "xoài", "đậu nành", "gạo lứt", "mật ong"),
    ("hoa hồng", "oải hương", "hoa nhài", "bưởi", "sả chanh", "trà xanh", "hoa sen", "gừng",
     "tràm trà", "nghệ", "cà phê", "bí đao", "hoa cúc", "rau má", "lô hội", "sakura"),
    ("da dầu", "da khô", "da nhạy cảm", "da mụn", "da hỗn hợp", "da thường", "mọi loại da"),
    ("nam", "nữ", "bé trai", "bé gái"),
    ("sữa rửa mặt", "kem dưỡng", "toner", "nước hoa hồng", "serum", "tinh chất", "kem chống nắng",
     "mặt nạ", "tẩy trang", "sữa tắm", "dầu gội", "dầu xả", "kem lót", "phấn phủ", "phấn má",
     "son dưỡng", "son lì", "mascara", "kẻ mắt", "tẩy tế bào chết", "kem mắt", "lăn khử mùi",
     "xịt khoáng", "phấn nước", "kem nền", "che khuyết điểm", "sữa dưỡng", "gel rửa mặt"),
    ("áo thun", "áo sơ mi", "áo khoác", "áo polo", "áo len", "áo hoodie", "áo kiểu", "áo ba lỗ"),
    ("quần short", "quần jean", "quần tây", "quần kaki", "quần lót", "quần jogger", "quần thun"),
    ("đầm", "chân váy", "váy", "bộ đồ", "jumpsuit"),
    ("giày", "dép", "sandal", "giày cao gót", "giày búp bê", "giày lười", "giày thể thao", "guốc"),
    ("ssd", "hdd", "usb", "thẻ nhớ"), ("sata", "nvme"), ("wifi", "4g", "5g"),
    ("trắng da", "chống lão hóa", "cấp ẩm", "trị mụn", "phục hồi", "kiềm dầu", "dưỡng trắng",
     "sạch sâu", "sáng da", "dưỡng ẩm"),
    ("tay dài", "tay ngắn", "tay lỡ", "sát nách"), ("type-c", "micro usb", "lightning"),
    ("cao cổ", "thấp cổ"), ("có đường", "không đường", "ít đường"), ("đế cao", "đế bệt"),
    ("da bò", "vải canvas", "nhựa", "cao su", "da lộn"), ("gọng", "không gọng"),
    ("bàn phím", "chuột", "màn hình", "pin", "sạc", "loa", "camera", "tai nghe"),
    ("hộp mực", "drum", "mực nước", "giấy in"), ("chấm bi", "kẻ sọc", "trơn", "hoa nhí", "caro"),
    ("ban ngày", "ban đêm"), ("core i3", "core i5", "core i7"), ("ryzen 5", "ryzen 7"),
)  # fmt: skip

COLOURS: tuple[tuple[str, ...], ...] = (
    ("đen", "black"), ("trắng", "white"), ("đỏ", "red"), ("xanh dương", "blue"),
    ("xanh lá", "green"), ("xanh", "blue"), ("vàng", "gold", "yellow"), ("hồng", "pink"),
    ("tím", "purple"), ("xám", "grey", "gray"), ("nâu", "brown"), ("cam", "orange"),
    ("kem", "beige"), ("bạc", "silver"), ("xanh navy", "navy"), ("xanh rêu",), ("đỏ đô",),
)  # fmt: skip

VARIANTS = ("Pro", "Max", "Plus", "Mini", "Lite", "SE", "Ultra", "Air", "FE", "Pro Max", "Neo",
            "Slim", "2.0", "II", "Gen 2", "Gen 3", "5G", "Premium", "Turbo", "S", "X")  # fmt: skip

SYNONYMS: tuple[tuple[str, str], ...] = (
    ("điện thoại", "đt"), ("điện thoại", "smartphone"), ("sữa rửa mặt", "srm"),
    ("kem chống nắng", "kcn"), ("máy tính xách tay", "laptop"), ("đầm", "váy"),
    ("ổ cứng", "ssd"), ("tinh chất", "serum"), ("nước hoa hồng", "toner"), ("dưỡng ẩm", "cấp ẩm"),
    ("sữa tắm", "gel tắm"), ("kẻ mắt", "eyeliner"), ("che khuyết điểm", "concealer"),
    ("phấn nước", "cushion"), ("kem nền", "foundation"), ("áo thun", "áo phông"),
    ("quần jean", "quần bò"), ("quần short", "quần đùi"), ("giày thể thao", "sneaker"),
    ("tai nghe", "headphone"), ("thẻ nhớ", "memory card"), ("chính hãng", "auth"),
    ("bộ phát wifi", "router wifi"), ("hộp mực", "cartridge"), ("màn hình", "monitor"),
    ("không dây", "wireless"), ("dung tích", "dt"), ("chai", "lọ"), ("bình", "chai"),
)  # fmt: skip

BEFORE = (
    "[Chính hãng]", "(SALE)", "🔥", "[Freeship]", "Hàng mới về", "✅", "[HCM]", "SALE SỐC", "[Mã giảm 20k]",
    "❤️", "(CHÍNH HÃNG)", "Chính hãng", "[Giá sỉ]", "HOT", "[Hàng Mỹ]", "( Có sẵn )", "⚡", "Date mới -",
    "Sỉ/lẻ", "MẪU MỚI 2024", "[Tem phụ]", "Hàng công ty",
)  # fmt: skip
AFTER = (
    "chính hãng", "- Hàng Chính Hãng", "giá rẻ", "freeship", "giá tốt nhất", "cao cấp", "mới 100%", "full box",
    "bảo hành 12 tháng", "có tem chống giả", "hàng công ty", "- Nhập khẩu", "[CHÍNH HÃNG 100%]", "siêu hot",
    "tặng quà", "tặng kèm ốp lưng", "(tặng dây sạc)", "kèm túi", "đủ màu", "mẫu mới 2024", "hot trend", "date 2027",
    "được yêu thích", "giao nhanh", "có sẵn", "thương hiệu nổi tiếng", "an toàn cho da", "hiệu quả", "bền đẹp",
    "thời trang", "phong cách Hàn Quốc", "Hàn Quốc", "Nhật Bản", "cam kết chất lượng", "đổi trả 7 ngày",
    "nhập khẩu chính ngạch", "fullbox nguyên seal", "quà tặng", "bill mua hàng", "mềm mại thoáng mát", "hcm",
    "màn hình đẹp, pin trâu", "pin 5000mAh", "sạc nhanh 33W", "thơm lâu", "dịu nhẹ", "nguyên seal",
)  # fmt: skip
ACCESSORIES = (
    "Ốp lưng", "Ốp lưng cho", "Bao da", "Kính cường lực", "Dán màn hình", "Hộp đựng", "Túi đựng", "Dây đeo cho",
    "Pin thay thế cho", "Sạc cho", "Vỏ hộp", "Lõi thay thế cho", "Linh kiện", "Phụ kiện cho", "Đế đỡ", "Vỏ chai",
    "Remote cho", "Cáp dùng cho", "Đệm tai cho", "Bông mút cho", "Cọ dùng cho", "Nắp", "Lót giày cho", "Móc treo",
    "Chai chiết", "Tem dán", "Miếng dán camera", "Quạt tản nhiệt cho", "Bàn phím thay thế cho", "Sách hướng dẫn",
)  # fmt: skip
COPIES = (
    "tương thích {}",
    "kiểu {}",
    "dùng cho {}",
    "thay thế {}",
    "phong cách {}",
    "rep {}",
    "dupe {}",
)
OTHER_FORMS = (
    "refill",
    "túi refill",
    "mini",
    "sample",
    "tester",
    "gói dùng thử",
    "cũ",
    "like new",
    "unbox",
)
