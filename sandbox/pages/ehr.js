// Small conveniences; every page works without them.
for (const select of document.querySelectorAll("select[data-submit]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

const search = document.querySelector("[data-filter]");
if (search) {
  const rows = [...document.querySelectorAll("tr[data-text]")];
  const count = document.querySelector("[data-count]");
  const empty = document.querySelector("[data-empty]");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = String(shown);
    empty.hidden = shown > 0;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/input|select|textarea/i.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
}
