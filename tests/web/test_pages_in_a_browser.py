"""The pages in the system Chromium: accessible in both themes, at home under the policy, and the scanner is heard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeout

from tests.web.style_guide_site import build_site, serve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAG = "7K3M9QX2"
AZERTY = dict(zip("1234567890", "&é\"'(-è_çà", strict=True)) | {"A": "Q", "Q": "A", "Z": "W", "W": "Z", "M": "?"}

BURSTS = 8
HEARD_WITHIN_MS = 3000

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve(build_site()) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture
def bench(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/bench")
    page.wait_for_function("document.activeElement.id === 'scan-code'")
    return page


def tag_with_check(page: Page) -> str:
    """Find the check character with the page's own module, so that the tag is one that the product would print."""
    return str(
        page.evaluate(
            """async (body) => {
                const { parseTag } = await import("/static/js/scan_code.js");
                return [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"].map((last) => parseTag(body + last)).find(Boolean);
            }""",
            TAG,
        )
    )


def scan_with_a_us_scanner_on_azerty(page: Page, code: str) -> None:
    """Send what the browser sees when a US scanner types on a French keyboard: right keys, wrong characters."""
    page.evaluate(
        """(keys) => {
            const target = document.activeElement;
            for (const [key, code] of keys) {
                target.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
            }
            target.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
        }""",
        [[AZERTY.get(letter, letter), f"Digit{letter}" if letter.isdigit() else f"Key{letter}"] for letter in code],
    )


def burst(page: Page, text: str) -> None:
    """Type as a scanner does: all at once, closed by Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def was_heard(page: Page) -> bool:
    """Whether the burst was taken for a scan: a busy machine types slower than a scanner, as a person does."""
    try:
        page.wait_for_url("**/bench?code=*", timeout=HEARD_WITHIN_MS)
    except PageTimeout:
        return False
    return True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", ["/", "/bench?code=x", "/errors/404", "/errors/500"])
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, address: str, theme: str, width: int, path: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(address + path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = page.evaluate("(rules) => axe.run(document, {resultTypes: ['violations'], runOnly: rules})", RULES)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in answer["violations"]] == []
    assert wide <= 0


def test_the_pages_run_under_the_content_security_policy_without_a_complaint(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address, wait_until="networkidle")
    page.goto(f"{address}/bench?code=x", wait_until="networkidle")
    assert complaints == []


@pytest.mark.parametrize("focus", ["#remark", "#key", "body"])
def test_a_scan_is_heard_wherever_the_focus_is_and_leaves_no_trace_there(bench: Page, focus: str) -> None:
    tag = tag_with_check(bench)
    for _ in range(BURSTS):
        bench.evaluate("(where) => { document.activeElement.blur(); document.querySelector(where).focus(); }", focus)
        bench.evaluate(
            "addEventListener('beforeunload', () => sessionStorage.left = document.querySelector('#remark').value)"
        )
        burst(bench, f"{tag[:4]}-{tag[4:8]}-{tag[8]}")
        if was_heard(bench):
            break
        bench.reload()
        bench.wait_for_function("document.activeElement.id === 'scan-code'")
    assert bench.url.endswith(f"code={tag}")
    assert bench.evaluate("sessionStorage.left") == ""
    bench.wait_for_function("document.activeElement.id === 'scan-code'")


def test_a_scanner_set_to_us_keys_on_a_french_keyboard_is_understood(bench: Page) -> None:
    tag = tag_with_check(bench)
    scan_with_a_us_scanner_on_azerty(bench, tag)
    bench.wait_for_url("**/bench?code=*")
    assert bench.url.endswith(f"code={tag}")


def test_a_tag_with_one_wrong_character_is_never_guessed(bench: Page) -> None:
    tag = tag_with_check(bench)
    wrong = tag[:3] + ("4" if tag[3] != "4" else "5") + tag[4:]
    bench.focus("#remark")
    bench.keyboard.type(wrong)
    bench.wait_for_function("(typed) => document.querySelector('#remark').value === typed", arg=wrong)
    heard = bench.evaluate(
        "async (code) => (await import('/static/js/scan_code.js')).knownCode(code)",
        wrong,
    )
    assert heard is None
    assert bench.url.endswith("/bench")


def test_a_word_typed_by_a_person_stays_in_its_field(bench: Page) -> None:
    bench.focus("#remark")
    bench.keyboard.type("écran rayé", delay=60)
    assert bench.input_value("#remark") == "écran rayé"
    assert bench.url.endswith("/bench")


def test_sounds_are_off_until_somebody_asks_for_them(bench: Page) -> None:
    bench.evaluate("window.played = []; document.addEventListener('collecte:sound', (e) => played.push(e.detail.name))")
    assert bench.evaluate("localStorage.getItem('collecte.scan_sounds')") is None
    bench.click("[data-sound-switch]")
    assert bench.evaluate("window.played") == ["done"]


def test_the_error_summary_has_the_focus_and_its_links_reach_the_fields(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("document.activeElement.matches('[data-focus]')")
    page.click(".error-summary a[href='#f-siret']")
    assert page.evaluate("document.activeElement.id") == "f-siret"


def test_menus_open_without_javascript_and_the_page_reads_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.click(".site-menu summary")
    assert page.is_visible(".site-menu a[href='/reception']")
    context.close()


def test_the_choice_of_theme_is_kept(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    page.click(".account summary")
    page.click(".account [data-theme-toggle]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_selected_rows_are_counted_aloud(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    page.check("[data-select-all]")
    said = page.inner_text("[data-selected-count]")
    assert said.replace("\u00a0", " ") == "5 équipements sur 318"
