/* The practice shell's only script: asks for the page's payload and draws it. */
(function () {
  "use strict";
  var main = document.getElementById("main");

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }
  function put(parent) {
    for (var i = 1; i < arguments.length; i++) if (arguments[i]) parent.appendChild(arguments[i]);
    return parent;
  }
  function money(value) {
    if (value === null || value === undefined) return "—";
    return "₫" + String(Math.round(value / 1000) / 100).replace(/\..*/, "").replace(/\B(?=(\d{3})+$)/g, ".");
  }
  function photo(hash) { return location.origin + "/file/" + hash; }
  function slug(text) {
    var plain = text.replace(/[đĐ]/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return (plain.toLowerCase().match(/[a-z0-9]+/g) || ["san", "pham"]).join("-").slice(0, 80);
  }
  function link(href, className) { var a = make("a", className); a.href = href; return a; }
  function picture(hash, className) {
    var img = make("img", className); img.src = photo(hash); img.alt = ""; return img;
  }
  function fields(query) {
    return Object.keys(query).map(function (key) {
      return key + "=" + encodeURIComponent(query[key]);
    }).join("&");
  }

  function ask(path, query, then) {
    var request = new XMLHttpRequest();
    request.open("GET", path + "?" + fields(query));
    request.onload = function () {
      var answer;
      try { answer = JSON.parse(request.responseText); } catch (error) { return; }
      if (answer.error === 90309999 || answer["3"] === 90309999) return refused(answer);
      then(answer);
    };
    request.send();
  }
  function refused(answer) {
    var loggedIn = answer.is_login === true;
    location.replace("/verify/traffic/error?home_url=" + encodeURIComponent(location.origin + "/") +
      "&is_logged_in=" + loggedIn + "&tracking_id=" + (answer.tracking_id || answer["1"] || "0") + "&type=4");
  }

  function frame() {
    main.textContent = "";
    put(main, make("div", "banner", "Chợ thực hành – dữ liệu bịa"));
    var bar = put(make("header", "bar"), put(link("/", "logo"), make("b", "", "Chợ Cam"), make("small", "", "Chợ thực hành")));
    var form = make("form", "find"); form.action = "/search";
    var box = make("input"); box.name = "keyword"; box.placeholder = "Tìm sản phẩm, thương hiệu và tên shop";
    put(main, put(bar, put(form, box, make("button", "", "Tìm"))));
    return put(main, make("main", "page")).lastChild;
  }
  function named(title, canonical) {
    document.title = title;
    var rel = link(location.origin + canonical); rel = make("link"); rel.rel = "canonical";
    rel.href = location.origin + canonical; document.head.appendChild(rel);
    [["og:title", title], ["og:url", location.origin + canonical]].forEach(function (pair) {
      var meta = make("meta"); meta.setAttribute("property", pair[0]); meta.content = pair[1];
      document.head.appendChild(meta);
    });
  }
  function note(text) { put(frame(), put(make("section", "empty"), make("p", "", text))); }

  function shopBlock(shop) {
    return put(make("section", "shop"),
      put(make("div", "who"), make("span", "avatar", (shop.name || "?").charAt(0)),
        put(make("div"), put(link("/" + shop.account.username), make("b", "", shop.name)),
          make("p", "", (shop.is_official_shop ? "Gian hàng chính hãng · " : "") + shop.shop_location))),
      make("p", "facts", "Sản phẩm " + shop.item_count + " · Người theo dõi " + shop.follower_count +
        " · Đánh giá " + shop.rating_star + " · Tỉ lệ phản hồi " + shop.response_rate + "%"),
      make("p", "words", shop.description));
  }
  function card(entry) {
    var c = entry.item_basic || entry.item_data, asset = c.item_card_displayed_asset || c;
    var sold = c.item_card_display_sold_count || {};
    var a = link("/" + slug(asset.name) + "-i." + c.shopid + "." + c.itemid, "card");
    return put(a, picture(asset.image), make("h3", "", asset.name),
      put(make("div", "line"), make("b", "price", money(c.price)), make("small", "", sold.historical_sold_count_text)),
      make("small", "", c.shop_location + (c.is_sold_out ? " · Hết hàng" : "")));
  }
  function grid(page, answer, next) {
    if (!answer.items.length) put(page, put(make("section", "empty"), make("p", "", "Chưa có sản phẩm nào ở đây")));
    var list = put(page, make("section", "grid")).lastChild;
    answer.items.forEach(function (entry) { put(list, card(entry)); });
    if (!answer.nomore) { var a = link(next, "more"); a.textContent = "Trang sau"; put(page, a); }
  }

  function product(shopId, itemId) {
    frame();
    ask("/api/v4/pdp/get_pc", { item_id: itemId, shop_id: shopId, tz_offset_minutes: 420, detail_level: 0 }, function (answer) {
      if (answer.error || !answer.data) return note("Sản phẩm không tồn tại");
      var data = answer.data, item = data.item, page = frame();
      named(item.title + " | Chợ Cam", "/" + slug(item.title) + "-i." + item.shop_id + "." + item.item_id);
      jsonLd(item);
      var photos = make("div", "photos");
      data.product_images.images.forEach(function (hash, i) { put(photos, picture(hash, i ? "" : "cover")); });
      put(page, put(make("section", "product"), photos, facts(data, item)), shopBlock(data.shop_detailed), table(data), words(data));
      ask("/api/v4/shop/get_shop_base", { entry_point: "ShopByPDP", need_cancel_rate: true, request_source: "shop_home_page", shopid: shopId, version: 2 }, function () {});
    });
  }
  function facts(data, item) {
    var before = item.price_before_discount ? make("s", "", money(item.price_before_discount)) : null;
    var range = item.price_min !== item.price_max ? " - " + money(item.price_max) : "";
    var options = make("div", "options");
    item.models.forEach(function (model) { if (model.name) put(options, make("span", model.has_stock ? "" : "off", model.name)); });
    return put(make("div", "facts"), make("h1", "", item.title),
      make("p", "stars", "★ " + data.product_review.rating_star + " (" + data.product_review.total_rating_count + " đánh giá)"),
      put(make("p", "cost"), before, make("b", "price", money(item.price_min) + range)), options,
      make("p", "stock", item.status === 8 ? "Người bán đã ẩn sản phẩm này" : item.item_status === "sold_out" ? "Hết hàng" : "Còn hàng"),
      put(make("p", "buttons"), make("span", "ghost", "Thêm vào giỏ"), make("span", "solid", "Mua ngay")));
  }
  function table(data) {
    var rows = make("dl");
    data.item.categories.forEach(function (c, i) { if (!i) put(rows, make("dt", "", "Danh mục")); });
    put(rows, make("dd", "", data.item.categories.map(function (c) { return c.display_name; }).join(" › ")));
    data.product_attributes.attrs.forEach(function (row) { put(rows, make("dt", "", row.name), make("dd", "", row.value)); });
    return put(make("section", "rows"), make("h2", "", "Chi tiết sản phẩm"), rows);
  }
  function words(data) {
    return put(make("section", "rows"), make("h2", "", "Mô tả sản phẩm"), make("p", "words", data.item.description));
  }
  function jsonLd(item) {
    var script = make("script"); script.type = "application/ld+json";
    script.textContent = JSON.stringify({ "@context": "http://schema.org", "@type": "Product", name: item.title,
      productID: String(item.item_id), image: photo(item.image), url: location.origin + location.pathname, brand: item.brand || "",
      offers: { "@type": "Offer", priceCurrency: item.currency, price: item.price ? (item.price / 100000).toFixed(2) : null } });
    document.head.appendChild(script);
  }

  function shop(key) {
    var query = { entry_point: "", need_cancel_rate: true, request_source: "shop_home_page", version: 2 };
    query[/^\d{6,}$/.test(key) ? "shopid" : "username"] = key;
    frame();
    ask("/api/v4/shop/get_shop_base", query, function (answer) {
      if (answer.error || !answer.data) return note("Cửa hàng không tồn tại");
      var data = answer.data, number = Number(new URLSearchParams(location.search).get("page") || 0);
      ask("/api/v4/shop/get_shop_detail", { shopid: data.shopid }, function () {});
      ask("/api/v4/shop/search_items", { filter_sold_out: 0, item_card_use_scene: "search_items_popular", limit: 30, offset: 30 * number,
        order: "desc", shopid: data.shopid, sort_by: "ctime", use_case: 4 }, function (list) {
        var page = frame();
        named(data.name + ", Cửa hàng trực tuyến | Chợ Cam", "/" + data.account.username);
        put(page, shopBlock(data));
        grid(page, list, "/" + data.account.username + "?page=" + (number + 1) + "&sortBy=ctime&tab=0");
      });
    });
  }
  function search(extra, scenario) {
    var params = new URLSearchParams(location.search), number = Number(params.get("page") || 0);
    var query = Object.assign({ by: "relevancy" }, extra, { limit: 60, newest: 60 * number, order: "desc", page_type: "search", scenario: scenario, version: 2 });
    frame();
    ask("/api/v4/search/search_items", query, function (list) {
      var page = frame();
      named((extra.keyword || "Danh mục") + " | Chợ Cam", location.pathname);
      put(page, make("h2", "", list.total_count + " kết quả" + (extra.keyword ? " cho “" + extra.keyword + "”" : "")));
      params.set("page", number + 1);
      grid(page, list, location.pathname + "?" + params.toString());
    });
  }
  function home() {
    document.title = "Chợ Cam | Chợ thực hành, mua và bán trên ứng dụng di động hoặc website";
    search({}, "PAGE_OTHERS");
  }

  var path = decodeURIComponent(location.pathname), found;
  if ((found = path.match(/-i\.(\d+)\.(\d+)/))) product(found[1], found[2]);
  else if ((found = path.match(/-cat\.(?:\d+\.)*(\d+)$/))) search({ match_id: found[1] }, "PAGE_CATEGORY");
  else if (path === "/search" || path === "/mall/search") search({ keyword: new URLSearchParams(location.search).get("keyword") || "" }, "PAGE_GLOBAL_SEARCH");
  else if ((found = path.match(/^\/shop\/(\d+)/))) shop(found[1]);
  else if ((found = path.match(/^\/([\w.]+)\/?$/))) shop(found[1]);
  else home();
})();
