"""What is run inside a page, in a world of its own that the page's scripts cannot reach."""

SCROLL = """
(async (limits) => {
  // Down to the end, a screen at a time, so that what loads late is loaded; then back up.
  const started = performance.now();
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const root = document.scrollingElement || document.documentElement;
  const bottom = () => Math.min(root.scrollHeight, limits.height);
  if (bottom() <= limits.shown) return limits.shown;
  let top = Math.max(0, limits.shown - innerHeight);
  while (top + innerHeight < bottom() && performance.now() - started < limits.seconds * 1000) {
    top += Math.round(innerHeight * 0.9);
    scrollTo({top, behavior: "instant"});
    await pause(limits.step);
  }
  scrollTo({top: 0, behavior: "instant"});
  return bottom();
})
"""
"""Answers how much of the page has been shown then; CSS pixels."""

CONTENT = """
((limit) => {
  const doctype = document.doctype;
  const html = document.documentElement ? document.documentElement.outerHTML : "";
  const text = document.body ? document.body.innerText : "";
  const head = doctype ? new XMLSerializer().serializeToString(doctype) + "\\n" : "";
  const stored = () => {
    // A page of an opaque origin has no storage and throws.
    try {
      return [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage));
    } catch { return []; }
  };
  return {
    stored: stored().slice(0, 500).map(([name, value]) => [name, value.slice(0, 100000)]),
    url: location.href,
    title: document.title,
    dom: (head + html).slice(0, limit),
    text: text.slice(0, limit),
    truncated: head.length + html.length > limit || text.length > limit,
    language: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    width: innerWidth,
    height: innerHeight,
  };
})
"""

TOUCHED = """
((kinds) => {
  // The browser's own record of user activation also counts what automation does.
  if (globalThis.touched === undefined) {
    globalThis.touched = false;
    for (const kind of kinds)
      addEventListener(kind, (e) => { globalThis.touched ||= e.isTrusted; },
                       {capture: true, passive: true});
  }
  return globalThis.touched;
})
"""
