// Without this file there is the link itself; with it, a button that copies it.
(() => {
  const place = document.querySelector("[data-copy]");
  const status = document.querySelector("[data-copy-status]");
  if (!place || !status || !navigator.clipboard) return;

  const button = place.querySelector("button");
  const label = button.textContent;
  // Where the link is also a way to somewhere, it stays.
  place.querySelector("a").hidden = !("copyKeep" in place.dataset);
  button.hidden = false;

  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.copy);
    button.textContent = place.dataset.copied;
    status.textContent = place.dataset.copied;
    setTimeout(() => {
      button.textContent = label;
      status.textContent = "";
    }, 4000);
  });
})();
