// What does not fit in a frame of this width: what makes the document scroll sideways, texts that are cut off, and controls
// that something else covers. Boxes that scroll may be wider inside, and names may end in an ellipsis.
const [width, spaced] = arguments;
return (async () => {
  const frame = window.frameElement;
  frame.style.width = `${width}px`;
  // The style sheet's own interface, since the policy lets no style element in.
  const sheet = document.styleSheets[0];
  const spacing = [
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }",
    "p { margin-bottom: 2em !important }",
  ];
  if (spaced) {
    spacing.forEach((rule) => sheet.insertRule(rule, sheet.cssRules.length));
  }
  await new Promise((done) => setTimeout(done, 150));

  // The box that opens anything lies over the bar while somebody types into it.
  document.activeElement?.blur();

  const wrong = [];
  const root = document.documentElement;
  const ancestors = function* (element) {
    for (let one = element; one && one !== root; one = one.parentElement) {
      yield [one, getComputedStyle(one)];
    }
  };
  const isMeantToBeHidden = (element) =>
    [...ancestors(element)].some(([one, style]) =>
      style.clipPath === "inset(50%)" || style.visibility !== "visible" || one.classList.contains("skip-link"));
  const named = (element) => {
    const name = element.id ? `#${element.id}` : [...element.classList].map((name) => `.${name}`).join("");
    return `${element.localName}${name} "${(element.innerText ?? "").trim().slice(0, 40)}"`;
  };

  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1);
    wrong.push(`scrolls sideways, ${root.scrollWidth} > ${root.clientWidth}: ${wide.slice(0, 3).map(named).join(", ")}`);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility() || isMeantToBeHidden(element)) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(text);
    const inside = range.getBoundingClientRect();
    if (inside.width === 0) {
      continue;
    }
    // Over the edge of its own box it may lie on its neighbour.
    const block = [...ancestors(element)].find(([, style]) => !/^(inline|contents)$/.test(style.display));
    if (block && block[1].overflowX === "visible" && inside.right > block[0].getBoundingClientRect().right + 1) {
      wrong.push(`runs out of ${named(block[0])}: ${named(element)}`);
    }
    let scrolls = false;
    for (const [one, style] of ancestors(element)) {
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) {
        scrolls = true;
        break;
      }
      const clips = style.overflowX !== "visible" || /strict|paint|content/.test(style.contain);
      if (!clips) {
        continue;
      }
      const box = one.getBoundingClientRect();
      const beside = inside.right > box.right + 1 || inside.left < box.left - 1;
      if (beside && style.textOverflow !== "ellipsis") {
        wrong.push(`cut off at the side by ${named(one)}: ${named(element)}`);
      }
      if (beside) {
        scrolls = true;
        break;
      }
      // A font's box is a little higher than what it draws.
      if (inside.bottom > box.bottom + 4 || inside.top < box.top - 4) {
        wrong.push(`cut off above or below by ${named(one)}: ${named(element)}`);
      }
    }
    if (!scrolls && (inside.right > root.clientWidth + 1 || inside.left < -1)) {
      wrong.push(`beyond the edge: ${named(element)}`);
    }
  }

  for (const control of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!control.checkVisibility() || isMeantToBeHidden(control)) {
      continue;
    }
    control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const box = control.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hit = document.elementFromPoint(x, y);
    const inRow = hit?.closest("[data-row]");
    const isReached = hit && (control.contains(hit) || hit.contains(control) || hit.closest("label")?.control === control);
    // The account's panel and the help go when the focus leaves them.
    const over = hit?.closest(".panel, .help");
    if (over && !over.contains(control)) {
      continue;
    }
    // A row is a link as a whole, with other controls above it.
    if (!isReached && !(inRow && inRow === control.closest("[data-row]"))) {
      wrong.push(`covered by ${hit ? named(hit) : "the edge"}: ${named(control)}`);
    }
  }
  window.scrollTo(0, 0);

  if (spaced) {
    spacing.forEach(() => sheet.deleteRule(sheet.cssRules.length - 1));
  }
  return [...new Set(wrong)];
})();
