// What axe finds in this page in each theme. axe's own text stands before this one.
return (async () => {
  const root = document.documentElement;
  const before = root.dataset.theme;
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
  const found = [];
  for (const theme of arguments[0]) {
    root.dataset.theme = theme;
    await new Promise((done) => setTimeout(done, 50));
    const result = await axe.run(document, {
      runOnly: tags,
      // axe leaves it out unless it is asked for by name.
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
      iframes: false,
    });
    for (const violation of result.violations) {
      for (const node of violation.nodes) {
        found.push(`${theme}: ${violation.id} at ${node.target.join(" ")}: ${node.failureSummary} ${node.html.slice(0, 200)}`);
      }
    }
    if (!result.passes.some((pass) => pass.id === "document-title")) {
      found.push(`${theme}: axe did not look`);
    }
  }
  if (before === undefined) {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = before;
  }
  return found;
})();
