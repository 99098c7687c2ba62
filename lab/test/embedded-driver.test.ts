import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { poissonOffsets } from '../src/drivers/embedded/offsets.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { chanceOf } from '../src/stats/random.ts';
import { delayBench } from './fixtures/delay-bench.ts';
import { never, noHooks, run } from './fixtures/delay-load.ts';

const bench = delayBench();
const { loadOf } = bench;

describe('the embedded driver', () => {
  it('tells time spent waiting for a connection from the time of service', async () => {
    const hooks = {
      ...noHooks,
      blockStarts: async () => void setTimeout(() => bench.server.holdFor(1_000), 1_200),
    };
    // One connection: requests behind the first cannot even be sent, and only the intended start knows how long they wait.
    const load = await loadOf([0], { connections: 1, phases: [{ name: 'only', perSecond: 50, seconds: 4 }] });
    const [phase] = (await run(embeddedDriver, load, hooks, never)).phases;
    expect(phase?.all.response?.p90).toBeGreaterThan(450);
    expect(phase?.all.service?.p90).toBeLessThan(50);
    expect(phase?.all.service?.max).toBeGreaterThan(850);
  });

  it('sends at the times that are drawn of the round and the block', async () => {
    const phase = { name: 'random', perSecond: 50, seconds: 2, arrivals: 'poisson' as const };
    const drawn = (seed: number, block: number) =>
      [...poissonOffsets(phase.perSecond, 1, chanceOf(seed).at(block))].map((ns) => ns / 1e6);
    const sent = async (arrivalSeed: number) => {
      const session = await embeddedDriver.open(await loadOf([0], { arrivalSeed }), never);
      try {
        await session.warmUp(20, 1);
        const blocks: { readonly startedAt: number; readonly arrived: readonly number[] }[] = [];
        for (const _ of [1, 2]) {
          const from = bench.server.seenAt.length;
          const startedAt = await session.measure(phase, 1, async () => undefined);
          blocks.push({ startedAt, arrived: bench.server.seenAt.slice(from) });
        }
        const samples = (await session.samples(phase.name)).toSorted((a, b) => a.iteration - b.iteration);
        return { blocks, samples, records: (await session.results()).phases };
      } finally {
        await session.close();
      }
    };
    const [one, same, other] = [await sent(11), await sent(11), await sent(12)];
    const intended = ({ samples }: typeof one) => samples.map((sample) => Number(sample.intended.toFixed(6)));
    const expected = [...drawn(11, 0), ...drawn(11, 1).map((ms) => 1_000 + ms)].map((ms) =>
      Number(ms.toFixed(6)),
    );
    expect(intended(one)).toEqual(expected);
    expect(intended(same)).toEqual(expected);
    expect(intended(other)).not.toEqual(expected);
    expect(one.records).toMatchObject([{ arrivals: 'poisson', planned: 100, started: 100 }]);
    for (const [block, { startedAt, arrived }] of one.blocks.entries()) {
      // The server sees them then: most within some milliseconds, on a busy machine too. Even starts are tens of milliseconds away.
      const away = (times: readonly number[]) =>
        times
          .map((ms, index) => Math.abs((arrived[index] ?? Number.NaN) - startedAt - ms))
          .toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
      expect(arrived).toHaveLength(50);
      expect(away(drawn(11, block))).toBeLessThan(8);
      expect(away(drawn(11, 1 - block))).toBeGreaterThan(15);
    }
  });

  it('leaves no process behind when the lab is killed', async () => {
    const load = await loadOf([0], {
      runId: `killed-${process.pid}`,
      phases: [{ name: 'a', perSecond: 20, seconds: 60 }],
    });
    const script = `
      const { runLoad } = await import(${JSON.stringify(new URL('../dist/drivers/take-turns.js', import.meta.url).href)});
      const { embeddedDriver } = await import(${JSON.stringify(new URL('../dist/drivers/embedded/embedded-driver.js', import.meta.url).href)});
      await runLoad(embeddedDriver, ${JSON.stringify(load)}, ${JSON.stringify(load)}, {}, new AbortController().signal);`;
    const lab = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    const own = () => listProcesses().filter(({ runId }) => runId === load.runId).length;
    await waitUntil('the driver to run', () => own() > 0 || 'no process', { deadlineMs: 10_000 });
    lab.kill('SIGKILL');
    await waitUntil('the driver to end', () => own() === 0 || `${own()} processes`, { deadlineMs: 5_000 });
  });
});
