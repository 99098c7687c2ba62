import { openParts } from '@lab/chassis/parts';
import type { GatewaySettings } from '@lab/chassis/settings';
import { createEdge } from '@lab/shared-domain/adapters/http/edge';
import { callTimeouts } from '@lab/shared-domain/adapters/process/call-timeouts';
import { jwtSecret, showsOperatorPages } from '@lab/shared-domain/adapters/process/config';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import { createIdentity } from '@lab/shared-domain/identity/identity-service';
import type { Logger } from 'pino';
import { remoteContexts } from './contexts.ts';
import { GatewayModule } from './gateway.module.ts';
import { servicesThatDoNotAnswer } from './readiness.ts';

/** The process, and the context whose data it keeps. */
export const OWN = { name: 'gateway', contexts: ['identity'] } as const;

export async function serve(settings: GatewaySettings, logger: Logger): Promise<Program> {
  const secret = jwtSecret(settings);
  const { requestMs, optionalPartMs } = callTimeouts(settings);
  const operatorPages = showsOperatorPages(settings);
  const parts = await openParts({ ...OWN, callTimeoutMs: requestMs }, settings, logger);
  const { database, transport, registry, faults } = parts;
  const contexts = remoteContexts(transport.rpc);
  const waitingFor = async () => {
    await database.ping();
    const missing = transport.waitingFor();
    return missing.length > 0 ? missing : servicesThatDoNotAnswer(contexts);
  };
  const identity = createIdentity({ store: database.stores.identity });
  const root = GatewayModule.of({
    contexts,
    identity,
    waitingFor,
    jwtSecret: secret,
    registry,
    optionalPartMs,
    operatorPages,
  });
  const obstacle = faults.atEdge();
  const app = await createEdge(root, {
    ...{ logger, registry, operatorPages, obstacle },
    requestTimeoutMs: requestMs,
  });
  await app.listen(settings.PORT, settings.HOST);
  logger.info({ url: await app.getUrl() }, 'serving');
  return {
    async stop() {
      faults.clear();
      await app.close();
      await parts.close();
    },
  };
}
