// Reading the list takes no htmx: it comes with the reader's first move, or with Back into a list it had changed.
const finder = document.getElementById("finder");
const address = document.querySelector("link[rel=prefetch][as=script]").href;
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

// Sooner, htmx would wait for a document that is ready already.
function begin() {
  if (document.readyState === "complete") fetchHtmx();
  else addEventListener("load", fetchHtmx, { once: true });
  for (const sign of SIGNS) removeEventListener(sign, begin);
}

function remember(event) {
  missed = event.target;
}

finder.addEventListener("change", remember);
for (const sign of SIGNS) addEventListener(sign, begin, { passive: true });
if (history.state?.htmx) begin();
