from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from garmentclean.ledger.entry import Entry, Tool, proved_entry
from garmentclean.ledger.reader import Ledger
from garmentclean.pipeline.pipeline import Pipeline, Result
from garmentclean.report.html import report
from garmentclean.report.html.data import Limits
from garmentclean.text.document import Document
from garmentclean.text.edit import Patch, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Open = Callable[..., None]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
CHROMEDRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
FIXTURES = Path(__file__).parents[2] / "fixtures"
PWN = "window.pwned=1"
HOSTILE = (
    f"""<script>{PWN}</script></script><!-- ]]> "><img src=x onerror="{PWN}"> \u2028 &lt;b&gt;"""
)
EVIL = f"evil/<img src=x onerror={PWN}>"

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="there is no chromium, or no chromedriver, on the PATH"
)


def entry(path: Path, text: str, patches: list[Patch]) -> Entry:
    """Write a document, and return the entry of what was done to it."""
    document = Document(text, str(path))
    clean, edits = apply(text, patches)
    result = Result(document.with_text(clean), tuple(edits), words=len(text.split()))
    path.write_bytes(document.to_bytes())
    return proved_entry(document, result, document.to_bytes(), result.document.to_bytes(), TOOL)


TOOL = Tool("garmentclean 9.9", "0123456789abcdef", (EVIL, "quiet/one"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the report on the fixtures and on a hostile document; return its address."""
    folder = tmp_path_factory.mktemp("report")
    pipeline = Pipeline.from_packs()
    entries = []
    for path in sorted(FIXTURES.glob("*/input.txt")):
        data = path.read_bytes()
        document = Document.from_bytes(data, str(path))
        result = pipeline.clean(document)
        entries.append(proved_entry(document, result, data, result.document.to_bytes(), TOOL))
    text = f"{HOSTILE}\nCut: {HOSTILE}\u00a0\u200b\x1b\nKept: caf\udce9 \u202e{HOSTILE}\n"
    cut = Patch(text.index("Cut:"), text.index("Kept:"), HOSTILE, EVIL)
    spaces = Patch(text.index("caf") - 1, text.index("caf"), "", "quiet/spaces")
    name = f'"><img src=x onerror={PWN}>.txt'
    entries.append(entry(folder / name, text, [cut, spaces]))
    html = report({f"<img src=x onerror={PWN}>": Ledger([TOOL], entries)})
    return written(folder, html)


def written(folder: Path, page: str) -> str:
    (folder / "report.html").write_text(page, encoding="utf-8")
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(executable_path=CHROMEDRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def visit(chrome: Chrome) -> Iterator[Open]:
    """Open a page; at the end, nothing may have been requested, executed or complained of."""
    opened = []

    def go(address: str, width: int = 1280, height: int = 900) -> None:
        chrome.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        chrome.get("about:blank")
        chrome.get_log("performance")  # type: ignore[no-untyped-call]
        chrome.get(address)
        WebDriverWait(chrome, 60).until(lambda c: c.execute_script(READY))
        opened.append(address)

    yield go
    assert chrome.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert chrome.execute_script("return typeof window.pwned") == "undefined"
    assert chrome.get_log("browser") == []  # type: ignore[no-untyped-call]
    assert requests(chrome) == [opened[-1].partition("#")[0]]


READY = "return document.documentElement.dataset.ready === ''"


def requests(chrome: Chrome) -> list[str]:
    """Return the addresses that were requested since the last call."""
    log = chrome.get_log("performance")  # type: ignore[no-untyped-call]
    messages = [json.loads(line["message"])["message"] for line in log]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def text_of(chrome: Chrome, selector: str) -> str:
    return chrome.find_element(By.CSS_SELECTOR, selector).text


def texts(chrome: Chrome, selector: str) -> list[str]:
    return [node.text for node in chrome.find_elements(By.CSS_SELECTOR, selector)]


def press(chrome: Chrome, keys: str) -> None:
    ActionChains(chrome).send_keys(*keys).perform()


def wait_for_address(chrome: Chrome, part: str) -> None:
    """Wait until the address shows the last step; it is updated when no key is pressed."""
    WebDriverWait(chrome, 60).until(lambda c: part in c.current_url)


def data_of(chrome: Chrome) -> Any:
    """Return the data of the page, without the texts: the driver carries no lone surrogates."""
    leave_out = "documents: data.documents.map(({parts, ...one}) => one)"
    return chrome.execute_script(f"return {{...data, {leave_out}}}")


def test_the_overview_shows_the_numbers(visit: Open, chrome: Chrome, page: str) -> None:
    visit(page)
    data = data_of(chrome)
    totals = text_of(chrome, "#totals")
    assert f"{data['totals']['documents']:,}" in totals
    assert f"{data['totals']['edits']:,}" in totals
    names = texts(chrome, "#rules tbody th")
    assert names == [rule["name"] for rule in data["rules"][: len(names)]]
    assert "quiet" in text_of(chrome, "#never")
    counts = [int(count) for count in texts(chrome, "#histogram .count")]
    assert sum(counts) == data["totals"]["documents"]
    chrome.find_element(By.ID, "rules-more").click()
    assert len(texts(chrome, "#rules tbody tr")) == len(data["rules"])
    chrome.find_element(By.XPATH, "//label[contains(., 'Edits')]").click()
    edits = [int(text) for text in texts(chrome, "#rules td:nth-of-type(3)")]
    assert edits == sorted(edits, reverse=True)


def test_a_bar_of_the_histogram_filters_the_documents(
    visit: Open, chrome: Chrome, page: str
) -> None:
    visit(page)
    bar = next(one for one in data_of(chrome)["documents"] if one["edits"])["bar"]
    expected = sum(one["bar"] == bar for one in data_of(chrome)["documents"])
    chrome.find_elements(By.CSS_SELECTOR, "#histogram li")[bar].find_element(
        By.TAG_NAME, "a"
    ).click()
    assert text_of(chrome, "#found").startswith(f"{expected} document")
    assert f"l={bar}" in chrome.current_url
    chrome.back()
    assert not chrome.find_element(By.ID, "documents").is_displayed()


def test_hostile_text_stays_text(visit: Open, chrome: Chrome, page: str) -> None:
    visit(page)
    number = next(
        n for n, one in enumerate(data_of(chrome)["documents"]) if EVIL in rules_of(one, chrome)
    )
    visit(f"{page}#d={number}&e=0")
    before, after = (text_of(chrome, f"{tag}.current") for tag in ("del", "ins"))
    assert HOSTILE.replace("\u2028", "U+2028") in after
    for sign in ("U+00A0", "U+200B", "␛"):
        assert sign.replace("U+00A0", "⍽") in before
    kept = text_of(chrome, "#sheet")
    assert "caf\\xE9" in kept
    assert "U+202E" in kept
    assert chrome.find_elements(By.CSS_SELECTOR, "img, #sheet script, #sheet b") == []
    assert EVIL in text_of(chrome, "#change-details")


def rules_of(one: dict[str, Any], chrome: Chrome) -> list[str]:
    rules = data_of(chrome)["rules"]
    return [rules[number]["name"] for number in one["rules"]]


def test_documents_are_filtered_by_rule(visit: Open, chrome: Chrome, page: str) -> None:
    visit(f"{page}#d=0")
    rules = data_of(chrome)["rules"]
    number = next(n for n, rule in enumerate(rules) if rule["documents"] > 2)
    Select(chrome.find_element(By.ID, "rule")).select_by_value(str(number))
    assert text_of(chrome, "#found") == f"{rules[number]['documents']} documents"
    assert f"r={rules[number]['name']}" in chrome.current_url
    pressed = chrome.find_element(By.CSS_SELECTOR, ".chip[aria-pressed=true]")
    assert pressed.text.startswith(rules[number]["name"])
    press(chrome, f"{Keys.ESCAPE}n")
    assert rules[number]["name"] in text_of(chrome, "#change-details")
    chrome.execute_script("scrollTo(0, 0)")
    pressed.click()
    assert text_of(chrome, "#found") == f"{len(data_of(chrome)['documents'])} documents"
    assert chrome.switch_to.active_element.text == pressed_text(chrome, rules[number]["name"])


def pressed_text(chrome: Chrome, name: str) -> str:
    return next(text for text in texts(chrome, ".chip") if text.startswith(name))


def test_documents_are_searched(visit: Open, chrome: Chrome, page: str) -> None:
    visit(page)
    press(chrome, "/")
    press(chrome, "breadcrumb-home")
    assert text_of(chrome, "#found") == "1 document"
    assert "breadcrumb-home" in text_of(chrome, "#name")
    wait_for_address(chrome, "q=breadcrumb-home")
    press(chrome, "nothing")
    assert text_of(chrome, "#found") == "No document matches"
    assert not chrome.find_element(By.ID, "reader").is_displayed()
    chrome.find_element(By.ID, "clear").click()
    assert chrome.find_element(By.ID, "reader").is_displayed()
    assert chrome.find_element(By.ID, "query").get_attribute("value") == ""


def test_keys_step_through_changes_and_documents(visit: Open, chrome: Chrome, page: str) -> None:
    visit(page)
    several = next(n for n, one in enumerate(data_of(chrome)["documents"]) if one["edits"] > 5)
    visit(f"{page}#d={several}")
    press(chrome, "n")
    first = text_of(chrome, "#change-place")
    assert first.startswith("Change 1 of ")
    assert chrome.switch_to.active_element.get_attribute("class") == "change current"
    press(chrome, "jjk")
    assert text_of(chrome, "#change-place") == first.replace("1", "2", 1)
    wait_for_address(chrome, "e=1")
    press(chrome, "pp")
    assert text_of(chrome, "#document-place").startswith(f"Document {several} of ")
    press(chrome, "n")
    assert text_of(chrome, "#change-place") == first
    press(chrome, "]")
    assert text_of(chrome, "#document-place").startswith(f"Document {several + 2} of ")
    press(chrome, "[")
    assert text_of(chrome, "#document-place").startswith(f"Document {several + 1} of ")
    press(chrome, "?")
    assert chrome.find_element(By.ID, "help").is_displayed()
    press(chrome, "n")
    assert text_of(chrome, "#change-place").endswith(" changes")
    chrome.find_element(By.ID, "keys-on").click()
    chrome.find_element(By.CSS_SELECTOR, "#help form button").click()
    press(chrome, "n")
    assert text_of(chrome, "#change-place").endswith(" changes")


def test_a_change_shows_its_rule(visit: Open, chrome: Chrome, page: str) -> None:
    visit(f"{page}#d=0")
    change = chrome.find_element(By.CSS_SELECTOR, "del.change:not(.gap)")
    ActionChains(chrome).move_to_element(change).perform()
    names = [rule["name"] for rule in data_of(chrome)["rules"]]
    assert chrome.find_element(By.CSS_SELECTOR, "#tip strong").text in names
    press(chrome, Keys.ESCAPE)
    assert not chrome.find_element(By.ID, "tip").is_displayed()
    heard = chrome.execute_script("return arguments[0].firstChild.textContent", change)
    assert any(name in heard for name in names)


def test_unchanged_lines_are_folded_and_unfolded(visit: Open, chrome: Chrome, page: str) -> None:
    visit(page)
    documents = data_of(chrome)["documents"]
    number = next(n for n, one in enumerate(documents) if "related-reading-blocks" in one["name"])
    visit(f"{page}#d={number}")
    rows = len(chrome.find_elements(By.CSS_SELECTOR, ".row"))
    fold = chrome.find_element(By.CSS_SELECTOR, ".fold button")
    lines = int(fold.text.split()[1])
    fold.click()
    assert len(chrome.find_elements(By.CSS_SELECTOR, ".row")) == rows + lines


def test_dark_and_light(visit: Open, chrome: Chrome, page: str) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    visit(page)
    light = chrome.execute_script(ground)
    toggle = chrome.find_element(By.ID, "theme")
    assert toggle.get_attribute("aria-pressed") == "false"
    toggle.click()
    dark = chrome.execute_script(ground)
    assert dark != light
    assert toggle.get_attribute("aria-pressed") == "true"
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    visit(page)
    assert chrome.execute_script(ground) == dark
    chrome.find_element(By.ID, "theme").click()
    assert chrome.execute_script(ground) == light
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("place", ["", "#d=0", "#d=3&e=1"])
def test_a_narrow_page_needs_no_scrolling_sideways(
    visit: Open, chrome: Chrome, page: str, place: str
) -> None:
    visit(page + place, width=340, height=700)
    widths = "return [document.documentElement.scrollWidth, innerWidth]"
    needed, there = chrome.execute_script(widths)
    assert needed <= there == 340


@pytest.mark.parametrize("place", ["", "#d=3&e=1"])
def test_every_control_has_a_name(visit: Open, chrome: Chrome, page: str, place: str) -> None:
    visit(page + place)
    tree = chrome.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    controls = [node for node in tree if node.get("role", {}).get("value") in CONTROLS]
    assert len(controls) > 10
    assert [node for node in controls if not node.get("name", {}).get("value")] == []
    roles = {node["role"]["value"] for node in tree if "role" in node}
    assert {"banner", "navigation", "main"} <= roles


CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "radio", "checkbox", "option"}


def loomed(folder: Path, documents: int, edits: int) -> str:
    """Write the report on documents with so many edits each; return its address."""
    entries = []
    for number in range(documents):
        text = "The loom pforms hemp and cotton to cloth.\nIt is quiet.\n" * edits
        starts = (place * (len(text) // edits) for place in range(edits))
        patches = [Patch(s + 9, s + 15, f"transforms {s}", f"loom/r{s % 7}") for s in starts]
        entries.append(entry(folder / f"{number:04}.txt", text, patches))
    limits = Limits(documents=documents)
    return written(folder, report({"looms": Ledger([TOOL], entries)}, limits=limits))


def test_ten_thousand_edits_in_many_documents(visit: Open, chrome: Chrome, tmp_path: Path) -> None:
    visit(loomed(tmp_path, documents=2000, edits=5))
    assert "10,000" in text_of(chrome, "#totals")
    press(chrome, "n")
    assert text_of(chrome, "#change-place") == "Change 1 of 5"
    assert text_of(chrome, "#document-place") == "Document 1 of 2,000"
    assert len(texts(chrome, "#list li")) == 50
    press(chrome, "/")
    press(chrome, "1234")
    assert text_of(chrome, "#found") == "1 document"
    assert len(chrome.find_elements(By.CSS_SELECTOR, "*")) < 2000


def test_ten_thousand_edits_in_one_document(visit: Open, chrome: Chrome, tmp_path: Path) -> None:
    visit(f"{loomed(tmp_path, documents=1, edits=10_000)}#d=0&e=9999")
    assert text_of(chrome, "#change-place") == "Change 10,000 of 10,000"
    assert chrome.find_element(By.CSS_SELECTOR, "ins.current").is_displayed()
    press(chrome, "p")
    assert text_of(chrome, "#change-place") == "Change 9,999 of 10,000"
