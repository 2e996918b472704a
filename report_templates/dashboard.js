"use strict";
(() => {
  // What is shown is in the address behind #, so that a view can be kept, sent and gone back to.
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, nodes, periods, sides, reasons, states } = data;
  const page = document.getElementById("page");
  const FEW = 150; // rows of a long table until more are asked for
  const leaves = nodes.filter(node => node.leaf);

  // -- small tools -------------------------------------------------------------------------------------------------
  const fill = (name, fields = {}) => words[name].replace(/\{(\w+)\}/g, (all, key) => fields[key] ?? all);
  const named = (list, id) => list.find(one => one.id === id);

  /** An element; every text goes in as text, never as markup. */
  function make(tag, attributes, ...children) {
    const drawn = ["svg", "rect", "circle", "polyline", "text", "title", "g"].includes(tag);
    const made = drawn ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick" || name === "onchange") made[name] = value;
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat().filter(one => one !== null && one !== undefined && one !== "" && one !== false));
    return made;
  }

  /** Half up to one decimal, of the number to nine places, as every other output prints a score. */
  function printed(score) {
    const tenths = Math.floor(Number((Math.abs(score) * 10).toFixed(8)) + 0.5);
    return (score < 0 && tenths ? "−" : "") + Math.floor(tenths / 10).toLocaleString("en-US") + "." + tenths % 10;
  }
  const percent = share => share === 1 ? "100%" : printed(share * 100) + "%";
  const count = number => number.toLocaleString("en-US");

  // -- the state in the address ------------------------------------------------------------------------------------
  const ofKind = kind => periods.filter(one => one.kind === kind);
  const last = ofKind(data.rhythm).at(-1) || periods.at(-1);
  const given = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

  /** What is chosen, with what holds where nothing valid is. */
  function state() {
    const asked = given(), first = sides[0];
    const side = named(sides, asked.side) || first;
    const place = Math.max(0, side.names.indexOf(asked.entity ?? side.names[0]));
    return {
      period: named(periods, asked.period) || last,
      node: named(nodes, asked.node) || nodes[0],
      unit: asked.unit || "", platform: asked.platform || "",
      side, place, sort: asked.sort || "", more: asked.more || "",
    };
  }
  function go(changes) {
    const next = { ...given(), ...changes };
    for (const name of Object.keys(next)) if (!next[name]) delete next[name];
    location.hash = new URLSearchParams(next).toString();
  }

  // -- cells ---------------------------------------------------------------------------------------------------------
  /** What the entity at a place of a side has of a node in a period. */
  function cellOf(side, place, period, node) {
    const table = side.periods[period.id], column = table && table.nodes[node.id];
    if (!column) return { score: null, letter: " ", why: words[side.id === "whole" ? "not_scored" : "not_there"] };
    const letter = column.state[place], score = column.score[place];
    const why = column.why && place in column.why ? reasons[column.why[place]] : null;
    return {
      score, letter,
      why: why ?? (score === null && letter === " " ? words.not_there : null),
      shown: column.shown ? column.shown[place] : "",
      text: score === null ? null : (column.sign?.[place] ?? "") + printed(score),
      covered: node === nodes[0] ? table.covered[place] : 1,
    };
  }
  function step(score) {
    const limits = [...data.bands].sort((a, b) => a.at_least - b.at_least).slice(-5);
    const rounded = Number(printed(score).replace(/,/g, "").replace("−", "-"));
    return Math.max(0, limits.filter(band => rounded >= band.at_least).length - 1);
  }
  const toneOf = (cell, node) =>
    cell.score === null && cell.letter !== "o" && cell.letter !== "x" && !states[cell.letter] ? "blank"
      : node.leaf ? states[cell.letter]?.tone ?? "none" : cell.score === null ? "blank" : "step" + step(cell.score);
  const markOf = (cell, node) => states[cell.letter] && (node.leaf || cell.score === null) ? states[cell.letter].shape : "";
  const textOf = cell => cell.text ?? (states[cell.letter]?.word || words.no_score);

  // -- views ---------------------------------------------------------------------------------------------------------
  function choice(label, options, name) {
    const select = make("select", { id: "choose-" + name, onchange: event => go({ [name]: event.target.value, more: "" }) },
      options.map(([id, text]) => make("option", { value: id }, text)));
    return make("label", {}, label, select);
  }
  function controls() {
    const accounts = named(sides, "account");
    const values = name => [...new Set(accounts ? accounts[name] : [])].filter(Boolean).sort();
    const every = (name, labels = {}) => [["", words.all], ...values(name).map(one => [one, labels[one] || one])];
    const indent = node => "\u2003".repeat(node.level) + node.label;
    return make("div", { class: "controls" },
      choice(words.period, periods.map(one => [one.id, one.label]), "period"),
      choice(words.node, nodes.map(one => [one.id, indent(one)]), "node"),
      values("unit").length > 1 && choice(words.unit, every("unit"), "unit"),
      values("platform").length > 1 && choice(words.platform, every("platform", accounts.platforms), "platform"));
  }
  function key(now) {
    const item = (tone, shape, text) => make("li", {}, make("span", { class: "light " + tone }, shape), " " + text);
    const bands = [...data.bands].sort((a, b) => a.at_least - b.at_least).slice(-5);
    return make("ul", { class: "key", "aria-label": words.legend },
      now.node.leaf ? Object.values(states).map(one => item(one.tone, one.shape, one.word))
        : bands.map((band, i) => make("li", {}, make("span", { class: "step step" + i }), `${band.label} ≥ ${band.at_least}`)));
  }

  /** Places of a side that pass the filters. A unit passes by its name; what has neither is left out by both. */
  function passing(side, now) {
    return side.names.map((_, place) => place).filter(place => {
      if (side.id === "account")
        return (!now.unit || side.unit[place] === now.unit) && (!now.platform || side.platform[place] === now.platform);
      if (side.id === "unit") return (!now.unit || side.names[place] === now.unit) && !now.platform;
      if (side.id === "platform") return (!now.platform || side.names[place] === now.platform) && !now.unit;
      return !now.unit && !now.platform;
    });
  }
  /** An entity in the first column: of an account its platform in small print, below it on a phone. */
  function called(side, place) {
    if (side.id !== "account") return side.labels[place];
    const name = side.names[place].slice(side.platform[place].length + 1), platform = side.platforms[side.platform[place]];
    return [make("span", {}, name), " ", make("small", {}, platform)];
  }
  const placeOf = (side, place, period) => [side.id, place, period.id].join(" ");
  function matrix(now) {
    const rows = [];
    buttons.clear();
    let unequal = false;
    for (const side of sides) {
      const places = passing(side, now), open = now.more === side.id ? places : places.slice(0, FEW);
      if (!places.length) continue;
      if (side.id !== "whole") rows.push(make("tr", { class: "side" },
        make("th", { scope: "rowgroup", colspan: periods.length + 1 }, words["side_" + side.id])));
      for (const place of open) {
        const cells = periods.map(period => {
          const cell = cellOf(side, place, period, now.node);
          const dagger = cell.score !== null && cell.covered < 1 ? "†" : "";
          unequal = unequal || Boolean(dagger);
          const label = [side.labels[place], period.label, now.node.label, textOf(cell), cell.shown, cell.why].filter(Boolean);
          const button = make("button", {
            class: "cell " + toneOf(cell, now.node), type: "button", title: label.join(" · "), "aria-label": label.join(words.pause),
            "aria-pressed": "false", "data-score": cell.score, "data-period": period.id,
            onclick: () => go({ period: period.id, side: side.id, entity: side.names[place] }),
          }, make("span", {}, markOf(cell, now.node)), make("span", {}, textOf(cell) + dagger));
          buttons.set(placeOf(side, place, period), button);
          return make("td", {}, button);
        });
        rows.push(make("tr", { class: side.id === "whole" ? "strong" : null, "data-entity": side.names[place] },
          make("th", { scope: "row", title: side.labels[place] }, called(side, place)), cells));
      }
      if (open.length < places.length) rows.push(make("tr", {}, make("td", { colspan: periods.length + 1 },
        make("button", { class: "more", type: "button", onclick: () => go({ more: side.id }) },
          fill("more", { count: count(places.length - open.length) })))));
    }
    const title = fill("matrix", { node: now.node.label });
    return make("section", { id: "matrix" }, make("h2", {}, title),
      make("p", { class: "note" }, words.matrix_note),
      rows.length ? wide(title, make("table", { class: "matrix" }, make("caption", {}, title),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.entity), periods.map(one =>
          make("th", { scope: "col", class: "n", title: one.label, "data-head": one.id }, one.short)))),
        make("tbody", {}, rows))) : make("p", {}, words.nobody),
      key(now), unequal ? make("p", { class: "note" }, words.unequal) : "");
  }
  /** A part that scrolls sideways, with a name, for those who have no mouse. */
  const wide = (label, inner) => make("div", { class: "wide", role: "region", "aria-label": label, tabindex: "0" }, inner);

  function card(now) {
    const { side, place, period } = now, table = side.periods[period.id];
    const title = fill("card", { entity: side.labels[place], period: period.label });
    const total = cellOf(side, place, period, nodes[0]), rank = table?.rank?.[place];
    const facts = [table?.band?.[place], rank && fill("rank", { rank }),
      table && table.covered[place] !== null && fill("covered", { share: percent(table.covered[place]) })];
    const rows = nodes.slice(1).map(node => {
      const cell = cellOf(side, place, period, node), view = states[cell.letter];
      return make("tr", { class: node.leaf ? null : "strong", "data-node": node.id },
        make("th", { scope: "row" }, "\u2003".repeat(node.level - 1), node.label,
          node.unit ? make("span", { class: "small" }, " " + node.unit) : ""),
        make("td", { class: "n" }, String(data.weights[period.id]?.[node.id] ?? node.weight)), make("td", { class: "n" }, cell.shown || ""),
        make("td", { class: "n" }, data.targets[period.id]?.[node.id] || ""), make("td", { class: "n" }, cell.text ?? "—"),
        make("td", {}, view ? make("span", { class: "light " + view.tone }, view.shape + " " + view.word) : ""),
        make("td", { class: cell.why ? "why" : null }, cell.why || ""));
    });
    const heads = ["indicator", "weight", "value", "target", "score", "state", "why"];
    return make("section", { id: "card" }, make("h2", {}, title),
      make("p", {}, make("span", { class: "figure" }, total.text ?? words.no_score), facts.filter(Boolean).join(" · "),
        total.text ? "" : make("span", { class: "note" }, " " + (total.why || ""))),
      wide(title, make("table", { class: "plain" }, make("caption", {}, title),
        make("thead", {}, make("tr", {}, heads.map((name, i) =>
          make("th", { scope: "col", class: i > 0 && i < 5 ? "n" : null }, words[name])))),
        make("tbody", {}, rows))));
  }
  function course(now) {
    const { side, place } = now, title = fill("course", { entity: side.labels[place] });
    const running = ofKind(now.period.kind === "year" ? data.rhythm : now.period.kind);
    const rows = [...nodes.slice(1), nodes[0]].map(node => make("tr", { class: node.leaf ? null : "strong" },
      make("th", { scope: "row" }, node.label), running.map(period => {
        const cell = cellOf(side, place, period, node);
        return make("td", { class: "n " + (node.leaf ? toneOf(cell, node) : ""), title: [period.label, cell.shown, cell.why].filter(Boolean).join(" · ") },
          markOf(cell, node) + " " + (cell.text ?? "—"));
      }), make("td", {}, spark(node, running.map(period => cellOf(side, place, period, node).score)))));
    return make("section", { id: "course" }, make("h2", {}, title), wide(title, make("table", {},
      make("caption", {}, title), make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.indicator),
        running.map(one => make("th", { scope: "col", class: "n", title: one.label }, one.short)),
        make("th", { scope: "col" }, words.trend))), make("tbody", {}, rows))));
  }
  function spark(node, scores) {
    const text = fill("trend_of", { node: node.label, scores: scores.map(one => one === null ? "—" : printed(one)).join(words.pause) });
    const x = i => 4 + 84 * i / Math.max(1, scores.length - 1), y = score => 20 - 16 * Math.min(100, Math.max(0, score)) / 100;
    const made = make("svg", { class: "spark", viewBox: "0 0 92 24", role: "img", "aria-label": text }, make("title", {}, text));
    let run = [];
    for (const [i, score] of [...scores, null].entries()) { // a gap breaks the line
      if (score !== null) { run.push([x(i), y(score)]); continue; }
      if (run.length > 1) made.append(make("polyline", { points: run.map(one => one.join(",")).join(" ") }));
      if (run.length) made.append(make("circle", { cx: run.at(-1)[0], cy: run.at(-1)[1], r: 2 }));
      run = [];
    }
    return made;
  }

  // -- what an account published ---------------------------------------------------------------------------------
  const FIGURES = ["readers", "views", "least", "shares", "comments", "completion"];
  const figureOf = (post, name) => post[2 + FIGURES.indexOf(name)] ?? null;
  const viewsOf = post => figureOf(post, "views") ?? figureOf(post, "least");
  function posts(now, account) {
    const inside = account.posts.filter(([day]) => now.period.first <= day && day <= now.period.last);
    const entity = now.side.labels[now.place], all = account.posts.length < account.count;
    const title = fill("posts", { entity, period: now.period.label, count: count(inside.length) });
    const columns = ["day", "post_title", ...["readers", "views", "shares", "comments", "completion"].filter(name =>
      inside.some(post => (name === "views" ? viewsOf(post) : figureOf(post, name)) !== null))];
    const worth = (post, name) => name === "day" ? post[0] : name === "post_title" ? post[1]
      : name === "views" ? viewsOf(post) : figureOf(post, name);
    const usual = columns.includes("views") ? "-views" : columns.includes("readers") ? "-readers" : "-day";
    const sort = columns.includes(now.sort.replace(/^-/, "")) ? now.sort : usual;
    const by = sort.replace(/^-/, ""), down = sort.startsWith("-") ? -1 : 1;
    inside.sort((a, b) => {
      const [one, two] = [worth(a, by), worth(b, by)];
      if (one === null || two === null) return (one === null) - (two === null); // what is missing comes last
      return down * (one < two ? -1 : one > two ? 1 : 0) || (a[0] < b[0] ? -1 : 1);
    });
    const shown = now.more === "posts" ? inside : inside.slice(0, 60);
    const head = columns.map(name => make("th", {
      scope: "col", class: columns.indexOf(name) > 1 ? "n" : null,
      "aria-sort": name === by ? (down < 0 ? "descending" : "ascending") : null,
    }, make("button", { class: "sort", id: "sort-" + name, type: "button", onclick: () => go({ sort: name === by && down < 0 ? name : "-" + name }) }, words[name])));
    const figure = (post, name) => {
      const number = worth(post, name);
      if (number === null) return "—";
      return name === "completion" ? percent(number) : (name === "views" && figureOf(post, "views") === null ? "≥" : "") + count(number);
    };
    return make("section", { id: "posts" }, make("h2", {}, title),
      data.closed.includes(now.period.id) ? make("p", { class: "note" }, words.posts_now) : "",
      all ? make("p", { class: "note" }, fill("posts_first", { count: count(account.posts.length), all: count(account.count) })) : "",
      inside.length ? wide(title, make("table", { class: "plain" }, make("caption", {}, title + words.pause + words.sorted),
        make("thead", {}, make("tr", {}, head)), make("tbody", {}, shown.map(post => make("tr", {},
          make("td", { class: "day" }, post[0]), make("td", { class: "title" }, post[1]),
          columns.slice(2).map(name => make("td", { class: "n" }, figure(post, name)))))))) : make("p", {}, words.no_posts),
      shown.length < inside.length ? make("button", { class: "more", type: "button", onclick: () => go({ more: "posts" }) },
        fill("more", { count: count(inside.length - shown.length) })) : "");
  }

  // -- the calendar --------------------------------------------------------------------------------------------------
  const DAY = 86400000, utc = day => Date.parse(day + "T00:00:00Z"), iso = time => new Date(time).toISOString().slice(0, 10);
  function calendar(now, account) {
    const year = now.period.last.slice(0, 4), entity = now.side.labels[now.place];
    const what = words[account.people ? "readers" : "views"], title = fill("calendar", { entity, year, what });
    const section = make("section", { id: "calendar" }, make("h2", {}, title));
    if (!account.days) { section.append(make("p", {}, words.no_days)); return section; }
    const first = utc(account.first), of = time => account.days[Math.round((time - first) / DAY)];
    const start = Math.max(first, utc(year + "-01-01"));
    const end = Math.min(first + DAY * (account.days.length - 1), utc(year + "-12-31"));
    const published = new Map();
    for (const [day] of account.posts) published.set(day, (published.get(day) || 0) + 1);
    const known = [];
    for (let time = start; time <= end; time += DAY) if (of(time) !== null) known.push(of(time));
    if (!known.length) { section.append(make("p", {}, data.days_from > year + "-01-01" ? fill("days_held", { day: data.days_from }) : fill("no_days_here", { year }))); return section; }
    known.sort((a, b) => a - b);
    const limits = [1, 2, 3, 4].map(i => known[Math.min(known.length - 1, Math.floor(known.length * i / 5))]);
    const begin = utc(year + "-01-01"), shift = (new Date(begin).getUTCDay() + 6) % 7;
    const months = Array.from({ length: 12 }, () => ({ sum: 0, missing: 0, posted: 0, there: false }));
    const drawn = [];
    for (let time = start; time <= end; time += DAY) {
      const day = iso(time), value = of(time), place = Math.round((time - begin) / DAY) + shift, month = months[Number(day.slice(5, 7)) - 1];
      month.there = true; month.posted += published.has(day) ? 1 : 0;
      if (value === null) month.missing += 1; else month.sum += value;
      const x = 22 + 13 * Math.floor(place / 7), y = 14 + 13 * (place % 7);
      const number = published.get(day), tip = `${day} ${value === null ? states.o.word : count(value)}${number ? " · " + words.days_posted : ""}`;
      drawn.push(make("rect", { x, y, width: 11, height: 11, class: value === null ? "lost" : "q" + limits.filter(one => value >= one).length, "data-day": day, "data-value": value },
        make("title", {}, tip)));
      if (number) drawn.push(make("circle", { cx: x + 5.5, cy: y + 5.5, r: 1.8, class: "dot" }));
    }
    const total = months.reduce((sum, one) => sum + one.sum, 0), missing = months.reduce((sum, one) => sum + one.missing, 0);
    const names = months.map((_, i) => make("text", { x: 22 + 13 * Math.floor((Math.round((Date.UTC(year, i, 1) - begin) / DAY) + shift) / 7), y: 9 }, words.months.split(",")[i]));
    const weekdays = words.weekdays.split(",").map((name, i) => make("text", { x: 0, y: 23 + 13 * i }, name));
    const alternative = `${title}${words.colon}${words.sum} ${count(total)}${words.pause}${words.days_missing} ${missing}`;
    section.append(
      wide(title, make("svg", { class: "days", viewBox: "0 0 726 108", role: "img", "aria-label": alternative }, names, weekdays, drawn)),
      make("p", { class: "note" }, fill("steps", { steps: limits.map(count).join(" / ") })),
      make("details", {}, make("summary", {}, words.by_month), make("table", { class: "plain" }, make("caption", {}, alternative),
        make("thead", {}, make("tr", {}, ["month", "sum", "days_missing", "days_posted"].map(name => make("th", { scope: "col", class: "n" }, words[name])))),
        make("tbody", {}, months.map((one, i) => one.there && make("tr", {}, make("th", { scope: "row", class: "n" }, String(i + 1)),
          [one.sum, one.missing, one.posted].map(number => make("td", { class: "n" }, count(number))))).filter(Boolean)))));
    return section;
  }
  function accountsOf(now) {
    const side = named(sides, "account");
    if (!side || ["author", "entity"].includes(now.side.id)) return "";
    const places = side.names.map((_, i) => i).filter(i => now.side.id === "whole" || side[now.side.id][i] === now.side.names[now.place]);
    return make("section", { id: "accounts" }, make("h2", {}, words.accounts), make("p", { class: "note" }, words.of_accounts),
      make("ul", { class: "links" }, places.slice(0, FEW).map(i => make("li", {}, make("button", {
        type: "button", onclick: () => go({ side: "account", entity: side.names[i] }) }, side.labels[i])))));
  }
  /** The analyses of the newest period, each folded behind its first sentence. */
  function analyses() {
    return make("section", { id: "analyses" }, make("h2", {}, fill("analyses", { period: data.analyses.label })),
      data.closed.includes(data.analyses.period) ? make("p", { class: "note" }, words.analyses_now) : "", data.analyses.panels.map(one =>
      make("details", { id: "analysis-" + one.name }, make("summary", {}, one.label + words.colon + (one.words[0] || "")),
        one.rows.length ? wide(one.label, make("table", { class: "plain" }, make("caption", {}, one.label),
          make("thead", {}, make("tr", {}, one.heads.map((name, i) => make("th", { scope: "col", class: one.numbers[i] ? "n" : null }, name)))),
          make("tbody", {}, one.rows.map(row => make("tr", {}, row.map((value, i) => i
            ? make("td", { class: one.numbers[i] ? "n" : null }, value) : make("th", { scope: "row" }, value))))))) : "",
        one.words.slice(1).map(said => make("p", {}, said)), one.notes.map(said => make("p", { class: "note" }, said)))));
  }

  // -- the page ------------------------------------------------------------------------------------------------------
  const buttons = new Map(), [top, middle, below] = [0, 0, 0].map(() => make("div"));
  let drawn = null;

  /** The matrix stays where it is, scrolled as it was, while another cell of it is chosen. */
  function show() {
    const now = state(), account = now.side.id === "account" ? data.accounts[now.side.names[now.place]] : null;
    const rows = [now.node.id, now.unit, now.platform, now.more === "posts" ? "" : now.more].join("\n");
    if (rows !== drawn) middle.replaceChildren(matrix(now));
    drawn = rows;
    for (const one of middle.querySelectorAll("[aria-pressed=true]")) one.setAttribute("aria-pressed", "false");
    buttons.get(placeOf(now.side, now.place, now.period))?.setAttribute("aria-pressed", "true");
    for (const one of middle.querySelectorAll("[data-head]"))
      one.dataset.head === now.period.id ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current");
    for (const [name, value] of [["period", now.period.id], ["node", now.node.id], ["unit", now.unit], ["platform", now.platform]]) {
      const select = document.getElementById("choose-" + name);
      if (select) select.value = value;
    }
    const focus = below.contains(document.activeElement) && document.activeElement.id;
    below.replaceChildren(make("div", { class: "columns" }, card(now), course(now)),
      ...(account ? [posts(now, account), calendar(now, account)] : [accountsOf(now)].filter(Boolean)));
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }
  if (!sides.length) return;
  top.append(controls());
  page.replaceChildren(top, middle, below, ...(data.analyses.panels.length ? [analyses()] : []));
  addEventListener("hashchange", show);
  show();
})();
