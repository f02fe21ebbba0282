/*
  What is found: a query goes in, briefings come out, from the files below /search/. It knows nothing of the page.
  How words are split and filed is decided in generator/search/; here the same has to be done to a query.
*/
"use strict";

const Finder = (() => {
  const BEGINNING = 3; // letters that name a word's shard, and the fewest of which a word is begun
  const MOST_WORDS = 12; // of a query
  const FIELDS = [1.6, 0.8, 0, 0.4]; // what it adds that a word is in headline, standfirst, text, keywords at all
  const BEGUN = 0.5; // how much a word counts that only begins like the one that was typed
  const NEIGHBOURS = 1.3; // how much more words count that are side by side
  const SATURATION = 1.2; // BM25's k1
  const LENGTH = 0.75; // BM25's b
  const AGED = 0.25; // how much of its score a briefing loses as it grows old
  const HALF_LIFE = 730; // in days
  const EXCERPT = 34; // words
  const BEFORE = 8; // words before the first mark

  const JOINED = /(?<=(?<![\p{L}\p{N}_])[\p{L}\p{N}])\.(?=[\p{L}\p{N}]\.)|(?<=\p{Nd})[.,](?=\p{Nd}{3}(?!\p{Nd}))|['’]s(?![\p{L}\p{N}_])/gu;
  const SPOKEN = "(?<![\\p{L}\\p{N}_])(?:[\\p{L}\\p{N}]\\.){2,}|\\p{Nd}+(?:[.,]\\p{Nd}{3}(?!\\p{Nd}))+";
  const ACCENTED = /([a-zα-ω])[\u0300-\u036f]+/gu;
  const QUOTES = /[“”„«»]/g;
  const PART = /(-?)(?:"([^"]*)"?|(\S+))/g;

  class Finder {
    #folder;
    #fetched = new Map();
    #index;
    #segments = [];
    #endings = [];
    #letter;
    #word;
    #spoken;

    constructor(folder) {
      this.#folder = folder;
    }

    /* Fetch what every query needs: the list of the index, and the tables of its segments. */
    async open() {
      const index = await this.#fetch("index.json", { cache: "no-cache" });
      const tables = await Promise.all(index.segments.map((one) => this.#fetch(`words/${one.name}/0.json`)));
      this.#index = index;
      let first = 0;
      this.#segments = index.segments.map((one, number) => {
        const segment = { ...one, first, ...tables[number] };
        first += one.briefings;
        return segment;
      });
      this.size = first;
      const endings = new Map(tables.flatMap((table) => table.endings).map((pair) => [pair.join("/"), pair]));
      this.#endings = [...endings.values()].sort(([one], [other]) => other.length - one.length);
      this.#letter = new RegExp(Object.keys(index.letters).join("|"), "gu");
      const alone = `(?=[\\p{L}\\p{N}\\p{M}])[${index.alone}]`;
      const word = `${alone}|(?:(?![${index.alone}])[\\p{L}\\p{N}\\p{M}])+`;
      this.#word = new RegExp(word, "gu");
      this.#spoken = new RegExp(`${SPOKEN}|${word}`, "gu");
      this.#tabulate();
    }

    #fetch(path, how) {
      if (!this.#fetched.has(path)) {
        const answer = fetch(this.#folder + path, how).then((found) => {
          if (!found.ok) throw new Error(`${found.url}: ${found.status}`);
          return found.json();
        });
        answer.catch(() => this.#fetched.delete(path)); // so that it is tried again
        this.#fetched.set(path, answer);
      }
      return this.#fetched.get(path);
    }

    /* What there is to know of each briefing, by its place: the oldest has place 0. */
    #tabulate() {
      this.days = new Int32Array(this.size);
      this.lengths = new Int32Array(this.size);
      this.values = new Map(); // by kind: by name in addresses, what readers see
      this.filed = new Map(); // by kind: for each place its names in addresses
      for (const segment of this.#segments) {
        let day = 0;
        segment.days.forEach((gap, number) => (this.days[segment.first + number] = day += gap));
        segment.lengths.forEach((of, number) => (this.lengths[segment.first + number] = of[2]));
        for (const [kind, terms] of Object.entries(segment.terms)) {
          const [values, filed] = this.#kind(kind);
          for (const [slug, name] of terms) values.set(slug, name);
          segment.topics[kind].forEach((numbers, n) => (filed[segment.first + n] = numbers.map((at) => terms[at][0])));
        }
      }
      const [years, filed] = this.#kind("year");
      this.days.forEach((day, place) => {
        const year = String(new Date(day * 86400000).getUTCFullYear());
        years.set(year, year);
        filed[place] = [year];
      });
      this.meanLength = this.lengths.reduce((sum, length) => sum + length, 1) / Math.max(1, this.size);
    }

    #kind(kind) {
      if (!this.values.has(kind)) {
        this.values.set(kind, new Map());
        this.filed.set(kind, Array.from({ length: this.size }, () => []));
      }
      return [this.values.get(kind), this.filed.get(kind)];
    }

    /* The words of a text as they are filed, but for their endings. */
    split(text) {
      const plain = text.toLowerCase().normalize("NFKC").replace(JOINED, "");
      return (plain.match(this.#word) ?? []).map((word) => this.#folded(word));
    }

    #folded(word) {
      const bare = word.normalize("NFD").replace(ACCENTED, "$1").normalize("NFC");
      return bare.replace(this.#letter, (letter) => this.#index.letters[letter]);
    }

    /* The parts of a query: a word each, or several that are looked for side by side. */
    #parsed(query) {
      const text = query.replace(QUOTES, '"');
      const parts = [];
      for (const [raw, minus, quoted, plain] of text.matchAll(PART)) {
        const words = this.split(quoted ?? plain);
        if (words.length) parts.push({ raw, words, without: minus === "-", begun: false });
      }
      const last = parts.at(-1);
      if (last && text.endsWith(last.raw) && !last.raw.endsWith('"')) last.begun = true;
      return parts.slice(0, MOST_WORDS);
    }

    /*
      The briefings for a query that `chosen` lets pass: by kind, a set of names of which one must be a briefing's.
      `places` are in the order asked for: relevance, newest or oldest. `some` says that none has all the words, `meant` is
      a better spelling. `counts` has, by kind and name, how many there would be with that name, `parts` what to mark.
    */
    async find(query, chosen, order) {
      const parts = this.#parsed(query);
      await Promise.all(parts.map(async (part) => (part.hits = await this.#hits(part))));
      const wanted = parts.filter((part) => !part.without);
      let scores = this.#scores(wanted, wanted.length);
      const some = scores.size === 0 && wanted.length > 1;
      if (some) scores = this.#scores(wanted, 1);
      if (!wanted.length && (parts.length || chosen.size)) scores = new Map([...this.days.keys()].map((place) => [place, 0]));
      for (const part of parts) if (part.without) for (const place of part.hits.keys()) scores.delete(place);
      const { places, counts } = this.#narrowed(scores.keys(), chosen);
      const newest = (one, other) => other - one;
      const orders = {
        newest,
        oldest: (one, other) => one - other,
        relevance: (one, other) => scores.get(other) - scores.get(one) || newest(one, other),
      };
      places.sort(orders[order]);
      const meant = some || !places.length ? this.#meant(query, wanted) : "";
      return { places, counts, some: some && places.length > 0, meant, parts: wanted.map((part) => part.forms) };
    }

    /* By place, how well a briefing answers, for those that have at least so many of a query's parts. */
    #scores(parts, least) {
      const found = new Map();
      if (!parts.length) return found;
      const newest = this.days.length ? this.days[this.days.length - 1] : 0;
      const seen = new Map();
      parts.forEach((part) => {
        const rare = Math.log(1 + (this.size - part.hits.size + 0.5) / (part.hits.size + 0.5));
        for (const [place, hit] of part.hits) {
          const damped = SATURATION * (1 - LENGTH + (LENGTH * this.lengths[place]) / this.meanLength);
          const often = (hit.times * (SATURATION + 1)) / (hit.times + damped);
          const where = FIELDS.reduce((sum, counts, field) => sum + counts * (hit.fields[field] ?? 0), 0);
          found.set(place, (found.get(place) ?? 0) + rare * part.words.length * (often + where));
          seen.set(place, (seen.get(place) ?? 0) + 1);
        }
      });
      for (const [place, score] of found) {
        if (seen.get(place) < least) {
          found.delete(place);
          continue;
        }
        let factor = 1 - AGED + AGED * 2 ** ((this.days[place] - newest) / HALF_LIFE);
        for (let n = 1; n < parts.length; n++) {
          if (adjoin(parts[n - 1].hits.get(place), parts[n].hits.get(place))) factor *= NEIGHBOURS;
        }
        found.set(place, score * factor * seen.get(place));
      }
      return found;
    }

    #segment(place) {
      return this.#segments.find((one) => place < one.first + one.briefings);
    }

    #narrowed(candidates, chosen) {
      const counts = new Map([...this.values.keys()].map((kind) => [kind, new Map()]));
      const places = [];
      for (const place of candidates) {
        const failed = [...chosen].filter(([kind, names]) => !this.filed.get(kind)?.[place].some((name) => names.has(name)));
        if (!failed.length) places.push(place);
        if (failed.length > 1) continue;
        for (const [kind, of] of failed.length ? [[failed[0][0], counts.get(failed[0][0])]] : counts) {
          for (const name of (of && this.filed.get(kind)[place]) ?? []) of.set(name, (of.get(name) ?? 0) + 1);
        }
      }
      return { places, counts };
    }

    /* By place, where the words of a part stand. */
    async #hits(part) {
      const found = await Promise.all(
        part.words.map((word, number) => this.#looked(word, part.begun && number === part.words.length - 1)),
      );
      part.forms = found.map((one) => one.forms);
      part.near = found[0].near;
      if (found.length === 1) return found[0].hits;
      const hits = new Map();
      for (const place of found[0].hits.keys()) {
        const each = found.map((one) => one.hits.get(place));
        if (!each.every(Boolean)) continue;
        const base = Math.max(0, each.findIndex((hit) => !hit.anywhere));
        const starts = each[base].at.map((at) => at - base);
        const at = starts.filter((start) => each.every((hit, n) => hit.anywhere || hit.at.includes(start + n)));
        const anywhere = each.every((hit) => hit.anywhere);
        if (!at.length && !anywhere) continue;
        const times = Math.min(...each.map((hit) => hit.times));
        const fields = FIELDS.map((_, field) => Math.min(...each.map((hit) => hit.fields[field] ?? 0)));
        hits.set(place, { at, anywhere, times, fields });
      }
      return hits;
    }

    /* Where a word occurs in any of its forms and, if it is only begun, the words that begin with it. */
    async #looked(word, isBegun) {
      const near = await Promise.all(this.#segments.map((segment) => this.#shard(segment, word)));
      const stems = new Set(near.flatMap((shard) => stemsOf(shard, word)));
      if (!stems.size) for (const stem of this.#guessed(word, near)) stems.add(stem);
      const begun = new Set();
      const forms = new Set([word]);
      if (isBegun && Array.from(word).length >= BEGINNING) {
        for (const shard of near) {
          for (const form of formsIn(shard)) {
            if (!form.startsWith(word)) continue;
            forms.add(form);
            for (const stem of stemsOf(shard, form)) if (!stems.has(stem)) begun.add(stem);
          }
        }
      }
      const hits = new Map();
      await Promise.all(
        this.#segments.map(async (segment, number) => {
          for (const stem of stems) {
            const own = has(near[number], stem) ? near[number] : await this.#shard(segment, stem);
            for (const shard of new Set([own, near[number]])) for (const form of formsOf(shard, stem)) forms.add(form);
            if (has(own, stem)) this.#read(segment, own.words[stem], 1, hits);
          }
          for (const stem of begun) if (has(near[number], stem)) this.#read(segment, near[number].words[stem], BEGUN, hits);
        }),
      );
      return { hits, forms, near };
    }

    /* The probable stem of a form that is in no text: its ending replaced as stemming replaces it in others. */
    #guessed(word, near) {
      const known = new Set(near.flatMap((shard) => [...Object.keys(shard.words), ...Object.values(shard.forms).flat()]));
      for (const [ending, other] of this.#endings) {
        const stem = word.slice(0, word.length - ending.length) + other;
        if (word.endsWith(ending) && stem.length >= BEGINNING && known.has(stem)) return [stem];
      }
      return [];
    }

    #shard(segment, word) {
      const number = hash(Array.from(word).slice(0, BEGINNING)) % segment.shards;
      return this.#fetch(`words/${segment.name}/${number + 1}.json`);
    }

    /* Take a posting apart. */
    #read(segment, posting, factor, hits) {
      const isThinned = posting[0] === -1;
      let number = 0;
      for (let n = isThinned ? 1 : 0; n < posting.length; ) {
        number += posting[n++];
        const times = posting[n++];
        const place = segment.first + number;
        const hit = hits.get(place) ?? { at: [], anywhere: false, times: 0, fields: [] };
        hits.set(place, hit);
        hit.times += times * factor;
        if (isThinned) {
          hit.anywhere = true;
          continue;
        }
        const lengths = segment.lengths[number];
        let at = 0;
        for (const end = n + times; n < end; n++) {
          at += posting[n];
          hit.at.push(at);
          const field = fieldOf(at, lengths);
          hit.fields[field] = Math.max(hit.fields[field] ?? 0, factor);
        }
      }
    }

    /* The query with each word that is found nowhere spelled as in the briefings; nothing if one has no word like it. */
    #meant(query, parts) {
      let better = query;
      for (const part of parts) {
        if (part.hits.size || part.words.length > 1) continue;
        const word = part.words[0];
        const near = nearest(word, part.near);
        if (!near) return "";
        better = better.replace(part.raw, () => near);
      }
      return better === query ? "" : better;
    }

    /* A briefing as results show it. */
    async card(place) {
      const segment = this.#segment(place);
      const number = place - segment.first;
      const together = this.#index.together;
      const file = await this.#fetch(`texts/${segment.texts[Math.floor(number / together)]}.json`);
      return file[number % together];
    }

    /* A text in pieces, every other of which is to be marked: [before, marked, between, marked, after]. */
    marked(text, parts) {
      return pieces(text, this.#marks(this.#tokens(text), parts));
    }

    /* The place in a text that answers best, in the same pieces; nothing if no word of it is to be marked. */
    excerpt(text, parts) {
      let best = null;
      for (const paragraph of text.split("\n")) {
        const tokens = this.#tokens(paragraph);
        const marks = this.#marks(tokens, parts);
        marks.forEach((mark, n) => {
          const within = marks.slice(n).filter((other) => other.last < mark.first + EXCERPT - BEFORE);
          const telling = 100 * new Set(within.map((other) => other.part)).size + within.length - (tokens.length < 8 ? 50 : 0);
          if (!best || telling > best.telling) best = { telling, paragraph, tokens, marks, first: mark.first };
        });
      }
      return best ? cutOut(best) : null;
    }

    #tokens(text) {
      return Array.from(text.matchAll(this.#spoken), (found) => ({
        start: found.index,
        end: found.index + found[0].length,
        word: this.#folded(found[0].toLowerCase().normalize("NFKC").replace(/[.,]/g, "")),
      }));
    }

    #marks(tokens, parts) {
      const marks = [];
      for (let first = 0; first < tokens.length; first++) {
        const part = parts.findIndex((forms) => forms.every((one, n) => one.has(tokens[first + n]?.word)));
        if (part < 0) continue;
        const last = first + parts[part].length - 1;
        marks.push({ part, first, last, start: tokens[first].start, end: tokens[last].end });
        first = last;
      }
      return marks;
    }
  }

  /* FNV-1a, 32 bits, over code points. */
  function hash(letters) {
    let value = 0x811c9dc5;
    for (const letter of letters) value = Math.imul(value ^ letter.codePointAt(0), 0x01000193) >>> 0;
    return value;
  }

  function stemsOf(shard, form) {
    const stems = Object.hasOwn(shard.forms, form) ? shard.forms[form] : [];
    return stems.length ? stems : has(shard, form) ? [form] : [];
  }

  function has(shard, stem) {
    return Object.hasOwn(shard.words, stem);
  }

  function formsOf(shard, stem) {
    return [stem, ...Object.keys(shard.forms).filter((form) => shard.forms[form].includes(stem))];
  }

  function formsIn(shard) {
    return [...Object.keys(shard.words), ...Object.keys(shard.forms)];
  }

  function fieldOf(at, [headline, standfirst, text]) {
    if (at < headline) return 0;
    if (at <= headline + standfirst) return 1;
    return at <= headline + standfirst + text + 1 ? 2 : 3;
  }

  function adjoin(before, after) {
    return Boolean(before && after && before.at.some((at) => after.at.includes(at + 1)));
  }

  /* The word in some shards that is most like another and, among equals, the one that occurs most. */
  function nearest(word, shards) {
    const most = Array.from(word).length < 6 ? 1 : 2;
    let best = null;
    for (const shard of shards) {
      for (const form of formsIn(shard)) {
        if (Math.abs(form.length - word.length) > most || form === word) continue;
        const far = distance(word, form, most);
        if (far > most) continue;
        const weight = Math.max(0, ...stemsOf(shard, form).map((stem) => (has(shard, stem) ? shard.words[stem].length : 0)));
        if (!best || far < best.far || (far === best.far && weight > best.weight)) best = { form, far, weight };
      }
    }
    return best?.form ?? "";
  }

  /* How many letters have to be changed, put in, left out or exchanged with their neighbour (optimal string alignment). */
  function distance(one, other, most) {
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[other.length];
  }

  function pieces(text, marks) {
    const found = [];
    let done = 0;
    for (const { start, end } of marks) {
      found.push(text.slice(done, start), text.slice(start, end));
      done = end;
    }
    return [...found, text.slice(done)];
  }

  /* The first word from one to another that begins a sentence, or else the one. */
  function beginning(paragraph, tokens, from, to) {
    for (let n = from; n <= to; n++) {
      if (!n || /[.!?…。]["”’»)]*\s/.test(paragraph.slice(tokens[n - 1].end, tokens[n].start))) return n;
    }
    return from;
  }

  function cutOut({ paragraph, tokens, marks, first }) {
    const from = beginning(paragraph, tokens, Math.max(0, Math.min(first - BEFORE, tokens.length - EXCERPT)), first);
    const to = Math.min(tokens.length, from + EXCERPT) - 1;
    const start = from ? tokens[from].start : 0;
    const end = to < tokens.length - 1 ? tokens[to].end : paragraph.length;
    const shown = marks
      .filter((mark) => mark.first >= from && mark.last <= to)
      .map((mark) => ({ start: mark.start - start, end: mark.end - start }));
    const found = pieces(paragraph.slice(start, end), shown);
    if (from) found[0] = `… ${found[0]}`;
    if (end < paragraph.length) found[found.length - 1] += " …";
    return found;
  }

  return Finder;
})();
