// Hears the scanner wherever the focus is: a burst of fast keys that spells a known code is a scan, and never lands in a
// field or presses a button. The field of the page ([data-scan]) gets the code and its focus back. Sounds are off by default.
import { readBurst } from "./scan_code.js";
import { play, startSoundSwitches } from "./scan_sound.js";

const GAP_MS = 100; // silence that closes a burst
const MEAN_MS = 50; // slower than this on average is a person (30 ms by wire, 50 ms by Bluetooth)
const DEAF_MS = 300; // after a terminator: labels with several codes answer in a storm
const SAME_MS = 2000; // the same code again is the same gesture
const SHORTEST = 6;

let keys = [];
let untouched = null;
let closing = 0;
let deafUntil = -Infinity;
let previous = { code: "", at: -Infinity };
const queue = [];

const formOfPage = () => document.querySelector("form[data-scan]");
const fieldOf = (form) => form?.querySelector("input:not([type=hidden])");
const isText = (element) => element?.matches?.("textarea, input:not([type=checkbox]):not([type=radio]):not([type=button])") ?? false;

const say = (sentence) => {
  const region = document.querySelector("[data-scan-said]");
  if (region) region.textContent = sentence;
};

const isHeld = () => document.querySelector("[data-verdict='blocked'] [data-acknowledge]:not([data-done])") !== null;

const giveFocusBack = () => {
  if (!isHeld()) fieldOf(formOfPage())?.focus({ preventScroll: true });
};

const send = (code) => {
  const form = formOfPage();
  if (!form) return;
  if (form.dataset.busy || isHeld()) {
    queue.push(code);
    say(queue.length === 1 ? "1 code en attente" : `${queue.length} codes en attente`);
    return;
  }
  fieldOf(form).value = code;
  form.dataset.busy = "1";
  say("Recherche…");
  form.requestSubmit();
};

const accept = (scan, at) => {
  if (scan.code === previous.code && at - previous.at < SAME_MS && !document.querySelector("[data-scan-again]")) {
    say("Déjà lu.");
    play("again");
    return;
  }
  previous = { code: scan.code, at };
  if (scan.layout === "us") document.dispatchEvent(new CustomEvent("collecte:keyboard", { detail: { layout: "us" } }));
  const heard = new CustomEvent("collecte:scan", { detail: scan, cancelable: true });
  if (document.dispatchEvent(heard)) send(scan.code);
  giveFocusBack();
};

const putBack = () => {
  if (!untouched || !untouched.element.isConnected) return;
  untouched.element.value = untouched.value;
};

/** Decide what the keys heard so far were; true when they were a scan. */
const close = (at) => {
  clearTimeout(closing);
  const heard = keys;
  const before = untouched;
  keys = [];
  if (heard.length < SHORTEST) return false;
  const mean = (heard.at(-1).at - heard[0].at) / (heard.length - 1);
  if (mean > MEAN_MS) return false;
  const scan = readBurst(heard);
  const own = formOfPage();
  const inOwnField = before && before.element === fieldOf(own);
  if (!scan.code && !(inOwnField && own.hasAttribute("data-any-code"))) return false;
  putBack();
  accept(scan.code ? scan : { ...scan, code: scan.text.trim() }, at);
  return true;
};

const isOver = (event) => event.key === "Enter" || event.key === "Tab";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.isComposing || (event.altKey && !event.getModifierState("AltGraph"))) return;
  if (event.timeStamp < deafUntil) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (isOver(event)) {
    if (!close(event.timeStamp)) return;
    deafUntil = event.timeStamp + DEAF_MS;
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.key.length !== 1 || event.repeat) return;
  if (keys.length && event.timeStamp - keys.at(-1).at > GAP_MS) keys = [];
  if (!keys.length) untouched = isText(event.target) ? { element: event.target, value: event.target.value } : null;
  keys.push({ key: event.key, code: event.code, shift: event.shiftKey, at: event.timeStamp });
  clearTimeout(closing);
  closing = setTimeout(() => close(performance.now()), GAP_MS);
}, { capture: true });

const next = () => {
  const form = formOfPage();
  if (form) delete form.dataset.busy;
  if (queue.length && !isHeld()) send(queue.shift());
};

const welcomeVerdicts = (root) => {
  const verdict = root.querySelector?.("[data-verdict]") ?? (root.matches?.("[data-verdict]") ? root : null);
  root.querySelectorAll?.("[data-acknowledge]").forEach((button) => { button.hidden = false; });
  if (verdict) play(verdict.dataset.verdict);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-acknowledge]");
  if (!button) return;
  button.dataset.done = "1";
  button.hidden = true;
  giveFocusBack();
  next();
});

document.addEventListener("htmx:afterSettle", (event) => {
  welcomeVerdicts(event.detail.elt);
  say("");
  const field = fieldOf(formOfPage());
  if (field) field.value = "";
  giveFocusBack();
  next();
});

addEventListener("pageshow", () => {
  delete formOfPage()?.dataset.busy;
  startSoundSwitches();
  welcomeVerdicts(document);
});
