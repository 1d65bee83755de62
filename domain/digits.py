"""How digits are spelt out in Vietnamese, with diacritics and without."""

DIGIT_WORDS = {
    "không": "0", "khong": "0", "một": "1", "mốt": "1", "mot": "1", "hai": "2", "ba": "3",
    "bốn": "4", "bon": "4", "tư": "4", "tu": "4", "năm": "5", "lăm": "5", "nam": "5", "lam": "5",
    "sáu": "6", "sau": "6", "bảy": "7", "bẩy": "7", "bay": "7", "tám": "8", "tam": "8",
    "chín": "9", "chin": "9",
}  # fmt: skip
