// Forms of class json are sent as JSON, which the guard demands of whatever changes something. Reading needs no script.
for (const form of document.querySelectorAll("form.json")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = JSON.stringify(Object.fromEntries(new FormData(form)));
    const told = form.querySelector("output");
    const answer = await fetch(form.action, {method: "POST", headers: {"content-type": "application/json"}, body});
    const said = await answer.json();
    if (said.go) { location.href = said.go; return; }
    if (told) { told.textContent = said.told || said.error; }
    if (answer.ok) { for (const one of form.querySelectorAll("button, input, select")) { one.disabled = true; } }
  });
}
const columns = document.getElementById("columns");
if (columns) {
  columns.addEventListener("change", () => {
    const chosen = [...columns.querySelectorAll("[data-column]:checked")].map((box) => box.value);
    columns.elements.cols.value = chosen.join(",");
  });
}
