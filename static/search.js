// Reading the list needs no htmx. It is loaded at the reader's first move, or when Back leads to a list that it had changed.
const finder = document.getElementById("finder");
const address = document.getElementById("htmx-script").href;
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin", "change"];
let missed = null;

function fetchHtmx() {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => {
    finder.removeEventListener("change", remember);
    missed?.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.head.append(script);
}

// Loaded before the document is complete, htmx would wait for an event that has already passed.
function begin() {
  if (document.readyState === "complete") fetchHtmx();
  else addEventListener("load", fetchHtmx, { once: true });
  for (const sign of SIGNS) removeEventListener(sign, begin);
}

function remember(event) {
  missed = event.target;
}

// The button folds the filters of a phone and goes to what was found; without a script, the address it leads to does both.
finder.addEventListener("submit", () => {
  finder.querySelector(".finder-fold").open = false;
  document.getElementById("count").scrollIntoView();
});

finder.addEventListener("change", remember);
for (const sign of SIGNS) addEventListener(sign, begin, { passive: true });
if (history.state?.htmx) begin();
