import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { type LiveEvent, liveEventSchema } from '../src/live/events.ts';
import { comparisonFileSchema } from '../src/records/comparison.ts';
import { manifestSchema } from '../src/records/manifest.ts';
import { trialSchema } from '../src/records/trial.ts';
import { processesOf } from './left-over.ts';

/** Until the lab has read what it is to run. */
const START_MS = 60_000;

/** What a page hears of a run that goes on, up to the last event, and the report that it shows then. */
async function watch(url: string): Promise<{ heard: LiveEvent[]; report: string }> {
  const heard: LiveEvent[] = [];
  const hangUp = new AbortController();
  const { body } = await fetch(new URL('/events', url), { signal: hangUp.signal });
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const read = await reader?.read();
    if (!read || read.done)
      throw new Error(`the stream ended after ${heard.length} events, and before the run was over`);
    text += decoder.decode(read.value, { stream: true });
    const whole = text.slice(0, text.lastIndexOf('\n\n') + 1);
    text = text.slice(whole.length);
    for (const [, data = ''] of whole.matchAll(/^data: (.*)$/gm))
      heard.push(liveEventSchema.parse(JSON.parse(data)));
    if (heard.at(-1)?.type !== 'over') continue;
    const report = await fetch(new URL('/report.html', url));
    const page = await report.text();
    hangUp.abort();
    return { heard, report: page };
  }
}

describe('a whole run with --gate, --quiet and --live', () => {
  let runId = '';
  let ended: { exitCode?: number | undefined; stdout: string; stderr: string };
  let watched: Awaited<ReturnType<typeof watch>>;
  const folder = () => join(PROJECT_ROOT, 'results', 'latency', runId);
  const read = async (path: string) => JSON.parse(await readFile(join(folder(), path), 'utf8'));

  beforeAll(async () => {
    const lab = join(PROJECT_ROOT, 'lab', 'bin', 'lab.js');
    const options = ['--profile', 'smoke', '--arms', 'monolith', '--seed', '7', '--gate', '--quiet'];
    const running = execa(process.execPath, [lab, 'run', 'latency', ...options, '--live'], {
      reject: false,
      cwd: PROJECT_ROOT,
      // As in CI, where a library may take the log for a coloured terminal.
      env: { CI: 'true', FORCE_COLOR: undefined },
    });
    let said = '';
    running.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const url = () => /^Live view: (\S+)\n/m.exec(said)?.[1];
    await waitUntil('the address of the page', () => url() !== undefined || said, { deadlineMs: START_MS });
    watched = await watch(url() ?? '');
    ended = await running;
    runId = /Report: results\/latency\/(\S+)\/report\.html/.exec(ended.stdout)?.[1] ?? '';
  });

  afterAll(async () => {
    if (runId) await rm(folder(), { recursive: true });
  });

  it('answers 6, as one arm alone decides no claim, and prints the summary alone', () => {
    const { exitCode, stdout, stderr } = ended;
    expect(exitCode, stderr).toBe(6);
    expect(stdout).toMatch(/smoke profile[\s\S]*Claims[\s\S]*Report:/);
    const lines = stderr.split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(/^Not as expected: mono\.direct-calls is inconclusive, not supported: This run/),
    );
    // No progress, and nothing that only a terminal understands.
    const expected = /^(Not as expected: |Live view: http:\/\/127\.0\.0\.1:\d+\/$)/;
    expect(lines.filter((line) => !expected.test(line))).toEqual([]);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('leaves its manifest, its comparison, its trials and its reports', async () => {
    expect(manifestSchema.parse(await read('manifest.json'))).toMatchObject({ status: 'finished', seed: 7 });
    const comparison = comparisonFileSchema.parse(await read('comparison.json'));
    expect(comparison).toMatchObject({ runId, scenario: 'latency', arms: ['monolith'], valid: true });
    expect(comparison.metrics.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['all.p50', 'cpu-per-request', 'memory', 'startup', 'all.p50@moderate']),
    );
    // Six orders have no p50 worth the name: their report shows a dash.
    expect(comparison.metrics.map(({ id }) => id)).not.toContain('place-order.p50');
    const trials = (await readdir(join(folder(), 'trials'))).filter((name) => name.endsWith('.json'));
    expect(trials.length).toBeGreaterThanOrEqual(1);
    for (const name of trials) {
      const trial = trialSchema.parse(await read(`trials/${name}`));
      expect(trial.phases.flatMap(({ failures }) => failures)).toEqual([]);
    }
    expect(await readFile(join(folder(), 'report.html'), 'utf8')).toContain('</html>');
    expect(await readFile(join(folder(), 'report.md'), 'utf8')).toContain('`mono.direct-calls`');
  });

  it('is told to those who watch, from its plan to its report, with every request of its loads', async () => {
    const { heard, report } = watched;
    const all = <T extends LiveEvent['type']>(type: T) =>
      heard.filter((event): event is Extract<LiveEvent, { type: T }> => event.type === type);
    expect(heard[0]).toMatchObject({ type: 'run', scenario: { id: 'latency' }, seed: 7 });
    expect(heard.at(-1)).toEqual({
      type: 'over',
      outcome: 'finished',
      report: join('results', 'latency', runId, 'report.html'),
    });
    expect(report).toBe(await readFile(join(folder(), 'report.html'), 'utf8'));
    const names = (await readdir(join(folder(), 'trials'))).filter((name) => name.endsWith('.json'));
    const trials = await Promise.all(
      names.map(async (name) => trialSchema.parse(await read(`trials/${name}`))),
    );
    const phases = trials.flatMap((trial) => trial.phases);
    expect(all('system').filter(({ state }) => state === 'is-up')).toHaveLength(trials.length);
    expect(all('trials')).toHaveLength(trials.length);
    const loads = new Set(all('load').map(({ name }) => name));
    expect([...loads]).toEqual(['warm-up', ...new Set(phases.map(({ name }) => name))]);
    const ended = all('second').reduce((sum, second) => sum + second.ended, 0);
    expect(ended).toBeGreaterThan(phases.reduce((sum, { started }) => sum + started, 0));
    expect(all('estimates').length).toBeGreaterThan(0);
  });

  it('leaves no process and no data behind', async () => {
    const files = await readdir(folder(), { recursive: true });
    expect(files.filter((name) => name.includes('.sqlite') || name.endsWith('.part'))).toEqual([]);
    expect(processesOf(runId)).toEqual([]);
  });
});
