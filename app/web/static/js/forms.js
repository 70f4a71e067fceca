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

addEventListener("DOMContentLoaded", () => {
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
