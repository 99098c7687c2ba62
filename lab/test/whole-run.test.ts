import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { comparisonFileSchema } from '../src/records/comparison.ts';
import { manifestSchema } from '../src/records/manifest.ts';
import { trialSchema } from '../src/records/trial.ts';
import { processesOf } from './left-over.ts';

describe('a whole run with --gate and --quiet', () => {
  let runId = '';
  let ended: { exitCode?: number | undefined; stdout: string; stderr: string };
  const folder = () => join(PROJECT_ROOT, 'results', 'latency', runId);
  const read = async (path: string) => JSON.parse(await readFile(join(folder(), path), 'utf8'));

  beforeAll(async () => {
    const lab = join(PROJECT_ROOT, 'lab', 'bin', 'lab.js');
    const options = ['--profile', 'smoke', '--arms', 'monolith', '--seed', '7', '--gate', '--quiet'];
    ended = await execa(process.execPath, [lab, 'run', 'latency', ...options], {
      reject: false,
      cwd: PROJECT_ROOT,
      // As in CI, where a library may take the log for a coloured terminal.
      env: { CI: 'true', FORCE_COLOR: undefined },
    });
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
    expect(lines.filter((line) => !line.startsWith('Not as expected: '))).toEqual([]);
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
    expect(trials.length).toBeGreaterThanOrEqual(2);
    for (const name of trials) {
      const trial = trialSchema.parse(await read(`trials/${name}`));
      expect(trial.phases.flatMap(({ failures }) => failures)).toEqual([]);
    }
    expect(await readFile(join(folder(), 'report.html'), 'utf8')).toContain('</html>');
    expect(await readFile(join(folder(), 'report.md'), 'utf8')).toContain('`mono.direct-calls`');
  });

  it('leaves no process and no data behind', async () => {
    const files = await readdir(folder(), { recursive: true });
    expect(files.filter((name) => name.includes('.sqlite') || name.endsWith('.part'))).toEqual([]);
    expect(processesOf(runId)).toEqual([]);
  });
});
