// The overview: totals, what each rule did, how much documents lost, and what did not happen.

const SHOWN_RULES = 15;
const SHOWN_STOPPED = 10;
const MEASURES = { removed: "Words removed", edits: "Edits", documents: "Documents" };
let measure = "removed";
let allRules = false;

function showOverview() {
  showTotals();
  for (const [key, name] of Object.entries(MEASURES)) {
    const choose = () => ((measure = key), showRules());
    const radio = el("input", { type: "radio", name: "measure", checked: key === measure, onchange: choose });
    byId("measure").append(el("label", {}, radio, el("span", {}, name)));
  }
  byId("rules-more").addEventListener("click", () => ((allRules = !allRules), showRules()));
  showRules();
  showHistogram();
  showStopped();
  showNever();
}

function showTotals() {
  const { documents, changed, edits, words, removed } = data.totals;
  const tiles = [
    ["Documents", number(documents), `${number(changed)} changed`],
    ["Edits", number(edits), `by ${plural(data.rules.length, "rule")}`],
    ["Words removed", number(removed), `of ${number(words)}`],
    ["Share removed", percent(words ? removed / words : 0), "of all words"],
  ];
  for (const [name, value, note] of tiles) {
    byId("totals").append(
      el("div", {}, el("dt", {}, name), el("dd", {}, el("strong", {}, value), el("span", {}, note))),
    );
  }
  const runs = data.runs.map((run) => `${run.tool} with rule set ${run.ruleset}`);
  byId("source").textContent = `${data.ledgers.map(plainly).join(", ")} · ${runs.join(", ")}`;
}

/** A link to the first document that matches filters, or only the text if there is none. */
function filterLink(filters, attributes, ...children) {
  const wanted = { ...NOTHING, ...filters };
  const [first] = matching(wanted);
  if (first === undefined) return el("span", attributes, ...children);
  return el("a", { ...attributes, href: hashOf({ ...wanted, document: first }) }, ...children);
}

function showRules() {
  const order = data.rules.map((rule, place) => [rule, place]);
  order.sort(([one], [other]) => other[measure] - one[measure]);
  const most = Math.max(1, order[0]?.[0][measure] ?? 1);
  const head = el("tr", {}, el("th", { scope: "col" }, "Rule"));
  for (const name of ["Share of the text", ...Object.values(MEASURES)]) {
    head.append(el("th", { scope: "col" }, name));
  }
  const shown = allRules ? order : order.slice(0, SHOWN_RULES);
  const rows = shown.map(([rule, place]) => ruleRow(rule, place, rule[measure] / most));
  byId("rules").replaceChildren(el("thead", {}, head), el("tbody", {}, ...rows));
  const more = byId("rules-more");
  more.hidden = order.length <= SHOWN_RULES;
  more.textContent = allRules ? "Show fewer" : `Show all ${number(order.length)} rules`;
}

function ruleRow(rule, place, part) {
  const [pack, id] = rule.name.split("/");
  const name = [el("span", { class: "pack" }, `${pack}/`), el("span", { class: "id" }, id)];
  const link = filterLink({ rule: place }, { class: "rule", title: rule.why || null }, ...name);
  const bar = el("span", { class: "fill", "--part": Math.max(0, part) });
  const share = el("span", { class: "percent" }, percent(Math.max(0, rule.share)));
  return el(
    "tr",
    { "--hue": hueOf(rule.name) },
    el("th", { scope: "row" }, link),
    el("td", {}, el("span", { class: "share" }, el("span", { class: "track" }, bar), share)),
    el("td", {}, number(rule.removed)),
    el("td", {}, number(rule.edits)),
    el("td", {}, number(rule.documents)),
  );
}

/** The label of a bar of the histogram. */
function barName({ low, high }) {
  if (high === 0) return "none";
  const [from, to] = [low, high].map((share) => Math.round(share * 100));
  return low === 0 ? `to ${to}%` : `${from}–${to}%`;
}

function showHistogram() {
  const most = Math.max(1, ...data.histogram.map((bar) => bar.documents));
  const head = el("tr", {}, el("th", { scope: "col" }, "Words lost"), el("th", { scope: "col" }, "Documents"));
  const rows = [];
  data.histogram.forEach((bar, place) => {
    const fill = el("span", { class: "column", "--part": bar.documents / most });
    const parts = [
      el("span", { class: "area" }, el("span", { class: "count" }, number(bar.documents)), fill),
      hidden(bar.documents === 1 ? " document lost " : " documents lost "),
      el("span", { class: "label" }, barName(bar)),
      hidden(" of the words"),
    ];
    const link = filterLink({ bar: place }, { class: "bin" }, ...parts);
    if (bar.documents === 0) link.classList.add("empty");
    byId("histogram").append(el("li", {}, link));
    rows.push(el("tr", {}, el("th", { scope: "row" }, barName(bar)), el("td", {}, number(bar.documents))));
  });
  byId("histogram-table").append(el("thead", {}, head), el("tbody", {}, ...rows));
}

function showStopped() {
  const { count, documents } = data.stopped;
  const place = byId("stopped");
  if (!count) {
    place.append(el("p", {}, "No document would have lost more than the runs allowed."));
    return;
  }
  const those = count === 1 ? "1 document would have lost more than the runs allowed, and was left as it is." :
    `${number(count)} documents would have lost more than the runs allowed, and were left unchanged.`;
  const item = (one) => {
    const target = { ...NOTHING, document: one.document };
    const name = plainly(one.name);
    const link = one.document === null ? el("span", {}, name) : el("a", { href: hashOf(target) }, name);
    return el("li", {}, link, el("span", { class: "loss" }, percent(one.share)));
  };
  const list = el("ul", { class: "stopped" }, ...documents.slice(0, SHOWN_STOPPED).map(item));
  place.append(el("p", {}, those), list);
  const rest = documents.slice(SHOWN_STOPPED);
  if (rest.length) {
    const more = el("details", {}, el("summary", {}, `${number(count - SHOWN_STOPPED)} more`));
    more.append(el("ul", { class: "stopped" }, ...rest.map(item)));
    if (count > documents.length) more.append(el("p", {}, `and ${number(count - documents.length)} that are not listed`));
    place.append(more);
  }
}

function showNever() {
  const { silent, report } = data.never;
  const place = byId("never");
  const about = silent.length
    ? `${plural(silent.length, "rule")} ran and found nothing to change.`
    : "Every rule that ran has changed something.";
  place.append(el("p", {}, about), byPack(silent));
  if (report.length) {
    const note = `${plural(report.length, "rule")} only report what cannot be fixed, and never make an edit.`;
    place.append(el("p", {}, note), byPack(report));
  }
}

/** Rules as a list with a line for each pack. */
function byPack(rules) {
  const list = el("dl", { class: "packs" });
  for (const pack of new Set(rules.map(packOf))) {
    const ids = rules.filter((rule) => packOf(rule) === pack).map((rule) => rule.split("/")[1]);
    list.append(el("div", {}, el("dt", {}, pack), el("dd", {}, ids.join(", "))));
  }
  return list;
}
