"""`python -m demo`: opens the practice marketplace for a person to look at."""

import argparse
import sys
from pathlib import Path
from threading import Event

from demo.marketplace import SEED, Marketplace, practice_marketplace
from demo.registers import shop_path
from demo.world import Platform
from domain.errors import ShopWitnessError


def main() -> int:
    """Serve until Ctrl-C; returns the exit code."""
    options = _options()
    try:
        with practice_marketplace(
            seed=options.seed, scale=options.scale, port=options.port
        ) as market:
            _greet(market, options.files)
            Event().wait()
    except KeyboardInterrupt:
        return 0
    except ShopWitnessError as error:
        sys.stderr.write(f"{error}\n")
        return int(error.exit_code)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m demo", description="Mở chợ thực hành (dữ liệu bịa) trên máy này."
    )
    parser.add_argument("--port", type=int, default=0, help="cổng; 0 là cổng trống bất kỳ")
    parser.add_argument("--seed", type=int, default=SEED, help="hạt giống của dữ liệu bịa")
    parser.add_argument("--scale", type=float, default=1.0, help="quy mô: 1 là khoảng 70 cửa hàng")
    parser.add_argument("--files", type=Path, help="thư mục để ghi sites.yml và các danh mục")
    return parser.parse_args()


def _greet(market: Marketplace, folder: Path | None) -> None:
    lines = ["Chợ thực hành đang mở – dữ liệu bịa:"]
    for platform in Platform:
        shop = next(s for s in market.world.shops if s.platform is platform)
        lines.append(f"  {market.base_url(platform)}/")
        lines.append(f"    ví dụ: {market.base_url(platform)}{shop_path(shop)}")
    if folder is not None:
        market.write_registers(folder)
        market.write_sites_file(folder / "sites.yml")
        lines.append(f"Danh mục, danh sách theo dõi và sites.yml nằm trong {folder}")
    lines.append("Nhấn Ctrl-C để đóng chợ.")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
