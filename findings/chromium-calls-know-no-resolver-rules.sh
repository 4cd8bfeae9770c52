#!/bin/sh
# Chromium 156 (Debian's, driven by puppeteer-core 24.10.0 of npm): a name that `--host-resolver-rules` gives an address is reached by fetch,
# and a call (WebRTC, a STUN server of that name) says of it what it says of a name that nobody has: one error 701 "STUN host lookup received
# error." for each network, and then the end of gathering. So whoever takes a failed look-up of a call for "this name does not resolve",
# to tell why a registry cannot be reached, is wrong about every name that the browser knows otherwise than from DNS; a test whose names
# come from such rules cannot show the right answer either.
#
# Seen:
#   registry.example.test: fetch answered; look-ups failed and ended
#   nobody.example.test: fetch failed; look-ups failed and ended
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent puppeteer-core@24.10.0
cat > run.mjs <<'JS'
import http from 'node:http';
import puppeteer from 'puppeteer-core';
const server = http.createServer((_, response) => { response.writeHead(200, { 'content-type': 'text/html' }); response.end('<body>'); });
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP registry.example.test 127.0.0.1'],
});
console.error(await browser.version());
const page = await browser.newPage();
await page.goto(`http://localhost:${port}/`);
for (const name of ['registry.example.test', 'nobody.example.test']) {
  console.log(await page.evaluate(async (name, port) => {
    const fetched = await fetch(`http://${name}:${port}/`, { mode: 'no-cors' }).then(() => 'answered', () => 'failed');
    const call = new RTCPeerConnection({ iceServers: [{ urls: `stun:${name}:${port}` }] });
    let errors = 0;
    call.onicecandidateerror = event => { if (/lookup/.test(event.errorText)) errors += 1; };
    call.createDataChannel('x');
    const ended = new Promise(resolve => {
      call.onicegatheringstatechange = () => call.iceGatheringState === 'complete' && setTimeout(resolve, 100, true);
      setTimeout(resolve, 4000, false);
    });
    await call.setLocalDescription();
    const looked = (await ended) && errors > 0 ? 'failed and ended' : 'did not fail';
    return `${name}: fetch ${fetched}; look-ups ${looked}`;
  }, name, port));
}
await browser.close();
server.close();
JS
node run.mjs > seen
cat seen
cat > expected <<'END'
registry.example.test: fetch answered; look-ups failed and ended
nobody.example.test: fetch failed; look-ups failed and ended
END
cmp seen expected
