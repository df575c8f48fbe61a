// The hash of the address holds the whole state of the page: every view can be saved and sent.

const NOTHING = { document: null, change: null, rule: null, bar: null, query: "" };
let state = { ...NOTHING };

/** A number in a range, or null. */
function within(text, end) {
  const value = /^\d+$/.test(text ?? "") ? Number(text) : -1;
  return value >= 0 && value < end ? value : null;
}

/** The state of a hash: `#d=12&e=3&r=letters/trans&l=4&q=cotton`. */
function stateOf(hash) {
  const parameters = new URLSearchParams(hash.slice(1));
  const rule = data.rules.findIndex((one) => one.name === parameters.get("r"));
  const document = within(parameters.get("d"), data.documents.length || 1);
  return {
    document,
    change: document === null ? null : within(parameters.get("e"), Infinity),
    rule: rule < 0 ? null : rule,
    bar: within(parameters.get("l"), data.histogram.length),
    query: parameters.get("q") ?? "",
  };
}

/** The hash of a state. */
function hashOf(one) {
  const parameters = new URLSearchParams();
  if (one.document !== null) parameters.set("d", one.document);
  if (one.change !== null) parameters.set("e", one.change);
  if (one.rule !== null) parameters.set("r", data.rules[one.rule].name);
  if (one.bar !== null) parameters.set("l", one.bar);
  if (one.query) parameters.set("q", one.query);
  return `#${parameters.toString().replaceAll("%2F", "/")}`;
}

const PAUSE = 300; // milliseconds; browsers refuse a URL that changes as fast as a key repeats
let writing = 0;

/** Change the state and show it; `step` adds nothing to the history. */
function go(changes, { step = false } = {}) {
  state = { ...state, ...changes };
  clearTimeout(writing);
  if (step) writing = setTimeout(() => history.replaceState(null, "", hashOf(state)), PAUSE);
  else history.pushState(null, "", hashOf(state));
  render();
}

/** Change the filters; if the document does not match, show the first one that does. */
function filter(changes, options) {
  const next = { ...state, ...changes, change: null };
  const found = matching(next);
  const document = found.includes(state.document) ? state.document : (found[0] ?? 0);
  go({ ...next, document }, options);
}

const searchable = new WeakMap();

/** The text that is searched: the name of a document, and its changes. */
function textOf(one) {
  if (!searchable.has(one)) {
    const changes = one.parts.filter((part) => typeof part !== "string");
    const texts = changes.flatMap(([before, after]) => [before, after]);
    searchable.set(one, [one.name, ...texts].join("\n").toLowerCase());
  }
  return searchable.get(one);
}

let lastMatching = { key: null, found: [] };

/** The numbers of the documents that match the filters of a state. */
function matching({ rule, bar, query }) {
  const key = JSON.stringify([rule, bar, query]);
  if (lastMatching.key !== key) {
    const wanted = query.trim().toLowerCase();
    const found = [];
    data.documents.forEach((one, place) => {
      if (rule !== null && !one.rules.includes(rule)) return;
      if (bar !== null && one.bar !== bar) return;
      if (wanted && !textOf(one).includes(wanted)) return;
      found.push(place);
    });
    lastMatching = { key, found };
  }
  return lastMatching.found;
}
