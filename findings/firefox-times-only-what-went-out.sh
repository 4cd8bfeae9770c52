#!/bin/sh
# Firefox 153 (Debian's firefox-esr, driven by puppeteer-core 24.10.0 of npm): of a no-cors fetch that fails, Resource Timing notes a
# duration only where a request went out. Where no connection came about (nobody listens, the name is unknown, the certificate is not
# trusted), it is exactly 0, however long the failure took; where a server took the request and hung up, or answered with a
# Cross-Origin-Resource-Policy that keeps the answer from the page, it is the time that it took. The fetch itself fails alike in all of them, and
# Chromium notes a time for every one. So a page in Firefox can tell "no connection" from "an answer that is kept from me", which it is
# otherwise told by nothing.
#
# Seen:
#   refused: failed, no time
#   unknown name: failed, no time
#   certificate signed by itself: failed, no time
#   hangs up after the request: failed, some time
#   answer for its own origin alone: failed, some time
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent puppeteer-core@24.10.0
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null
cat > run.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import puppeteer from 'puppeteer-core';
// Everybody answers after a while, so that no time is too short to be noted.
const late = answer => setTimeout(answer, 30);
const listening = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const page = await listening(http.createServer((_, answer) => { answer.setHeader('content-type', 'text/html'); answer.end('<body>'); }));
const own = http.createServer((_, answer) => { answer.setHeader('cross-origin-resource-policy', 'same-origin'); late(() => answer.end('x')); });
const tls = https.createServer({ key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') }, (_, answer) => late(() => answer.end('x')));
const ends = net.createServer(socket => socket.on('data', () => late(() => socket.destroy())));
const nobody = http.createServer();
const refused = await listening(nobody);
await new Promise(resolve => nobody.close(resolve));
const asked = [
  ['refused', `http://localhost:${refused}/`],
  ['unknown name', 'http://registry.invalid/'],
  ['certificate signed by itself', `https://localhost:${await listening(tls)}/`],
  ['hangs up after the request', `http://localhost:${await listening(ends)}/`],
  ['answer for its own origin alone', `http://localhost:${await listening(own)}/`],
];
const browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' });
console.error(await browser.version());
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${page}/`);
for (const [name, url] of asked) {
  console.log(`${name}: ${await tab.evaluate(async url => {
    const noted = new Promise(resolve => new PerformanceObserver(list => {
      for (const entry of list.getEntries()) if (entry.name === url) resolve(entry.duration);
    }).observe({ type: 'resource' }));
    const said = await fetch(url, { mode: 'no-cors', cache: 'no-store' }).then(() => 'answered', () => 'failed');
    return `${said}, ${(await noted) > 0 ? 'some time' : 'no time'}`;
  }, url)}`);
}
await browser.close();
process.exit(0);
JS
node run.mjs > seen
cat seen
cat > expected <<'END'
refused: failed, no time
unknown name: failed, no time
certificate signed by itself: failed, no time
hangs up after the request: failed, some time
answer for its own origin alone: failed, some time
END
cmp seen expected
