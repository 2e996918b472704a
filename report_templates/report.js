"use strict";
(() => {
  // The tables can be sorted and filtered; how they are stands in the address behind #, as #trend?s0=2d&f1=words.
  const words = document.body.dataset;
  const FEW = 8; // a shorter table needs no filter
  const STATES = "■▲◐●○–"; // from the worst
  const tables = [...document.querySelectorAll("main table")].filter(one => !one.matches(".agenda") && one.tBodies[0].rows.length > 2);

  const given = () => new URLSearchParams(location.hash.split("?")[1] || "");
  function keep(name, value, section) {
    const state = given();
    if (value) state.set(name, value); else state.delete(name);
    history.replaceState(null, "", `#${encodeURIComponent(section)}${state.size ? `?${state}` : ""}`);
    show();
  }

  /** What is printed in a cell without its small print: a number with its unit, a state by its rank, or words; a day and a range are words. */
  function printed(row, column) {
    const cell = row.cells[column], copy = cell ? cell.cloneNode(true) : document.createElement("td");
    copy.querySelectorAll("small").forEach(one => one.remove());
    const text = copy.textContent.trim(), rank = STATES.indexOf(text[0]);
    const [, number, unit] = text.replace(/[,\s≥≤>+±†]/g, "").replace("−", "-").match(/^(-?\d+(?:\.\d+)?)(\D*)$/) || [];
    const blank = !text || text === "—";
    return rank < 0 ? { text, number: number ? Number(number) : null, unit, blank } : { text, number: rank, unit: "state", blank };
  }

  /** A blank last, whichever way; numbers by size, words by their alphabet. */
  function order(one, other, way) {
    if (one.blank || other.blank) return one.blank - other.blank;
    const both = one.number !== null && other.number !== null;
    return way * (both ? one.number - other.number : one.text.localeCompare(other.text, document.documentElement.lang, { numeric: true }));
  }

  const shown = tables.map((table, index) => {
    const body = table.tBodies[0], section = table.closest("section").id, rows = [];
    for (const row of body.rows) {
      if (row.matches(".why") && rows.length) rows.at(-1).lines.push(row);
      else rows.push({ row, lines: [row], fixed: row.matches(".sum"), heads: row.matches(".head") });
    }
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.matches("[aria-hidden]")) return; // a column of pictures
      const units = rows.map(one => printed(one.row, column).unit).filter(unit => unit !== undefined);
      if (new Set(units).size > 1) return; // a share and a count have no order between them
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = "↕";
      button.setAttribute("aria-label", `${words.sort}${words.colon}${head.textContent.trim()}`);
      button.onclick = () => {
        const now = given().get(`s${index}`), first = head.matches(".n") ? "d" : "u", second = first === "d" ? "u" : "d";
        keep(`s${index}`, now === column + first ? column + second : now === column + second ? "" : column + first, section);
      };
      head.append(button);
    });
    let field = null;
    if (rows.length >= FEW && !table.matches(".lines")) {
      const label = document.createElement("label");
      field = document.createElement("input");
      field.type = "search";
      field.oninput = () => keep(`f${index}`, field.value, section);
      label.className = "filter";
      label.append(words.filter, field);
      const box = table.closest(".wide") || table;
      box.before(label);
    }
    return { body, rows, heads, field };
  });

  /** Every table as the address says. */
  function show() {
    const state = given();
    shown.forEach(({ body, rows, heads, field }, index) => {
      const [, column, letter] = (state.get(`s${index}`) || "").match(/^(\d+)([ud])$/) || [];
      const sorted = Boolean(heads[column]?.querySelector(".sort")), way = letter === "d" ? -1 : 1;
      const asked = field ? (state.get(`f${index}`) || "").trim().toLowerCase() : "";
      if (field && field.value.trim().toLowerCase() !== asked) field.value = asked;
      const list = rows.filter(one => !one.fixed), sums = rows.filter(one => one.fixed);
      if (sorted) list.sort((one, other) => order(printed(one.row, column), printed(other.row, column), way));
      for (const one of [...list, ...sums]) {
        const found = one.lines.some(line => line.textContent.toLowerCase().includes(asked));
        const off = (sorted && one.heads) || (asked && (one.fixed || one.heads || !found));
        for (const line of one.lines) { line.hidden = Boolean(off); body.append(line); }
      }
      heads.forEach((head, at) => {
        const here = sorted && at === Number(column);
        if (here) head.setAttribute("aria-sort", way < 0 ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
        const button = head.querySelector(".sort");
        if (button) button.textContent = here ? (way < 0 ? "↓" : "↑") : "↕";
      });
    });
  }
  function arrive() {
    show();
    const [place, state] = location.hash.slice(1).split("?");
    if (state) [...document.querySelectorAll("main section")].find(one => encodeURIComponent(one.id) === place)?.scrollIntoView();
  }
  addEventListener("hashchange", arrive);
  arrive();
})();
