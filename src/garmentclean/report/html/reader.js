// The reader: one document, before and after, and its changes one by one.

const CHUNK = 50; // rows that the browser lays out together, when they come into view
const SLICE = 12; // milliseconds after which building rows pauses for user input
let view = { key: null, changes: [], steps: [] };

function showReader() {
  const one = data.documents[state.document];
  const found = matching(state);
  byId("reader").hidden = !one || !found.length;
  if (byId("reader").hidden) return;
  const key = JSON.stringify([state.document, state.rule]);
  if (view.key !== key) showDocument(one, key);
  byId("document-place").textContent = `Document ${number(found.indexOf(state.document) + 1)} of ${number(found.length)}`;
  byId("document-back").disabled = found[0] === state.document;
  byId("document-on").disabled = found.at(-1) === state.document;
  showChange();
}

function showDocument(one, key) {
  const changes = changesOf(one);
  const steps = changes.filter(isWanted).map((change) => change.place);
  view = { key, changes, steps, nodes: new Map(), chunks: new Map(), waiting: new Map(), current: [] };
  byId("name").replaceChildren(el("bdi", {}, plainly(one.name)));
  byId("facts").textContent =
    `${plural(one.words, "word")}, ${percent(one.loss)} of them removed · ${plural(one.edits, "edit")}`;
  showNotice(one);
  showLegend(one);
  const head = el("div", { class: "row head", role: "row" });
  for (const name of ["Line", "Before", "Line", "After"]) {
    const line = name === "Line";
    head.append(el("div", { role: "columnheader", class: line ? "line" : "text" }, line ? hidden(name) : name));
  }
  const sheet = byId("sheet");
  sheet.classList.toggle("missing", Boolean(one.missing));
  sheet.replaceChildren(el("div", { role: "rowgroup" }, head));
  for (const { rows, folded } of stretchesOf(rowsOf(one, changes))) {
    sheet.append(...(folded ? [foldOf(rows)] : chunksOf(rows)));
  }
  fillOn(key);
}

const isWanted = (change) => state.rule === null || change.rules.includes(state.rule);

function showNotice(one) {
  const notes = [];
  if (one.stopped !== null) {
    notes.push(`The brake stopped this document: it would have lost ${percent(one.stopped)} of its words.`);
  }
  if (one.missing) notes.push(`Its text was not found, so only its edits are shown: ${plainly(one.missing)}.`);
  byId("notice").hidden = !notes.length;
  byId("notice").textContent = notes.join(" ");
}

function showLegend(one) {
  const counts = new Map(one.rules.map((rule) => [rule, 0]));
  for (const { rules } of view.changes) for (const rule of rules) counts.set(rule, counts.get(rule) + 1);
  const chips = [...counts].map(([rule, count], place) => {
    const { name, why } = data.rules[rule];
    const pressed = state.rule === rule;
    const choose = () => {
      filter({ rule: pressed ? null : rule });
      byId("legend").children[place]?.focus(); // this button was created again
    };
    return el(
      "button",
      { type: "button", class: "chip", "--hue": hueOf(name), "aria-pressed": String(pressed), title: why || null, onclick: choose },
      name,
      el("span", { class: "count" }, number(count)),
    );
  });
  byId("legend").replaceChildren(...chips);
}

/** Rows in chunks, which are empty until `fill` or `fillOn` reaches them. */
function chunksOf(rows) {
  const chunks = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    const some = rows.slice(start, start + CHUNK);
    const chunk = el("div", { class: "chunk", role: "rowgroup", "--rows": some.length });
    const parts = some.flatMap((row) => row.sides[0]);
    for (const part of parts) if (typeof part !== "string") view.chunks.set(part.place, chunk);
    view.waiting.set(chunk, some);
    chunks.push(chunk);
  }
  return chunks;
}

function fill(chunk) {
  chunk.append(...(view.waiting.get(chunk) ?? []).map(rowNode));
  view.waiting.delete(chunk);
}

/** Fill the chunks one after another, while the page stays responsive. */
function fillOn(key) {
  if (view.key !== key) return;
  const end = performance.now() + SLICE;
  for (const chunk of view.waiting.keys()) {
    fill(chunk);
    if (performance.now() > end) break;
  }
  if (view.waiting.size) setTimeout(() => fillOn(key));
}

