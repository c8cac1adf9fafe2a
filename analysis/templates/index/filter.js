"use strict";
(() => {
  const form = document.getElementById("filters");
  const said = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const sections = [...document.querySelectorAll("section.country")];
  const rows = sections.flatMap((section) => [...section.querySelectorAll("tbody tr")]);
  const number = (n) => n.toLocaleString(document.documentElement.lang === "fr" ? "fr-FR" : "en-GB");
  const has = (words, word) => !word || words.split(" ").includes(word);
  const choose = () => {
    const chosen = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const section of sections) {
      let here = 0;
      for (const row of section.querySelectorAll("tbody tr")) {
        const { month, status, language } = row.dataset;
        const fits =
          has(section.dataset.country, chosen.country) &&
          (!chosen.from || month >= chosen.from) &&
          (!chosen.to || month <= chosen.to) &&
          has(status, chosen.status) &&
          has(language, chosen.language);
        row.hidden = !fits;
        here += fits;
      }
      section.hidden = here === 0;
      const entry = document.querySelector(`nav [data-country="${section.dataset.country}"]`);
      if (entry) entry.hidden = section.hidden;
      shown += here;
    }
    nothing.hidden = shown > 0;
    said.textContent = said.dataset.words
      .replace("{shown}", number(shown))
      .replace("{total}", number(rows.length));
  };
  form.addEventListener("change", choose);
  form.addEventListener("reset", () => setTimeout(choose));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("pageshow", choose);
  form.hidden = false;
  choose();
})();
