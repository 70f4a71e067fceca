// Menus close with Escape or a click outside; `/` goes to the search, unless a scanner is typing.
const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

const QUIET_MS = 120; // a scanner never leaves this much silence round a character
let lastKeyAt = -Infinity;
let waiting = 0;

const isTyping = (target) => target.matches?.("input, textarea, select, [contenteditable]") ?? false;

document.addEventListener("keydown", (event) => {
  const quietBefore = event.timeStamp - lastKeyAt > QUIET_MS;
  lastKeyAt = event.timeStamp;
  clearTimeout(waiting);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const search = document.querySelector("[data-search]");
  if (!search || !quietBefore) return;
  event.preventDefault();
  waiting = setTimeout(() => search.focus(), QUIET_MS);
});
