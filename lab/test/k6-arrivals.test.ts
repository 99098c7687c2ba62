import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { K6 } from '../src/drivers/k6/find-k6.ts';
import { k6Driver } from '../src/drivers/k6/k6-driver.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';

/** Stands for k6 where there is none: writes the lines that the script would, of requests that start as the script asks k6 to. */
const STAND_IN = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const script = readFileSync(process.argv.at(-1), 'utf8');
const [, rate] = /"executor": "constant-arrival-rate",\\s+"rate": (\\d+)/.exec(script);
const [, planned] = /if \\(i >= (\\d+)\\) return/.exec(script);
const wall = Date.now();
const lines = Array.from({ length: Number(planned) }, (_, i) => {
  const from = (i * 1000) / Number(rate);
  const answer = { to: from + 1, service: 1, status: 200, ok: true, code: 0, example: '', timing: '' };
  return JSON.stringify({ i, step: 0, endpoint: 'only', from, wall: wall + from, ...answer });
});
writeFileSync(process.argv[process.argv.indexOf('--console-output') + 1], lines.join('\\n') + '\\n');
// It runs, as k6 does, while the lab looks at its lines.
const timer = setInterval(() => existsSync('seen') && clearInterval(timer), 10);
`;

const standIn: K6 = {
  origin: 'PATH',
  description: 'a stand-in of k6',
  command: (args) => ({ command: process.execPath, args: ['-e', STAND_IN, '--', ...args], env: {} }),
  reach: (url) => url,
};

test('k6 sends evenly what is to start at random, and its record says so', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lab-k6-'));
  const dataFile = join(dir, 'data.json');
  await writeFile(dataFile, 'null');
  const driver = k6Driver(standIn, PROJECT_ROOT);
  expect(driver.arrivals).toEqual(['even']);
  const place = { runId: `k6-${process.pid}`, url: 'http://127.0.0.1:1', dataFile, dir };
  const workload = { built: '/w.js', source: '/w.ts' };
  const load = { ...place, workload, seed: 1, arrivalSeed: 1, timeoutMs: 1_000, connections: 10 };
  const session = await driver.open(load, new AbortController().signal);
  try {
    const phase = { name: 'moderate', perSecond: 40, seconds: 1, arrivals: 'poisson' as const };
    await session.measure(phase, 1, () => writeFile(join(dir, 'seen'), ''));
    const starts = (await session.samples('moderate')).map(({ intended }) => intended);
    expect(starts).toEqual(Array.from({ length: 40 }, (_, index) => index * 25));
    expect((await session.results()).phases).toMatchObject([
      { name: 'moderate', arrivals: 'even', started: 40 },
    ]);
  } finally {
    await session.close();
    await rm(dir, { recursive: true, force: true });
  }
});
