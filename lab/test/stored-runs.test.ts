import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runComparisonSchema } from '../src/compare/run-comparison.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { comparisonFileSchema } from '../src/records/comparison.ts';
import { type Making, madeRun, writeRun } from './fixtures/made-run.ts';
import { labCommands } from './lab-commands.ts';

const lab = labCommands();
const killed = { status: 'running', endedAt: null } as const;

let root: string;
const leave = (runId: string, making: Making = {}) =>
  writeRun(join(root, runId), madeRun({ ...making, runId }));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-stored-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
  await rm(join(PROJECT_ROOT, 'results', 'compare', 'stored-a--stored-b'), { recursive: true, force: true });
});

describe('lab report', () => {
  it('makes the reports of a run again from its files alone', async () => {
    const path = await leave('stored-a');
    const { exitCode, stdout } = await lab('report', path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('report.html');
    expect(await readFile(join(path, 'report.html'), 'utf8')).toContain('</html>');
    expect(await readFile(join(path, 'report.md'), 'utf8')).toContain('made.claim');
  });

  it('compares a run that was killed, and says that it was', async () => {
    const { manifest, trials } = madeRun({ runId: 'stored-a', manifest: killed });
    const path = await writeRun(join(root, 'stored-a'), { manifest, trials: trials.slice(0, 5) });
    await writeFile(join(path, 'trials', '006-microservices.json.part'), '{"schema"');
    const { exitCode, stdout } = await lab('report', path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('killed after 5 of 12 trials');
    const comparison = comparisonFileSchema.parse(
      JSON.parse(await readFile(join(path, 'comparison.json'), 'utf8')),
    );
    expect(comparison).toMatchObject({ valid: true, rounds: 3 });
  });

  it.each([0, 1])(
    'answers 4 for a run that was killed after %i trials, and still writes it',
    async (count) => {
      const { manifest, trials } = madeRun({ runId: 'stored-a', manifest: killed });
      const path = await writeRun(join(root, 'stored-a'), { manifest, trials: trials.slice(0, count) });
      const { exitCode, stdout, stderr } = await lab('report', path);
      expect(exitCode).toBe(4);
      expect(stdout).toContain(`killed after ${count} of 12 trials`);
      expect(stderr).toContain('No valid result: in no round does every arm have a valid trial');
      expect(await readFile(join(path, 'report.html'), 'utf8')).not.toContain('NaN');
    },
  );

  it('keeps a comparison unless it is asked to compare again', async () => {
    const made = madeRun({ runId: 'stored-a' });
    const comparison = { ...made.comparison, warnings: ['an old rule'] };
    const path = await writeRun(join(root, 'stored-a'), { ...made, comparison });
    expect((await lab('report', path)).stdout).toContain('an old rule');
    expect(await readFile(join(path, 'comparison.json'), 'utf8')).not.toContain('decidedAgain');
    expect((await lab('report', path, '--recompare')).stdout).not.toContain('an old rule');
    const again = await readFile(join(path, 'comparison.json'), 'utf8');
    expect(again).not.toContain('an old rule');
    expect(JSON.parse(again).decidedAgain).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });

  it('leaves out a damaged trial, names its file and says how it is measured again', async () => {
    const path = await leave('stored-a');
    await writeFile(join(path, 'trials', '001-monolith.json'), '{');
    const { exitCode, stderr } = await lab('report', path, '--recompare');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('001-monolith.json is damaged');
    expect(stderr).toContain('make run-scenario RESUME=stored-a');
    expect(await readFile(join(path, 'report.md'), 'utf8')).toContain('001-monolith.json is damaged');
  });

  it('makes the reports of a run although a reference is damaged', async () => {
    const path = await leave('stored-a');
    const reference = join(PROJECT_ROOT, 'results', 'reference', 'damaged-by-a-test');
    await mkdir(reference, { recursive: true });
    try {
      await writeFile(join(reference, 'manifest.json'), '{');
      expect((await lab('report', path)).exitCode).toBe(0);
      const board = await lab('board');
      expect(board.exitCode).toBe(0);
      expect(board.stderr).toMatch(/left out: .*damaged-by-a-test\/manifest\.json is damaged/);
      const asked = await lab('report', 'reference/damaged-by-a-test');
      expect(asked.exitCode).toBe(4);
      expect(asked.stderr).toContain('manifest.json is damaged');
    } finally {
      await rm(reference, { recursive: true });
    }
  });

  it.each([[''], ['no-such-run']])('answers 2 for %j and says what is valid', async (given) => {
    const { exitCode, stderr } = await lab('report', given);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/RUN=<run>|There is no run/);
  });
});

describe('lab compare', () => {
  const slower = { ms: { monolith: 10, microservices: 39 } };

  it('finds what changed between two runs, and leaves it as files', async () => {
    const [a, b] = [await leave('stored-a'), await leave('stored-b', slower)];
    const { exitCode, stdout } = await lab('compare', a, b);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/microservices: read, p50 \(light\)[^\n]*1\.30× slower/);
    const folder = join(PROJECT_ROOT, 'results', 'compare', 'stored-a--stored-b');
    const written = runComparisonSchema.parse(
      JSON.parse(await readFile(join(folder, 'compare.json'), 'utf8')),
    );
    expect(written.changes.filter(({ verdict }) => verdict === 'higher').length).toBeGreaterThan(2);
    expect(await readFile(join(folder, 'compare.html'), 'utf8')).toContain('</html>');
    expect(await readFile(join(folder, 'compare.md'), 'utf8')).toContain('Changed beyond the noise');
  });

  it('prints nothing but JSON when asked to', async () => {
    const [a, b] = [await leave('stored-a'), await leave('stored-b')];
    const { stdout, stderr } = await lab('compare', a, b, '--json');
    expect(stderr).toBe('');
    expect(runComparisonSchema.parse(JSON.parse(stdout)).setting).toBe('same');
  });

  it('compares a run that was killed, from its trials', async () => {
    const { manifest, trials } = madeRun({ runId: 'stored-b', manifest: killed });
    const b = await writeRun(join(root, 'stored-b'), { manifest, trials: trials.slice(0, 8) });
    const { exitCode, stdout } = await lab('compare', await leave('stored-a'), b);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('B: The run was killed after 8 of 12 trials');
  });

  it('answers 4 when nothing can be compared', async () => {
    const { exitCode, stderr } = await lab(
      'compare',
      await leave('stored-a'),
      await leave('stored-b', { rounds: 0 }),
    );
    expect(exitCode).toBe(4);
    expect(stderr).toContain('no valid value in common');
  });

  it('answers 2 for runs of two scenarios, a run that is not there, and one run only', async () => {
    const { manifest } = madeRun();
    const other = { manifest: { scenario: { ...manifest.scenario, id: 'other' } } };
    const a = await leave('stored-a');
    const scenarios = await lab('compare', a, await leave('stored-b', other));
    expect(scenarios).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('"made"') as string });
    expect((await lab('compare', a, 'no-such-run')).exitCode).toBe(2);
    const one = await lab('compare', '', a);
    expect(one).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('A=<run> B=<run>') as string });
  });
});

