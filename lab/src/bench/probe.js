// What `cargo lab bench` adds to a page before anything of its own runs: it notes when things were painted.
// It looks only at what both pages have: rows with `data-row`, `.summary .count`, `#filter`, `.cell`.
// WANT is put in front of it: {count, details}.
window.lab = (() => {
  const marks = {};
  const waiting = {};
  const tasks = [];
  const memories = [];

  // A frame callback runs before the frame is drawn, the message it sends afterwards.
  const afterPaint = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });

  const mark = (name) => {
    if (name in marks) return;
    marks[name] = undefined;
    afterPaint((time) => {
      marks[name] = time;
      (waiting[name] ?? []).forEach((resume) => resume(time));
    });
  };

  const until = (name) =>
    new Promise((resume) => {
      if (marks[name] !== undefined) resume(marks[name]);
      else (waiting[name] ??= []).push(resume);
    });

  const rows = () => [...document.querySelectorAll('.window-list [data-row]')];
  const onScreen = () =>
    rows().filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });

  const isComplete = () => {
    const text = document.querySelector('.summary .count')?.textContent ?? '';
    return !text.includes('so far') && Number(text.replace(/\D/g, '') || NaN) === WANT.count;
  };

  let looking = false;
  const lookAtDetails = () => {
    if (looking || 'details' in marks) return;
    looking = true;
    requestAnimationFrame(() => {
      looking = false;
      if ('complete' in marks && onScreen().every((row) => row.querySelector('.cell.size'))) mark('details');
    });
  };

  const observer = new MutationObserver(() => {
    if (!('row' in marks) && document.querySelector('.window-list [data-row]')) mark('row');
    if (!('complete' in marks) && isComplete()) mark('complete');
    if (WANT.details && 'row' in marks) lookAtDetails();
    if ('complete' in marks && (!WANT.details || 'details' in marks)) observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['class'] });

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });

  // The wasm module's memory: its instance is seen on its way to the page.
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await original.apply(WebAssembly, given);
      for (const value of Object.values((result.instance ?? result).exports)) {
        if (value instanceof WebAssembly.Memory) memories.push(value);
      }
      return result;
    };
  }

  // From a key to the paint after the last change that it caused.
  let keystroke;
  const arm = () => {
    document.querySelector('#filter').focus();
    let painted = 0;
    let pending = 0;
    const paint = () => {
      if (pending) return;
      pending++;
      afterPaint((time) => {
        pending--;
        painted = time;
      });
    };
    const changes = new MutationObserver(paint);
    changes.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    keystroke = new Promise((resume) => {
      const pressed = (event) => {
        removeEventListener('keydown', pressed, true);
        addEventListener('input', paint, { capture: true, once: true });
        const quiet = () => {
          const now = performance.now();
          if (pending || !painted || now - painted < 120) return setTimeout(quiet, 40);
          changes.disconnect();
          resume(painted - event.timeStamp);
        };
        setTimeout(quiet, 80);
      };
      addEventListener('keydown', pressed, true);
    });
  };

  // Scrolls for some time at some speed, in pixels a second; returns how long each frame took.
  const scroll = (milliseconds, speed) =>
    new Promise((resume) => {
      const frames = [];
      let begun, last;
      const step = (time) => {
        begun ??= time;
        if (last !== undefined) frames.push(time - last);
        last = time;
        if (time - begun > milliseconds) return resume(frames);
        scrollTo(0, ((time - begun) / 1000) * speed);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });

  const nodes = () => {
    const walker = document.createTreeWalker(document);
    let count = 1;
    while (walker.nextNode()) count++;
    return count;
  };

  return {
    marks, mark, tasks, until, arm, scroll, nodes,
    keystroke: () => keystroke,
    rowsOnScreen: () => onScreen().length,
    tagsInDocument: () => rows().map((row) => row.querySelector('a')?.textContent ?? ''),
    wasmBytes: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    firstPaint: () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    longestTask: (after) => tasks.filter(([start, duration]) => start + duration > after).reduce((most, [, duration]) => Math.max(most, duration), 0),
    strangers: (own) => performance.getEntriesByType('resource').filter(({ name }) => /^https?:/.test(name) && !own.includes(new URL(name).origin)).length,
  };
})();
