// In each page that `headframe serve` shows, and in no file of the site: loads the page anew when it or something that
// it shows has changed, swaps styles in place, and lays over it what is wrong with the site.
"use strict";
(() => {
  const script = document.currentScript;
  const follows = script.dataset.follows; // "page": what it is made of; "site": any change; "notice": it tells of errors itself
  const leaving = new WeakSet(); // style sheets whose successors are being loaded
  let mark = script.dataset.mark; // the edition of the site up to which this page knows what changed
  let source = null;
  let timer = 0;
  let shown = 0; // the edition of the error that was shown last
  let overlay = null;

  // a path as people read it; the page of a folder goes by the folder's
  function plain(path) {
    try {
      path = decodeURIComponent(path);
    } catch {
      // a stray percent sign, which the server takes as it is
    }
    return path.replace(/\/index\.html$/, "/");
  }

  function here(url) {
    const at = new URL(url, location.href);
    return at.origin === location.origin ? plain(at.pathname) : null;
  }

  // the paths of all that this page has loaded
  function parts() {
    const loaded = performance.getEntriesByType("resource").map((entry) => here(entry.name));
    const named = [...document.querySelectorAll("[src]")].map((element) => here(element.src));
    return new Set([...loaded, ...named]);
  }

  function reload() {
    hush();
    location.reload(); // the browser keeps the place to which one has scrolled
  }

  function changed(paths) {
    const mine = paths && parts().add(plain(location.pathname));
    if (!paths || follows !== "page" || paths.some((path) => mine.has(path))) {
      reload();
    }
  }

  // the new style sheet is loaded beside the old one, so that the page is never bare
  function restyle(paths) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((link) => !leaving.has(link));
    const linked = links.filter((link) => paths.includes(here(link.href)));
    const found = new Set(linked.map((link) => here(link.href)));
    const imported = parts();
    if (follows === "notice" || paths.some((path) => !found.has(path) && imported.has(path))) {
      reload();
      return;
    }
    for (const link of linked) {
      const next = link.cloneNode();
      const url = new URL(link.href);
      url.searchParams.set("edition", mark);
      next.href = url.href;
      next.onload = next.onerror = () => link.remove();
      leaving.add(link);
      link.after(next);
    }
  }

  function heard(message) {
    mark = message.lastEventId || mark;
    const event = JSON.parse(message.data);
    if (event.type === "reload") {
      changed(event.paths);
    } else if (event.type === "style") {
      restyle(event.paths);
    } else if (event.type === "mended") {
      overlay?.remove();
      overlay = null;
    } else if (event.type === "error" && follows !== "notice" && event.edition !== shown) {
      shown = event.edition;
      overlay?.remove();
      overlay = layOver(event);
    }
  }

  function listen() {
    hush();
    source = new EventSource(`/.headframe/live?mark=${encodeURIComponent(mark)}`);
    source.onmessage = heard;
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) {
        timer = setTimeout(listen, 1000); // some browsers give up on a server that is gone for a while
      }
    };
  }

  function hush() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  // a browser opens six connections to a server and no more, so tabs that nobody sees do not hold one
  function attend() {
    if (document.visibilityState === "hidden") {
      hush();
    } else if (!source) {
      listen();
    }
  }

  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  function finding(diagnostic) {
    const [line, carets = ""] = diagnostic.excerpt;
    const excerpt = line ? [make("pre", { tabindex: "0" }, line, "\n", make("b", {}, carets))] : [];
    const help = diagnostic.help ? [make("p", { class: "help" }, diagnostic.help)] : [];
    return make(
      "li",
      {},
      make("p", { class: "place" }, diagnostic.place),
      make("p", { class: "message" }, make("span", { class: "code" }, diagnostic.code), " ", diagnostic.message),
      ...excerpt,
      ...help,
    );
  }

  // what is wrong, in a shadow tree where no style of the page reaches it; the element to remove
  function layOver(event) {
    const host = make("headframe-preview", { lang: "en", dir: "ltr" });
    const close = make("button", { type: "button", class: "close" }, "Close", make("kbd", {}, "Esc"));
    const open = make("button", { type: "button", class: "open", hidden: "" }, event.title);
    const dialog = make(
      "dialog",
      { role: "alertdialog", "aria-labelledby": "title", "aria-describedby": "about" },
      make("div", { class: "bar" }, make("h2", { id: "title" }, event.title), close),
      make("ol", {}, ...event.diagnostics.map(finding)),
      make("p", { id: "about" }, event.more),
    );
    const style = make("link", { rel: "stylesheet", href: "/.headframe/preview.css" });
    const show = () => {
      open.hidden = true;
      dialog.showModal();
      dialog.scrollTop = 0;
    };
    close.onclick = () => dialog.close();
    dialog.onclose = () => {
      open.hidden = false;
      open.focus();
    };
    open.onclick = show;
    style.onload = style.onerror = show;
    host.attachShadow({ mode: "open" }).append(style, dialog, open);
    document.documentElement.append(host);
    return host;
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", hush);
  addEventListener("pageshow", attend);
  attend();
})();
