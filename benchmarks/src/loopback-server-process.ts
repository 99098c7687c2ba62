import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that does next to nothing, so that a load generator has only itself to wait for. Tells its port when it listens. */
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"status":"ok"}');
});
server.listen(0, '127.0.0.1', () =>
  process.send?.((server.address() as AddressInfo).port, undefined, undefined, () => undefined),
);
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal: the benchmark decides when its server ends.
process.on('SIGINT', () => undefined);
