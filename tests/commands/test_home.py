"""What lies in the home folder is used without being named."""

SITES = """
sites:
  practice:
    platform: shopee
    country: vn
    base_url: http://shopee.localhost:9
    hosts: [shopee.localhost]
    currency: VND
    allow_loopback: true
"""


def test_a_sites_file_in_the_home_folder_is_gone_by(type_in, home):
    url = "http://shopee.localhost:9/product/1/2"
    refused, _, _ = type_in("watch", "add", url)
    (home / "home").mkdir(exist_ok=True)
    (home / "home" / "sites.yml").write_text(SITES, "utf-8")
    taken, out, err = type_in("watch", "add", url)
    assert refused != 0
    assert taken == 0, out + err
