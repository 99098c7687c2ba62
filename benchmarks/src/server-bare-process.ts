import { join } from 'node:path';
import { Tokens } from '@lab/shared-domain/adapters/http/auth/tokens';
import { createLogger, run } from '@lab/shared-domain/adapters/process/run';
import { listening } from './bare-listener.ts';
import { openBareServer } from './server-bare.ts';

/** The bare server as a process of its own, with the environment and the duties of a process of a topology. */
const { DATA_DIR = '', JWT_SECRET = '', PORT, LOG_LEVEL = 'info' } = process.env;
const logger = createLogger('bare', LOG_LEVEL);

await run(logger, async () => {
  // The monolith's database: it starts on a copy of that.
  const server = await openBareServer(join(DATA_DIR, 'monolith.sqlite'), new Tokens(JWT_SECRET), logger);
  const { stop } = await listening(server.app, Number(PORT));
  return {
    async stop() {
      await stop();
      await server.close();
    },
  };
});
