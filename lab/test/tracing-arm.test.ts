import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { copySeededData } from '../../acceptance/seeded-data.ts';
import { StagedTrial } from '../src/bench/staged-trial.ts';
import { acquire } from '../src/components/acquire.ts';
import { type AcquiredComponents, acquireComponents } from '../src/components/acquired.ts';
import type { Count } from '../src/components/collector/count.ts';
import { startOtlpServer } from '../src/components/collector/otlp-server.ts';
import type { Namespace } from '../src/components/component.ts';
import { COMPONENTS } from '../src/components/registry.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { startSystem } from '../src/topologies/supervisor.ts';
import { topologyOf } from '../src/topologies/topology-of.ts';
import { latencySetting } from './fixtures/latency-setting.ts';
import { untilNothingIsLeft } from './left-over.ts';

const DEADLINE_MS = 20_000;
/** Spans are sent twice a second: whoever sends none for so long has none. */
const QUIET_MS = 1_500;
const MEGABYTE = 1024 * 1024;

let folder: string;
let components: AcquiredComponents;
const runId = `test-tracing-${process.pid}`;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-tracing-'));
  const needed = new Map([
    ['rabbitmq', 1],
    ['collector', 3],
  ]);
  components = await acquireComponents(needed, {
    ...{ workDir: folder, runId, log: () => undefined, env: { AMQP_URL: inject('amqpUrl') } },
  });
});

afterAll(async () => {
  await components?.release();
  await untilNothingIsLeft(runId, 5_000);
  await rm(folder, { recursive: true });
});

/** What has come to a place of the collector once nothing more comes, of so many requests at least. */
async function countAt({ env }: Namespace, requests = 1): Promise<Count> {
  let count: Count = { spans: 0, requests: 0 };
  let since = performance.now();
  const look = async () => {
    const answer = await fetch(env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '');
    const now = answer.ok ? ((await answer.json()) as Count) : count;
    if (now.spans !== count.spans) [count, since] = [now, performance.now()];
    const isQuiet = performance.now() - since > QUIET_MS;
    return (isQuiet && count.requests >= requests) || JSON.stringify(count);
  };
  await waitUntil('the spans to come', look, { deadlineMs: DEADLINE_MS });
  return count;
}

/** `traced-requests.test.ts` has its requests traced for the report, too. */
describe('an arm that traces every request', () => {
  it('sends as many spans as its requests have, to a place of its own', async () => {
    const [collector] = components.of({ components: ['collector'] });
    if (!collector) return expect.fail('there is no collector');
    const [own, other] = [await collector.freshNamespace(), await collector.freshNamespace()];
    const dataDir = join(folder, 'counted');
    const place = { root: PROJECT_ROOT, runId, signal };
    await copySeededData(topologyOf('monolith'), { ...place, dir: dataDir, seed: 1 });
    const traced = topologyOf('monolith+tracing=on');
    const system = await startSystem(traced, { ...place, trialDir: dataDir, dataDir, env: own.env });
    try {
      const ask = () => fetch(`${system.url}/products?limit=1`).then((answer) => answer.text());
      const send = async (times: number): Promise<Count> => {
        const before = await countAt(own);
        for (let time = 0; time < times; time += 1) await ask();
        const { spans, requests } = await countAt(own, before.requests + times);
        return { spans: spans - before.spans, requests: requests - before.requests };
      };
      const { spans, requests } = await send(1);
      expect(requests).toBe(1);
      // The request, the call of the catalog, a statement at least.
      expect(spans).toBeGreaterThanOrEqual(3);
      expect(await send(9)).toEqual({ spans: 9 * spans, requests: 9 });
    } finally {
      await system.stop();
    }
    expect(await other.check?.(0)).toMatchObject([{ id: 'spans', result: 'fail' }]);
  });

  it('pays for its collector, and is checked for its spans', async () => {
    const topology = 'microservices+tracing=on';
    const setting = await latencySetting({ folder, runId, components, signal }, [topology]);
    const planned = { number: 1, round: 1, arm: { name: topology, topology } };
    const trial = new StagedTrial(setting, planned, join(folder, topology), () => undefined);
    try {
      await trial.start();
      await trial.measureIdle(1);
      await trial.setUp({ iterations: 40 });
      const windows = await trial.turn().session.warmUp(10, 3);
      const checks = await trial.check();
      expect(checks.filter(({ id }) => id === 'spans')).toMatchObject([{ result: 'pass' }]);
      expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
      const warmUp = { seconds: 3, steady: true, windows };
      const { resources } = trial.measured({ warmUp, phases: [], artifacts: [], checks });
      const idle = resources?.idle.find(({ process }) => process === 'collector');
      // What it has in common with the other Node programs is shared out among all of them.
      expect(idle?.bytes).toBeGreaterThan(2 * MEGABYTE);
      expect(trial.components.map(({ id, origin }) => `${id}: ${origin}`)).toEqual([
        ...['rabbitmq: AMQP_URL', 'collector: private node'],
      ]);
    } finally {
      await trial.end();
    }
  });

  it('sends to the collector that the user has named, which is not asked what it has got', async () => {
    const named = await startOtlpServer({ take: () => undefined });
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: named.url };
    const own = { workDir: folder, runId: `${runId}-named`, namespaces: 1, log: () => undefined, env };
    try {
      const found = await acquire(COMPONENTS.get('collector'), own);
      const namespace = await found.freshNamespace();
      expect([found.origin, found.pids()]).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT', []]);
      expect(namespace.env).toEqual(env);
      expect(namespace.check).toBeUndefined();
      await found.release();
    } finally {
      await named.close();
    }
    await untilNothingIsLeft(own.runId, 5_000);
    await expect(acquire(COMPONENTS.get('collector'), own)).rejects.toThrow(
      /OTEL_EXPORTER_OTLP_ENDPOINT names: .* does not answer/,
    );
  });
});
