// Gives the framed listing its own height, so that it scrolls with the page around it.
for (const frame of document.querySelectorAll("iframe[data-fit]")) {
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${page.getBoundingClientRect().height}px`;
  };
  frame.addEventListener("load", () => {
    fit();
    new ResizeObserver(fit).observe(frame.contentDocument.documentElement);
  });
  if (frame.contentDocument?.readyState === "complete") fit();
}
