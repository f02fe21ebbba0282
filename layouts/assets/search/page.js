/*
  The search page: what is typed and chosen, and what is shown for it. The address holds both, so that results can be
  sent to others and found again. Every word that is shown comes from the template.
*/
"use strict";

(() => {
  const PAGE = 10; // results at a time
  const PAUSE = 150; // milliseconds without a key, before a search
  const VALUES = 6; // of a filter, until all are asked for
  const TOPICS = 6; // of a result

  const root = document.getElementById("search");
  const labels = root.dataset;
  const form = root.querySelector("form");
  const field = form.elements.q;
  const order = root.querySelector("[name=sort]");
  const status = root.querySelector("[role=status]");
  const meant = root.querySelector(".meant");
  const list = root.querySelector(".results");
  const more = root.querySelector(".more");
  const narrow = root.querySelector(".narrow");
  const elsewhere = document.getElementById("search-elsewhere");
  const groups = [...root.querySelectorAll(".filter")];
  const template = document.getElementById("search-result");
  const language = document.documentElement.lang || "en";
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);

  const finder = new Finder(labels.files);
  let chosen = new Map();
  let found = null;
  let asked = 0;
  let waiting = 0;
  let opened = null;

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  function counted(count) {
    const word = `count${plural.select(count).replace(/^./, (letter) => letter.toUpperCase())}`;
    return filled(labels[word] ?? labels.countOther, { count: number.format(count) });
  }

  /* The address and what it asks for. */

  function readAddress() {
    const query = new URLSearchParams(location.search);
    field.value = query.get("q") ?? "";
    order.value = query.get("sort") ?? "";
    if (order.selectedIndex < 0) order.selectedIndex = 0;
    chosen = new Map();
    for (const pair of query.getAll("in")) {
      const [kind, name] = pair.split("/");
      if (name) chosen.set(kind, (chosen.get(kind) ?? new Set()).add(name));
    }
  }

  function writeAddress() {
    const asks = new URLSearchParams();
    if (field.value.trim()) asks.set("q", field.value.trim());
    for (const [kind, names] of chosen) for (const name of names) asks.append("in", `${kind}/${name}`);
    if (order.selectedIndex > 0) asks.set("sort", order.value);
    const query = asks.toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }

  /* Search, and show what is found unless something else has been asked for meanwhile. */
  async function search() {
    clearTimeout(waiting);
    writeAddress();
    const mine = ++asked;
    const query = field.value.trim();
    if (!query && !chosen.size) {
      show(null);
      return;
    }
    try {
      opened ??= finder.open();
      await opened;
      const answer = await finder.find(field.value, chosen, order.value);
      const cards = await Promise.all(answer.places.slice(0, PAGE).map((place) => finder.card(place)));
      if (mine === asked) show({ ...answer, query, shown: 0 }, cards);
    } catch (error) {
      opened = null;
      if (mine !== asked) return;
      show(null);
      status.textContent = labels.failed;
      console.error(error);
    }
  }

  function searchSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(search, PAUSE);
  }

  function show(answer, cards = []) {
    found = answer;
    root.classList.toggle("answered", Boolean(answer));
    list.replaceChildren();
    meant.replaceChildren();
    narrow.hidden = !answer || (!answer.places.length && !chosen.size);
    order.closest(".sort").hidden = !answer || answer.places.length < 2;
    more.hidden = true;
    elsewhere.hidden = Boolean(answer?.places.length);
    status.textContent = answer ? told(answer) : "";
    if (!answer) return;
    if (answer.meant) offer(answer.meant);
    for (const group of groups) fill(group, answer.counts.get(group.dataset.kind) ?? new Map());
    const filters = [...chosen.values()].reduce((sum, names) => sum + names.size, 0);
    narrow.querySelector(".chosen").textContent = filters ? number.format(filters) : "";
    narrow.querySelector(".clear").hidden = !filters;
    append(cards);
  }

  function told({ places, query, some }) {
    if (!places.length) return filled(query ? labels.nothing : labels.nothingChosen, { query });
    return some ? `${labels.some} ${counted(places.length)}` : counted(places.length);
  }

  function offer(words) {
    const [before, after = ""] = labels.meant.split("{words}");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = words;
    button.addEventListener("click", () => {
      field.value = words;
      field.focus();
      search();
    });
    meant.append(before, button, after);
  }

  /* Results */

  function append(cards) {
    list.append(...cards.map(result));
    found.shown += cards.length;
    more.hidden = found.shown >= found.places.length;
  }

  async function showMore() {
    const mine = asked;
    const answer = found;
    const places = answer.places.slice(answer.shown, answer.shown + PAGE);
    let cards;
    try {
      cards = await Promise.all(places.map((place) => finder.card(place)));
    } catch (error) {
      status.textContent = labels.failed;
      console.error(error);
      return;
    }
    if (mine !== asked) return;
    const first = answer.shown;
    append(cards);
    status.textContent = filled(labels.shown, {
      shown: number.format(answer.shown),
      count: number.format(answer.places.length),
    });
    links()[first]?.focus();
  }

  /* A result as the template has it: what is not in there is not shown. */
  function result(card) {
    const item = template.content.firstElementChild.cloneNode(true);
    const fill = (selector, put) => item.querySelectorAll(selector).forEach(put);
    fill(".rail", (place) => {
      const time = document.createElement("time");
      [time.dateTime, time.textContent] = card.date;
      place.append(time);
    });
    fill(".card-title a", (link) => {
      link.href = card.url;
      mark(link, finder.marked(card.title, found.parts));
    });
    fill("[data-if]", (badge) => card[badge.dataset.if] || badge.remove());
    fill(".badges", (badges) => badges.children.length || badges.remove());
    fill(".excerpt", (place) => {
      mark(place, finder.excerpt(card.text, found.parts) ?? finder.marked(card.summary, found.parts));
    });
    fill(".topics-found", (list) => {
      list.append(...card.topics.slice(0, TOPICS).map(([name, url]) => topic(name, url)));
      if (!card.topics.length) list.remove();
    });
    return item;
  }

  function topic(name, url) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = name;
    item.append(link);
    return item;
  }

  function mark(element, pieces) {
    pieces.forEach((piece, n) => {
      if (!piece) return;
      const marked = n % 2 ? document.createElement("mark") : null;
      if (marked) marked.textContent = piece;
      element.append(marked ?? piece);
    });
  }

  /* Filters */

  function fill(group, counts) {
    const kind = group.dataset.kind;
    const names = chosen.get(kind) ?? new Set();
    const known = finder.values.get(kind) ?? new Map();
    const values = [...known].filter(([name]) => counts.has(name) || names.has(name));
    const count = (name) => counts.get(name) ?? 0;
    if (kind === "year") values.reverse().sort(([one], [other]) => other.localeCompare(one));
    else values.sort(([one, a], [other, b]) => count(other) - count(one) || a.localeCompare(b, language));
    const isWhole = group.dataset.whole === "yes";
    const shown = values.filter(([name], n) => isWhole || n < VALUES || names.has(name));
    const focused = group.contains(document.activeElement) ? document.activeElement.value : undefined;
    group.querySelector("ul").replaceChildren(...shown.map(([name, label]) => choice(kind, name, label, count(name))));
    group.hidden = !values.length;
    const all = group.querySelector(".all");
    all.hidden = shown.length === values.length;
    all.textContent = filled(labels.all, { count: number.format(values.length) });
    if (focused) group.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
  }

  function choice(kind, name, label, count) {
    const item = document.createElement("li");
    const row = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = name;
    box.checked = Boolean(chosen.get(kind)?.has(name));
    box.addEventListener("change", () => choose(kind, name, box.checked));
    const words = document.createElement("span");
    words.textContent = label;
    const tally = document.createElement("span");
    tally.className = "count";
    tally.textContent = number.format(count);
    row.append(box, words, " ", tally);
    item.append(row);
    return item;
  }

  function choose(kind, name, isChosen) {
    const names = chosen.get(kind) ?? new Set();
    if (isChosen) names.add(name);
    else names.delete(name);
    if (names.size) chosen.set(kind, names);
    else chosen.delete(kind);
    search();
  }

  /* Keys */

  function links() {
    return [...list.querySelectorAll(".card-title a")];
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const here = document.activeElement;
    const typing = here.matches("input:not([type=checkbox]), textarea, select") || here.isContentEditable;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      field.select();
      field.focus();
    } else if (event.key === "Escape" && root.contains(here)) {
      if (here !== field) field.focus();
      else if (field.value) {
        field.value = "";
        search();
      } else return;
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = [field, ...links()];
      const at = all.indexOf(here);
      const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    }
  }

  document.addEventListener("keydown", pressed);
  field.addEventListener("input", searchSoon);
  order.addEventListener("change", search);
  more.addEventListener("click", showMore);
  narrow.querySelector(".clear").addEventListener("click", () => {
    chosen = new Map();
    field.focus();
    search();
  });
  for (const group of groups) {
    group.querySelector(".all").addEventListener("click", () => {
      group.dataset.whole = "yes";
      fill(group, found.counts.get(group.dataset.kind) ?? new Map());
      group.querySelectorAll("input")[VALUES]?.focus();
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    if (matchMedia("(pointer: coarse)").matches) field.blur(); // so that the keyboard does not cover the results
  });
  addEventListener("popstate", () => {
    readAddress();
    search();
  });

  const wide = matchMedia("(min-width: 48rem)");
  const unfold = () => {
    for (const details of [narrow, ...groups]) details.open = wide.matches;
  };
  wide.addEventListener("change", unfold);
  unfold();
  readAddress();
  document.getElementById("search-off").remove();
  elsewhere.hidden = Boolean(field.value || chosen.size);
  root.hidden = false;
  if (field.value || chosen.size) search();
  else if (!wide.matches || !document.hasFocus()) return;
  else field.focus();
})();
