// The sale page: a scan of a label goes to its field wherever the focus is, a price above the cap is said while typing.
// The server checks everything again; without this script the page works the same, one Entrée later.
const form = document.querySelector("form[data-sale]");

const centsOf = (text) => {
  const bare = text.replace(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(bare) ? Math.round(Number(bare) * 100) : null;
};

const written = (cents) => `${(cents / 100).toFixed(2).replace(".", ",")}\u00a0€`;

const sayPrice = () => {
  const price = form.elements.price;
  const cents = centsOf(price.value);
  const cap = price.dataset.cap ? Number(price.dataset.cap) : null;
  const isAbove = cents !== null && cap !== null && cents > cap;
  form.querySelector("[data-price-said]").textContent = isAbove ? `Le maximum est ${written(cap)}. Baissez le prix.` : "";
};

const nameButton = () => {
  const { pass_code: pass, tag, price, third_party: third } = form.elements;
  const due = (centsOf(price.value) ?? 0) - (centsOf(third.value) ?? 0);
  const isChosen = [...form.elements.payment].some((choice) => choice.checked);
  const button = form.querySelector("[data-sell]");
  button.formAction = pass.value.trim() && tag.value.trim() ? button.dataset.sell : form.action;
  button.textContent =
    !pass.value.trim() ? "Scannez le passe"
      : !tag.value.trim() ? "Scannez l’équipement"
        : centsOf(price.value) === null ? "Écrivez le prix"
          : due <= 0 ? "Enregistrer la vente"
            : isChosen ? `Encaisser ${written(due)}` : "Choisissez le paiement";
};

if (form) {
  form.addEventListener("input", () => {
    sayPrice();
    nameButton();
  });
  document.addEventListener("collecte:scan", (event) => {
    event.preventDefault();
    form.elements.tag.value = event.detail.code;
    form.requestSubmit(form.querySelector("[data-check]"));
  });
}