/** The node of one side of a change. */
function nodeOf(change, tag) {
  fill(view.chunks.get(change.place));
  return view.nodes.get(`${change.place}${tag}`);
}

function foldOf(rows) {
  const button = el("button", { type: "button" }, `… ${plural(rows.length, "unchanged line")}`);
  const fold = el(
    "div",
    { class: "fold", role: "rowgroup" },
    el("div", { role: "row" }, el("div", { role: "cell", "aria-colspan": 4 }, button)),
  );
  button.addEventListener("click", () => {
    const chunks = chunksOf(rows);
    fold.replaceWith(...chunks);
    fillOn(view.key);
    chunks[0].tabIndex = -1;
    chunks[0].focus({ preventScroll: true });
  });
  return fold;
}

function rowNode(row) {
  const cells = ["del", "ins"].flatMap((tag, side) => {
    const filled = row.filled[side] || !row.changed;
    const kind = filled ? tag : `${tag} unfilled`;
    const parts = row.sides[side].flatMap((part) => partOf(part, tag));
    return [
      el("div", { class: `line ${kind}`, role: "cell" }, filled ? String(row.lines[side]) : ""),
      el("div", { class: `text ${kind}`, role: "cell", dir: "auto" }, ...parts),
    ];
  });
  return el("div", { class: row.changed ? "row changed" : "row", role: "row" }, ...cells);
}

/** Unchanged text, or one side of a change. */
function partOf(part, tag) {
  if (typeof part === "string") return unchanged(part);
  const text = tag === "del" ? part.before : part.after;
  const node = el(tag, {
    class: `change${text ? "" : " gap"}${isWanted(part) ? "" : " dim"}`,
    tabindex: -1,
    "data-change": part.place,
    "--hue": hueOf(data.rules[part.rules[0]].name),
  });
  node.append(hidden(heard(part, tag)), ...changed(text));
  view.nodes.set(`${part.place}${tag}`, node);
  return [node];
}

/** The label of one side of a change, before its text. */
function heard({ before, after, rules }, tag) {
  const names = ruleNames(rules);
  if (before && after) return `${names}, ${tag === "del" ? "before" : "after"}: `;
  const done = before ? "Removed" : "Added";
  return (tag === "del") === Boolean(before) ? `${done} by ${names}: ` : `${done} here by ${names}`;
}

function showChange() {
  for (const node of view.current) node.classList.remove("current");
  const place = view.steps.indexOf(state.change);
  const change = view.changes[state.change];
  byId("change-place").textContent = change && place >= 0
    ? `Change ${number(place + 1)} of ${number(view.steps.length)}`
    : plural(view.steps.length, "change");
  byId("change-details").replaceChildren();
  if (!change) return;
  view.current = ["del", "ins"].map((tag) => nodeOf(change, tag));
  for (const node of view.current) node.classList.add("current");
  const names = change.rules.map((rule) => data.rules[rule]);
  byId("change-details").append(
    ...names.map(({ name, why }) =>
      el("span", { "--hue": hueOf(name) }, el("strong", { class: "rule" }, name), why ? ` ${why}` : ""),
    ),
  );
  const reason = reasonOf(change);
  if (reason) byId("change-details").append(el("span", { class: "reason" }, el("bdi", {}, plainly(reason))));
}

/** Scroll to the change of the state, and focus it. */
function focusChange() {
  const change = view.changes[state.change];
  if (!change) return;
  const node = nodeOf(change, change.before ? "del" : "ins");
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}

/** Go to the next or the previous change, in this document or a neighbour. */
function stepChange(by) {
  const place = view.steps.findIndex((step) => step >= (state.change ?? -1));
  const here = state.change === null ? (by > 0 ? -1 : 0) : place;
  const next = view.steps[here + by];
  if (next !== undefined) go({ change: next }, { step: true });
  else if (stepDocument(by)) go({ change: view.steps.at(by > 0 ? 0 : -1) ?? null }, { step: true });
  focusChange();
}

/** Go to the next or the previous document, if there is one; return whether there was. */
function stepDocument(by) {
  const found = matching(state);
  const next = found[found.indexOf(state.document) + by];
  if (next === undefined) return false;
  go({ document: next, change: null }, { step: true });
  scrollTo(0, 0);
  return true;
}
