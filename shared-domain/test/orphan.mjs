// A program whose parent goes before the program has begun to listen for that.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createLogger, run } from '@lab/shared-domain/adapters/process/run';

if (process.connected) await once(process, 'disconnect');
await run(createLogger('orphan', 'silent'), async () => {
  const server = createServer().listen(0, '127.0.0.1');
  return { stop: async () => void server.close() };
});
