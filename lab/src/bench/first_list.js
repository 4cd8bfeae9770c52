// What `cargo lab bench` adds to probe.js for first visits: when a list of repositories is on screen, when a click on its first row
// has opened it, and when a sign-in form is there with the focus in it. It knows of the page only what a person sees, so that it fits
// every page: names, links that end with one, headings, fields. FIRST is put in front of it: {names, click}.
(() => {
  const onScreen = (element) => {
    const { top, bottom, width } = element.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  // The innermost element that holds a name, which may be drawn in several parts.
  const holder = (name) => {
    let found = null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    for (let element = walker.nextNode(); element; element = walker.nextNode()) {
      if (element.tagName !== 'SCRIPT' && element.textContent.includes(name)) found = element;
    }
    return found;
  };
  const first = FIRST.names[0];

  const looks = {
    list() {
      const text = document.body.textContent;
      return FIRST.names.every((name) => text.includes(name)) && FIRST.names.every((name) => onScreen(holder(name)));
    },
    form() {
      const field = document.activeElement;
      return field?.form?.querySelector('input[type=password]') && onScreen(field);
    },
    opened() {
      if (location.hash.includes(first) === false) return false;
      return [...document.querySelectorAll('h1, h2')].some((heading) => heading.textContent.trim() === first && onScreen(heading));
    },
  };

  // As often as a person may, until the address has changed: a row that is a link opens also before there is a program.
  const click = () => {
    if (location.hash.includes(first)) return;
    (document.querySelector(`a[href$="/${first}"]`) ?? holder(first))?.click();
    setTimeout(click, 50);
  };
  if (FIRST.click) lab.until('list').then(click);

  const look = () => {
    if (!document.body) return;
    for (const [name, there] of Object.entries(looks)) if (!(name in lab.marks) && there()) lab.mark(name);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
  addEventListener('focusin', look);
  // Names that were there before a style may be elsewhere with it.
  addEventListener('load', look, true);

  // When what came, in milliseconds since the navigation: HTML, program (its largest file), the registry asked, its answer. Null for what a page has not.
  lab.trace = () => {
    const [navigation] = performance.getEntriesByType('navigation');
    const resources = performance.getEntriesByType('resource').filter(({ name }) => new URL(name).origin === location.origin);
    const asked = resources.find(({ name }) => new URL(name).pathname.includes('/v2/'));
    // What came before the list was there; of what comes later a first visit knows nothing.
    const files = resources.filter(({ name, startTime }) => /\.(js|wasm)$/.test(new URL(name).pathname) && startTime < lab.marks.list);
    const program = files.reduce((most, file) => (file.encodedBodySize > (most?.encodedBodySize ?? 0) ? file : most), null);
    return [navigation.responseEnd, program?.responseEnd ?? null, asked?.startTime ?? null, asked?.responseEnd ?? null];
  };
})();
