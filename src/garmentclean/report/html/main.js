// The page: what is shown, and the controls that are always visible.

function render() {
  const reading = state.document !== null;
  byId("overview").hidden = reading;
  byId("documents").hidden = !reading;
  const [here, there] = reading ? ["to-documents", "to-overview"] : ["to-overview", "to-documents"];
  byId(here).setAttribute("aria-current", "page");
  byId(there).removeAttribute("aria-current");
  hideTip();
  if (reading) {
    showList();
    showReader();
  }
  const name = reading ? data.documents[state.document]?.name : null;
  document.title = name ? `${plainly(name)} – Cleaning report` : "Cleaning report";
}

/** Show the state in the hash, after a link, the back button, or an edit of the address. */
function followHash() {
  const opened = state.document === null;
  clearTimeout(writing);
  state = stateOf(location.hash);
  render();
  if (state.change !== null) focusChange();
  else if (opened || state.document === null) scrollTo(0, 0);
}

function setUpTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("theme");
  const show = (dark) => button.setAttribute("aria-pressed", String(dark));
  show(system.matches);
  system.addEventListener("change", () => document.documentElement.dataset.theme ?? show(system.matches));
  button.addEventListener("click", () => {
    const dark = button.getAttribute("aria-pressed") !== "true";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    show(dark);
  });
}

function setUpControls() {
  const press = (id, act) => byId(id).addEventListener("click", act);
  press("document-back", () => stepDocument(-1));
  press("document-on", () => stepDocument(1));
  press("change-back", () => stepChange(-1));
  press("change-on", () => stepChange(1));
  press("help-open", () => byId("help").showModal());
  press("skip", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
}

showOverview();
setUpList();
setUpTheme();
setUpControls();
setUpKeys();
setUpTip();
addEventListener("hashchange", followHash);
followHash();
document.documentElement.dataset.ready = "";
