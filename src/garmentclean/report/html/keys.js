// Keys, and the tip that names the rule of a change.

const KEYS = [
  [["n", "j"], "next change", () => (openDocuments(), stepChange(1))],
  [["p", "k"], "previous change", () => (openDocuments(), stepChange(-1))],
  [["]"], "next document", () => openDocuments() || stepDocument(1)],
  [["["], "previous document", () => openDocuments() || stepDocument(-1)],
  [["/"], "search", () => (openDocuments(), byId("query").select())],
  [["o"], "overview", () => go({ ...NOTHING })],
  [["?"], "these keys", () => byId("help").showModal()],
];

function setUpKeys() {
  for (const [keys, name] of KEYS) {
    const marks = keys.flatMap((key, place) => [place ? " or " : "", el("kbd", {}, key)]);
    byId("keys").append(el("div", {}, el("dt", {}, ...marks), el("dd", {}, name)));
  }
  addEventListener("keydown", (event) => {
    const writes = event.target.matches?.("input:not([type=radio]), select");
    if (event.key === "Escape") {
      hideTip();
      if (writes && !byId("help").open) byId("main").focus(); // where the keys work again
    }
    const other = event.ctrlKey || event.altKey || event.metaKey;
    if (writes || other || !byId("keys-on").checked || byId("help").open) return;
    const found = KEYS.find(([keys]) => keys.includes(event.key));
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
}

/** Switch from the overview to the reader; return whether that was needed. */
function openDocuments() {
  if (state.document !== null) return false;
  go({ document: matching(state)[0] ?? 0 });
  return true;
}

function setUpTip() {
  const sheet = byId("sheet");
  sheet.addEventListener("click", (event) => {
    const change = event.target.closest(".change");
    if (change) go({ change: Number(change.dataset.change) }, { step: true });
  });
  sheet.addEventListener("focusin", (event) => showTip(event.target.closest(".change"), -1));
  sheet.addEventListener("focusout", hideTip);
  addEventListener("mouseover", (event) => {
    const change = event.target.closest?.(".change");
    if (change) showTip(change, event.clientY);
    else if (!event.target.closest?.("#tip")) hideTip();
  });
  addEventListener("scroll", hideTip, { passive: true });
}

function hideTip() {
  byId("tip").hidden = true;
}

/** Show the tip of a change at the line under the pointer. */
function showTip(node, pointer) {
  if (!node) return;
  const change = view.changes[node.dataset.change];
  const tip = byId("tip");
  const lines = change.rules.map((rule) => {
    const { name, why } = data.rules[rule];
    return el("p", { "--hue": hueOf(name) }, el("strong", { class: "rule" }, name), el("span", {}, why));
  });
  const reason = reasonOf(change);
  if (reason) lines.push(el("p", {}, el("bdi", {}, plainly(reason))));
  tip.replaceChildren(...lines);
  tip.hidden = false;
  const boxes = [...node.getClientRects()];
  const box = boxes.find(({ bottom }) => bottom >= pointer) ?? boxes[0];
  const left = Math.min(box.left, innerWidth - tip.offsetWidth - 8);
  const below = box.bottom + tip.offsetHeight < innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${below ? box.bottom : box.top - tip.offsetHeight}px`;
}
