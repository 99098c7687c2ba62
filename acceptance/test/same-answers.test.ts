import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AllowedDifference } from '../behaviour/allowed-differences.ts';
import type { RunningDeployment } from '../behaviour/deployment.ts';
import { Shop } from '../behaviour/shop.ts';
import { deployShop, SEED } from '../deployed-shop.ts';
import { startInMemoryShop } from '../in-memory-shop.ts';
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
    ['monolith-serialized', ['names-of-processes']],
    ['monolith-cluster', ['names-of-processes']],
    ['microservices', ['names-of-processes', 'order-still-pending']],
    ['microservices+instances=2', ['names-of-processes', 'order-still-pending']],
  ] satisfies [string, AllowedDifference[]][])(
    'in memory ("here") and as %s ("there")',
    async (topology, allowed) => {
      const transcript = await transcriptOf(() => deployShop(topology));
      const differences = compareTranscripts(reference, transcript, allowed);
      expect(differences.length, `\n${differences.join('\n')}\n`).toBe(0);
    },
  );
});
