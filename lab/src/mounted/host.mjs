// Hosts a worker's fetch handler on a port of loopback, as the worker's own runtime would.
import { createServer } from "node:http";
import { Readable } from "node:stream";
import worker from "./worker.mjs";

const port = Number(process.argv[2]);

createServer(async (incoming, outgoing) => {
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
  }
  const address = `http://${incoming.headers.host}${incoming.url}`;
  try {
    const answer = await worker.fetch(new Request(address, { method: incoming.method, headers }));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null || incoming.method === "HEAD") {
      outgoing.end();
    } else {
      Readable.fromWeb(answer.body).pipe(outgoing);
    }
  } catch (error) {
    console.error(error);
    outgoing.writeHead(500).end();
  }
}).listen(port, "127.0.0.1");
