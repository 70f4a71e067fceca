// A form goes once; a refusal takes the focus; after an htmx swap the focus goes where the new content asks.
const AGAIN_MS = 10_000; // the server answers the same to the same key, so a lost answer may be asked for again

const release = (form) => {
  delete form.dataset.sent;
  const button = form.querySelector("[data-label]");
  if (!button) return;
  button.textContent = button.dataset.label;
  button.removeAttribute("aria-disabled");
  delete button.dataset.label;
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-guard]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  if (button?.dataset.busy) {
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  }
  setTimeout(() => release(form), AGAIN_MS);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

const focusIn = (root) => {
  const target = root.querySelector?.("[data-focus]") ?? root.querySelector?.("[autofocus]");
  target?.focus();
  return Boolean(target);
};

// The summary names the field of each sentence: « Adresse : Ce champ est vide. »
const nameOf = (field) => {
  const label = field.matches("input[type='radio'], input[type='checkbox']")
    ? field.closest("fieldset")?.querySelector("legend") : document.querySelector(`label[for="${field.id}"]`);
  const words = label?.cloneNode(true);
  words?.querySelectorAll(".must").forEach((must) => must.remove());
  const group = field.closest("fieldset.card")?.querySelector("legend")?.textContent.trim();
  return [group, words?.textContent.trim()].filter(Boolean).join(", ").replace(/\s*\?$/, "");
};
const nameFields = () => document.querySelectorAll(".error-summary a[href^='#']").forEach((link) => {
  const field = document.getElementById(link.hash.slice(1));
  const name = field && nameOf(field);
  if (name) link.prepend(`${name}\u00a0: `);
});

addEventListener("DOMContentLoaded", () => {
  nameFields();
  const refusal = document.querySelector(".error-summary[data-focus], .refusal[data-focus]");
  refusal?.focus();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form[data-sent]");
  if (form) release(form);
});

document.addEventListener("htmx:afterSettle", (event) => focusIn(event.detail.elt));

// A link of the error summary reaches its field with the label in sight.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
});
