// Buttons and keys that write Markdown into the description. The text area stays the truth; each press can be undone.
(() => {
  const tools = document.querySelector("[data-markdown-tools]");
  const area = document.getElementById(tools?.dataset.markdownTools);
  if (!area) return;
  const isMac = /Mac|iP/.test(navigator.platform);
  const KEYS = { b: "bold", i: "italic", k: "link" };

  // Selects `length` characters from `start` on after the text between `from` and `to` was replaced.
  const replace = (from, to, text, start, length) => {
    area.focus();
    area.setSelectionRange(from, to);
    // The only way to write that keeps the browser's Undo.
    const isWritten = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!isWritten) {
      area.setRangeText(text, from, to);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.setSelectionRange(start, start + length);
  };

  // One star is italic, two are bold, three are both.
  const isMarked = (before, after, width) => {
    const stars = Math.min(/\**$/.exec(before)[0].length, /^\**/.exec(after)[0].length);
    return width === 2 ? stars >= 2 : stars % 2 === 1;
  };
  const mark = (width) => {
    const whole = area.value;
    let [start, end] = [area.selectionStart, area.selectionEnd];
    while (start < end && /\s/.test(whole[start])) start++;
    while (start < end && /\s/.test(whole[end - 1])) end--;
    if (whole.slice(start, end).includes("\n")) return markLines(start, end, width);
    while (end - start > 2 && whole[start] === "*" && whole[end - 1] === "*") [start, end] = [start + 1, end - 1];
    const text = whole.slice(start, end);
    if (isMarked(whole.slice(0, start), whole.slice(end), width)) {
      return replace(start - width, end + width, text, start - width, text.length);
    }
    const stars = "*".repeat(width);
    return replace(start, end, stars + text + stars, start + width, text.length);
  };
  // A mark holds within one line only, after what makes the line an item, a heading or a quotation.
  const markLines = (start, end, width) => {
    const lines = area.value.slice(start, end).split("\n");
    const parts = lines.map((line) => /^(\s*(?:[-*+] |\d+[.)] |#+ |> )?)(.*?)(\s*)$/.exec(line).slice(1));
    const isOn = parts.every(([, body]) => !body || isMarked(/^\**/.exec(body)[0], /\**$/.exec(body)[0], width));
    const stars = "*".repeat(width);
    const text = parts
      .map(([sign, body, rest]) => sign + (!body ? "" : isOn ? body.slice(width, -width) : stars + body + stars) + rest)
      .join("\n");
    replace(start, end, text, start, text.length);
  };

  // A line is a heading or an item, not both.
  const SIGNS = /^(?:#{1,6}|[-*+]) /;
  const prefix = (sign, pattern) => {
    const whole = area.value;
    const start = whole.slice(0, area.selectionStart).lastIndexOf("\n") + 1;
    // A whole line that is selected ends with its line break, before the next line.
    const from = Math.max(area.selectionStart, area.selectionEnd - 1);
    const next = whole.indexOf("\n", from);
    const end = next < 0 ? whole.length : next;
    const lines = whole.slice(start, end).split("\n");
    const isOn = lines.some(Boolean) && lines.every((line) => !line || pattern.test(line));
    const text = lines
      .map((line) => (line || lines.length === 1 ? (isOn ? "" : sign) + line.replace(SIGNS, "") : line))
      .join("\n");
    if (lines.length === 1) replace(start, end, text, start + text.length, 0);
    else replace(start, end, text, start, text.length);
  };

  const link = () => {
    const [start, end] = [area.selectionStart, area.selectionEnd];
    for (const found of area.value.matchAll(/\[([^\]\n]*)\]\([^)\s]*\)/g)) {
      const after = found.index + found[0].length;
      if (found.index <= start && end <= after) {
        return replace(found.index, after, found[1], found.index, found[1].length);
      }
    }
    const text = area.value.slice(start, end);
    if (/^https?:\/\/\S+$/.test(text)) return replace(start, end, `[](${text})`, start + 1, 0);
    return replace(start, end, `[${text}](https://)`, start + text.length + 3, "https://".length);
  };

  const use = {
    bold: () => mark(2),
    italic: () => mark(1),
    heading: () => prefix("## ", /^#{1,6} /),
    list: () => prefix("- ", /^[-*+] /),
    link,
  };

  const buttons = [...tools.querySelectorAll("button")];
  // Tab comes to the toolbar once; the arrows go on from there.
  const point = (button) => {
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    point(button);
    use[button.dataset.tool]();
  });
  tools.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(tools).direction === "rtl" ? -1 : 1;
    const steps = { ArrowRight: forward, ArrowLeft: -forward };
    const at = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const to = { Home: 0, End: last }[event.key] ?? (event.key in steps ? at + steps[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    const button = buttons.at(to > last ? 0 : to);
    point(button);
    button.focus();
  });
  area.addEventListener("keydown", (event) => {
    const isCommand = isMac ? event.metaKey : event.ctrlKey;
    const tool = KEYS[event.key.toLowerCase()];
    if (!isCommand || event.shiftKey || event.altKey || !tool) return;
    event.preventDefault();
    use[tool]();
  });

  point(buttons[0]);
  area.before(tools);
  tools.hidden = false;
})();
