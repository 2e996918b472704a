"use strict";
(() => {
  // The tables can be sorted and filtered; how they are stands in the address behind #, as #trend?s0=2d&f1=words.
  const words = document.body.dataset;
  const FEW = 8; // a shorter table needs no filter
  const tables = [...document.querySelectorAll("main table")].filter(one => !one.matches(".agenda") && one.tBodies[0].rows.length > 2);

  const given = () => new URLSearchParams(location.hash.split("?")[1] || "");
  const place = () => decodeURIComponent(location.hash.slice(1).split("?")[0]);
  function keep(name, value, section) {
    const state = given();
    if (value) state.set(name, value); else state.delete(name);
    history.replaceState(null, "", `#${encodeURIComponent(section)}${state.size ? `?${state}` : ""}`);
    show();
  }

  /** What is printed in a cell without its small print, and the number that it begins with. */
  function printed(row, column) {
    const cell = row.cells[column], copy = cell ? cell.cloneNode(true) : document.createElement("td");
    copy.querySelectorAll("small").forEach(one => one.remove());
    const text = copy.textContent.trim(), number = text.replace(/[,\s≥≤>+]/g, "").replace("−", "-").match(/^-?\d+(\.\d+)?/);
    return { text, number: number ? Number(number[0]) : null, blank: !text || text === "—" };
  }

  /** A blank last, whichever way; numbers by size, words by their alphabet. */
  function order(one, other, way) {
    if (one.blank || other.blank) return one.blank - other.blank;
    const both = one.number !== null && other.number !== null;
    return way * (both ? one.number - other.number : one.text.localeCompare(other.text, document.documentElement.lang));
  }

  const shown = tables.map((table, index) => {
    const body = table.tBodies[0], section = table.closest("section").id, rows = [];
    for (const row of body.rows) {
      if (row.matches(".why") && rows.length) rows.at(-1).lines.push(row);
      else rows.push({ row, lines: [row], fixed: row.matches(".sum"), heads: row.matches(".head") });
    }
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
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
    if (rows.length >= FEW) {
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
      const sorted = column !== undefined && Number(column) < heads.length, way = letter === "d" ? -1 : 1;
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
        head.lastChild.textContent = here ? (way < 0 ? "↓" : "↑") : "↕";
      });
    });
  }
  function arrive() {
    show();
    if (location.hash.includes("?")) document.getElementById(place())?.scrollIntoView();
  }
  addEventListener("hashchange", arrive);
  arrive();
})();
