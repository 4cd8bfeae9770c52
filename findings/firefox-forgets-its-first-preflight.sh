#!/bin/sh
# Firefox 153 (Debian's firefox-esr, driven by puppeteer-core 24.10.0 of npm): the first preflight of its life is not remembered, whatever
# Access-Control-Max-Age says. The same address, asked again with Authorization, is asked for by OPTIONS once or twice more; of every other address and
# server, from then on, the first answer holds. With cache "no-store" it asks each time; with "no-cache" it
# remembers. So who counts preflights in a browser that was just started counts one too many, and a page that reads everything with
# "no-store" pays for two requests each time.
#
# Seen:
#   the first address of all: more than 1 preflight for 3 requests
#   another address: 1 preflight for 3 requests
#   another server: 1 preflight for 3 requests
#   no-store: 3 preflights for 3 requests
#   no-cache: 1 preflight for 3 requests
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent puppeteer-core@24.10.0
cat > run.mjs <<'JS'
import http from 'node:http';
import puppeteer from 'puppeteer-core';
const listening = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const page = await listening(http.createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<body>')));
const asked = [];
const registry = () => listening(http.createServer((request, answer) => {
  if (request.method === 'OPTIONS') asked.push(request.url);
  answer.setHeader('access-control-allow-origin', '*');
  answer.setHeader('access-control-allow-headers', 'Authorization');
  answer.setHeader('access-control-max-age', '600');
  answer.end(request.method === 'OPTIONS' ? '' : '{}');
}));
const [one, other] = [await registry(), await registry()];
const browser = await puppeteer.launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true });
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${page}/`);
for (const [name, port, path, cache] of [
  ['the first address of all', one, '/first', 'default'],
  ['another address', one, '/second', 'default'],
  ['another server', other, '/third', 'default'],
  ['no-store', one, '/fourth', 'no-store'],
  ['no-cache', one, '/fifth', 'no-cache'],
]) {
  const url = `http://127.0.0.1:${port}${path}`;
  for (let time = 0; time < 3; time++) {
    await tab.evaluate((url, cache) => fetch(url, { cache, credentials: 'omit', headers: { Authorization: 'Bearer x' } }).then(answer => answer.text()), url, cache);
  }
  const count = asked.filter(asked => asked === path).length;
  const said = path === '/first' && count > 1 ? 'more than 1' : count;
  console.log(`${name}: ${said} preflight${count === 1 || said !== count ? '' : 's'} for 3 requests`);
}
await browser.close();
process.exit(0);
JS
node run.mjs | tee seen
cat > expected <<'SEEN'
the first address of all: more than 1 preflight for 3 requests
another address: 1 preflight for 3 requests
another server: 1 preflight for 3 requests
no-store: 3 preflights for 3 requests
no-cache: 1 preflight for 3 requests
SEEN
diff expected seen
