// Light or dark, as the system says unless somebody chose. Loaded in the head and not deferred, so that no page flashes.
(() => {
  const KEY = "collecte.theme";
  const root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const keep = (theme) => {
    try { localStorage.setItem(KEY, theme); } catch { /* a browser that keeps nothing still shows the choice */ }
  };
  const chosen = read();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  const isDark = () => (root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches);

  document.addEventListener("DOMContentLoaded", () => {
    const switches = document.querySelectorAll("[data-theme-toggle]");
    const tell = () => switches.forEach((button) => {
      button.hidden = false;
      (button.querySelector("span") ?? button).textContent = isDark() ? "Affichage clair" : "Affichage sombre";
    });
    switches.forEach((button) => button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep(root.dataset.theme);
      tell();
    }));
    tell();
  });
})();