describe('lab recheck', () => {
  it('says that all agree, what it takes on trust, and changes no file', async () => {
    const path = await leave('stored-a');
    const before = await readFile(join(path, 'comparison.json'), 'utf8');
    const { exitCode, stdout, stderr } = await lab('recheck', path);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^(\d+) of \1 comparisons recomputed: all agree$/m);
    expect(stdout).toMatch(/^not rechecked: claims/m);
    expect(await readFile(join(path, 'comparison.json'), 'utf8')).toBe(before);
  });

  it('names what does not agree with both numbers, and answers 7', async () => {
    const made = madeRun({ runId: 'stored-a' });
    const [first] = made.comparison.metrics.flatMap(({ comparisons }) => comparisons);
    if (first) first.verdict = 'equivalent';
    const path = await writeRun(join(root, 'stored-a'), made);
    const { exitCode, stdout } = await lab('recheck', path);
    expect(exitCode).toBe(7);
    expect(stdout).toContain(
      'disagrees: read.p50, microservices to monolith: verdict: stored "equivalent", recomputed "higher"',
    );
    expect(stdout).toMatch(/ comparisons recomputed: 1 disagrees$/m);
    const json = JSON.parse((await lab('recheck', path, '--json')).stdout);
    expect(json).toMatchObject({ runId: 'stored-a', agrees: false, differing: 1 });
    expect(json.comparisons[0]).toMatchObject({
      file: { verdict: 'equivalent' },
      own: { verdict: 'higher' },
    });
  });

  it('answers 2 without a run and for one that is not there, 4 where there is nothing to recheck', async () => {
    const missing = await lab('recheck', '');
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('RUN=<run>') as string });
    const unknown = await lab('recheck', 'no-such-run');
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Valid: ') as string });
    const { manifest, trials } = madeRun({ runId: 'stored-b' });
    const path = await writeRun(join(root, 'stored-b'), { manifest, trials });
    await rm(join(path, 'comparison.json'), { force: true });
    const nothing = await lab('recheck', path);
    expect(nothing.exitCode).toBe(4);
    expect(nothing.stderr).toContain('make report RUN=');
    const empty = await lab('recheck', await leave('stored-a', { rounds: 0 }));
    expect(empty).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('compares nothing') as string,
    });
  });
});
