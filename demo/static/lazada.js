/* A list page's only script: fetches the same address with ajax=true and draws the grid. */
(function () {
  "use strict";
  var holder = document.getElementById("list"), params = new URLSearchParams(location.search);

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }
  function card(entry) {
    var a = make("a", "card"), img = make("img"), line = make("div", "line");
    a.href = entry.itemUrl; img.src = entry.image; img.alt = "";
    line.appendChild(make("b", "price", entry.priceShow));
    line.appendChild(make("small", "", entry.itemSoldCntShow));
    [img, make("h3", "", entry.name), line, make("small", "", entry.location)].forEach(function (n) { a.appendChild(n); });
    return a;
  }
  function draw(answer) {
    var wall = answer.data && answer.data.url || answer.url;
    if (answer.ret || answer.rgv587_flag) { location.replace(wall); return; }
    if (!answer.mods.listItems.length) {
      var empty = make("section", "empty");
      empty.appendChild(make("p", "", "Tìm kiếm không có kết quả"));
      holder.appendChild(empty);
      return;
    }
    holder.appendChild(make("h2", "", answer.mods.resultTips.tips));
    var grid = make("section", "grid");
    answer.mods.listItems.forEach(function (entry) { grid.appendChild(card(entry)); });
    holder.appendChild(grid);
    if (!answer.mainInfo.noMorePages) {
      var more = make("a", "more", "Trang sau");
      params.delete("ajax"); params.set("page", String(Number(answer.mainInfo.page) + 1));
      more.href = location.pathname + "?" + params.toString();
      holder.appendChild(more);
    }
  }
  var query = new URLSearchParams(location.search);
  query.set("ajax", "true");
  if (!query.get("page")) query.set("page", "1");
  if (!query.get("q") && !/^\/(catalog|tag)/.test(location.pathname)) {
    query.set("from", "wangpu"); query.set("langFlag", "vi"); query.set("pageTypeId", "2"); query.set("q", "All-Products");
  }
  var request = new XMLHttpRequest();
  request.open("GET", location.pathname + "?" + query.toString());
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.onload = function () {
    try { draw(JSON.parse(request.responseText)); } catch (error) { holder.appendChild(make("section", "empty", "…")); }
  };
  request.send();
})();
