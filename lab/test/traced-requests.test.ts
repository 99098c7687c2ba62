import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { acquireComponents } from '../src/components/acquired.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { type TraceRecord, tracesSchema } from '../src/records/traces.ts';
import { traceRequests } from '../src/run/trace-requests.ts';
import { findScenario } from '../src/scenario/find-scenarios.ts';
import { latencySetting } from './fixtures/latency-setting.ts';
import { untilNothingIsLeft } from './left-over.ts';
import { longestWay, waitedCalls } from './waited-calls.ts';

/** It is traced anyway. All the same, the spans of what is traced for the report go to the lab, and not to its collector. */
const MONOLITH = 'monolith+tracing=on';
const SERVICES = 'microservices';
const NAMES = [MONOLITH, SERVICES];

describe("one request's way, of the shop under the load of latency", () => {
  let folder: string;
  let traces: readonly TraceRecord[];
  const runId = `test-traced-${process.pid}`;
  const of = (arm: string, endpoint: string) =>
    traces.find((trace) => trace.arm === arm && trace.endpoint === endpoint) ?? expect.fail('no such trace');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-traced-'));
    const { signal } = new AbortController();
    const needed = new Map([
      ['rabbitmq', 1],
      ['collector', 1],
    ]);
    const components = await acquireComponents(needed, {
      ...{ workDir: folder, runId, log: () => undefined, env: { AMQP_URL: inject('amqpUrl') } },
    });
    try {
      // A cycle of the mix and a half.
      const traced = { smoke: 30, quick: 30, full: 30 };
      const setting = await latencySetting({ folder, runId, components, signal }, NAMES, { traced });
      ({ traces } = tracesSchema.parse(await traceRequests(setting)));
    } finally {
      await components.release();
    }
  });

  afterAll(async () => {
    await untilNothingIsLeft(runId, 2_000);
    await rm(folder, { recursive: true });
  });

  it('is told for every endpoint of every arm, from the request itself on', () => {
    const endpoints = ['browse', 'product', 'recommendations', 'overview', 'place-order', 'cancel-order'];
    expect(traces.map(({ arm, endpoint }) => `${arm} ${endpoint}`).toSorted()).toEqual(
      NAMES.flatMap((arm) => endpoints.map((endpoint) => `${arm} ${endpoint}`)).toSorted(),
    );
    for (const { spans, of: many } of traces) {
      expect(many).toBeGreaterThanOrEqual(2);
      expect(spans.filter(({ parent }) => parent === null)).toHaveLength(1);
      expect(spans.filter(({ failed }) => failed)).toEqual([]);
    }
  });

  // The endpoints' hops are what "added time per hop" divides by: calls that a request waits for one after the other.
  it.each(['browse', 'product', 'recommendations', 'overview', 'cancel-order', 'place-order'])(
    'of %s waits for as many calls as its endpoint says',
    async (id) => {
      const { endpoints } = (await findScenario(PROJECT_ROOT, 'latency')).scenario;
      const endpoint = endpoints.find((each) => each.id === id);
      const { spans } = of(SERVICES, id);
      const calls = waitedCalls(spans);
      expect({ hops: longestWay(calls, spans), calls: calls.length }).toEqual({
        hops: endpoint?.hops,
        calls: endpoint?.calls,
      });
    },
  );

  it('has no call between processes in the monolith', () => {
    for (const { spans } of traces.filter(({ arm }) => arm === MONOLITH))
      expect(new Set(spans.map(({ process }) => process))).toEqual(new Set(['monolith']));
  });
});
