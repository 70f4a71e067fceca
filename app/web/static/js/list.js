// Selection in a list: the head box takes the page, Shift extends, arrows move, the count is said.
const rowsOf = (list) => [...list.querySelectorAll("input[data-row]")];
const spaced = (number) => number.toLocaleString("fr-FR");

// The button of a group says how many rows it takes: « Valider 12 effacements ».
const nameAct = (list, chosen) => {
  const act = list.querySelector("[data-selected-act]");
  if (!act) return;
  const { selectedAct, one, many, none } = act.dataset;
  act.textContent = chosen === 0 ? none : `${selectedAct} ${spaced(chosen)}\u00a0${chosen < 2 ? one : many}`;
};

const tell = (list) => {
  const count = list.querySelector("[data-selected-count]");
  const rows = rowsOf(list);
  const chosen = rows.filter((row) => row.checked).length;
  const head = list.querySelector("[data-select-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === rows.length;
    head.indeterminate = chosen > 0 && chosen < rows.length;
  }
  nameAct(list, chosen);
  if (!count) return;
  const noun = chosen < 2 ? count.dataset.one : count.dataset.many;
  const total = count.dataset.total ? ` sur ${spaced(Number(count.dataset.total))}` : "";
  count.textContent = chosen === 0
    ? "Cochez des lignes, puis choisissez une action."
    : `${spaced(chosen)}\u00a0${noun}${total}`;
};

const lists = () => document.querySelectorAll("[data-list]");
let last = null;

document.addEventListener("click", (event) => {
  const row = event.target;
  if (!row.matches?.("input[data-row]")) return;
  const list = row.closest("[data-list]");
  if (!list) return;
  const rows = rowsOf(list);
  if (event.shiftKey && last && rows.includes(last)) {
    const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
    rows.slice(from, to + 1).forEach((each) => { each.checked = row.checked; });
  }
  last = row;
  tell(list);
});

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (!list) return;
  if (event.target.matches("[data-select-all]")) rowsOf(list).forEach((row) => { row.checked = event.target.checked; });
  tell(list);
});

document.addEventListener("keydown", (event) => {
  const row = event.target;
  if (!row.matches?.("input[data-row]") || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const rows = rowsOf(row.closest("[data-list]") ?? document);
  const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// A device scanned while its row is on screen joins the selection (scan.js says what it heard).
document.addEventListener("collecte:scan", (event) => {
  for (const list of lists()) {
    const row = rowsOf(list).find((each) => each.value === event.detail.code);
    if (!row) continue;
    row.checked = true;
    row.closest("tr")?.scrollIntoView({ block: "nearest" });
    tell(list);
    event.preventDefault();
  }
});

addEventListener("pageshow", () => lists().forEach(tell));
