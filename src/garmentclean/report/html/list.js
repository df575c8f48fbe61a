// The list of documents: filters, and a page of the documents that match.

const PAGE = 50;
const folder = sharedFolder(data.documents.map((one) => one.name));
let page = 0;
let pageFor = null;

/** The folder with which all names begin, which is only shown once. */
function sharedFolder([first = "", ...names]) {
  let shared = first.slice(0, first.lastIndexOf("/") + 1);
  for (const name of names) {
    while (!name.startsWith(shared)) shared = shared.slice(0, shared.lastIndexOf("/", shared.length - 2) + 1);
  }
  return shared;
}

function setUpList() {
  byId("rule").append(el("option", { value: "" }, "any rule"));
  const order = data.rules.map((rule, place) => [rule.name, place]);
  order.sort(([one], [other]) => one.localeCompare(other, "en"));
  for (const [name, place] of order) byId("rule").append(el("option", { value: place }, name));
  byId("bar").append(el("option", { value: "" }, "any share"));
  data.histogram.forEach((bar, place) => byId("bar").append(el("option", { value: place }, barName(bar))));
  const chosen = (id) => (byId(id).value === "" ? null : Number(byId(id).value));
  byId("rule").addEventListener("change", () => filter({ rule: chosen("rule") }));
  byId("bar").addEventListener("change", () => filter({ bar: chosen("bar") }));
  byId("query").addEventListener("input", () => filter({ query: byId("query").value }, { step: true }));
  byId("filters").addEventListener("submit", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  byId("clear").addEventListener("click", (event) => {
    event.preventDefault();
    filter({ rule: null, bar: null, query: "" });
  });
  byId("page-back").addEventListener("click", () => turn(-1));
  byId("page-on").addEventListener("click", () => turn(1));
  const unlisted = data.totals.listed - data.documents.length;
  const untouched = data.totals.documents - data.totals.listed;
  const notes = [];
  if (unlisted > 0) {
    notes.push(
      `${plural(unlisted, "more document")} with changes ${unlisted === 1 ? "is" : "are"} not on this page: ` +
        "it has those that lost the most, and some for each rule. --documents shows more.",
    );
  }
  if (untouched > 0) notes.push(`${plural(untouched, "document")} had nothing to change.`);
  byId("unlisted").textContent = notes.join(" ");
}

function turn(pages) {
  page += pages;
  showPage(matching(state));
}

function showList() {
  const found = matching(state);
  byId("rule").value = state.rule ?? "";
  byId("bar").value = state.bar ?? "";
  if (byId("query").value !== state.query) byId("query").value = state.query;
  byId("clear").disabled = state.rule === null && state.bar === null && !state.query;
  const summary = found.length ? plural(found.length, "document") : "No document matches";
  if (byId("found").textContent !== summary) byId("found").textContent = summary;
  const place = JSON.stringify([lastMatching.key, state.document]);
  if (pageFor !== place) {
    pageFor = place;
    page = Math.max(0, Math.floor(found.indexOf(state.document) / PAGE));
  }
  showPage(found);
}

function showPage(found) {
  const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
  const from = page * PAGE;
  const shown = found.slice(from, from + PAGE);
  const focused = byId("list").contains(document.activeElement);
  byId("list").replaceChildren(...shown.map(listItem));
  byId("pages").hidden = last === 0;
  byId("page-place").textContent = `${number(from + 1)}–${number(from + shown.length)} of ${number(found.length)}`;
  byId("page-back").disabled = page === 0;
  byId("page-on").disabled = page === last;
  const current = byId("list").querySelector("[aria-current]");
  if (current) keepInView(byId("list"), current);
  if (current && focused) current.focus({ preventScroll: true });
}

/** Scroll only the list itself to one of its items. */
function keepInView(list, item) {
  const [outer, inner] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}

function listItem(place) {
  const one = data.documents[place];
  const here = place === state.document;
  const href = hashOf({ ...state, document: place, change: null });
  const note = one.stopped === null ? `${percent(one.loss)} · ${plural(one.edits, "edit")}` : "stopped by the brake";
  const link = el("a", { href, "aria-current": here ? "true" : null, title: plainly(one.name) });
  link.append(
    el("span", { class: "name" }, el("bdi", {}, plainly(one.name.slice(folder.length)))),
    el("span", { class: "note" }, note),
    el("span", { class: "track" }, el("span", { class: "fill", "--part": Math.min(1, one.loss) })),
  );
  return el("li", {}, link);
}
