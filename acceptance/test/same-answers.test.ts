import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import type { AllowedDifference } from '../behaviour/allowed-differences.ts';
import type { RunningDeployment } from '../behaviour/deployment.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop, SEED } from '../deployed-shop.ts';
import { startInMemoryShop } from '../in-memory-shop.ts';
import { OTHER_STACKS, patientShop, whyNoStack } from '../other-stacks.ts';
import { startOwnServer } from '../private-servers.ts';
import { inSharedServers } from '../shared-servers.ts';
import { compareTranscripts } from '../transcript/compare.ts';
import { SCRIPT } from '../transcript/script.ts';
import { recordTranscript, type Transcript } from '../transcript/transcript.ts';

async function transcriptOf(start: () => Promise<RunningDeployment>): Promise<Transcript> {
  const shop = new Shop(await start(), []);
  try {
    return await recordTranscript(shop, SCRIPT);
  } finally {
    await shop.close();
  }
}

/** One conversation, held with each deployment. What a client would notice of the exchange of one for the other is a bug. */
describe('all deployments give the same answers', () => {
  let reference: Transcript = [];

  beforeAll(async () => {
    const jwtSecret = randomBytes(32).toString('hex');
    const start = async () => ({
      ...(await startInMemoryShop({ jwtSecret, seed: SEED, size: 'full' })),
      jwtSecret,
    });
    reference = await transcriptOf(start);
  });

  it.each([
    ['monolith', ['names-of-processes']],
    ['monolith+calls=serialized+ranking=threads', ['names-of-processes']],
    ['monolith-cluster', ['names-of-processes']],
    ['microservices', ['names-of-processes', 'order-still-pending']],
    ['microservices+instances=2+ranking=wasm', ['names-of-processes', 'order-still-pending']],
    ['microservices+transport=grpc', ['names-of-processes', 'order-still-pending']],
    ['microservices+transport=http', ['names-of-processes', 'order-still-pending']],
    ['microservices+transport=tcp+instances=2', ['names-of-processes', 'order-still-pending']],
  ] satisfies [string, AllowedDifference[]][])(
    'in memory ("here") and as %s ("there")',
    async (topology, allowed) => {
      expectSame(await transcriptOf(() => deployShop(topology)), allowed);
    },
  );

  it.for(OTHER_STACKS)(
    'in memory ("here") and as microservices with recommendations on the stack %s ("there")',
    async (stack, context) => {
      skipLoudly(context, whyNoStack(stack));
      const transcript = await transcriptOf(() => deployShop(patientShop(stack)));
      expectSame(transcript, ['names-of-processes', 'order-still-pending']);
    },
  );

  it.for([
    ['microservices+cache=redis', 'redis'],
    ['microservices+cache=memcached', 'memcached'],
    ['microservices+events=kafka', 'kafka'],
  ] as const)('in memory ("here") and as %s ("there")', async ([topology, id], context) => {
    const server = await startOwnServer(id);
    if (typeof server === 'string') return skipLoudly(context, server);
    try {
      const { env } = await server.freshNamespace();
      const start = () => deployShop(topology, { ...inSharedServers(['rabbitmq']), ...env });
      expectSame(await transcriptOf(start), ['names-of-processes', 'order-still-pending']);
    } finally {
      await server.release();
    }
  });

  function expectSame(transcript: Transcript, allowed: readonly AllowedDifference[]): void {
    const differences = compareTranscripts(reference, transcript, allowed);
    expect(differences.length, `\n${differences.join('\n')}\n`).toBe(0);
  }
});
