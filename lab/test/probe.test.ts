import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { probeKind } from '../src/experiments/probe/kind.ts';
import type { ProbeSettings } from '../src/experiments/probe/settings.ts';
import type { TrialRecord } from '../src/records/trial.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import { probedSettings } from './fixtures/probed-run.ts';
import { untilNothingIsLeft } from './left-over.ts';

const text = { en: 'Fixture', ko: 'Fixture' };
BASES.add({
  id: 'fixture-of-a-probe',
  title: text,
  about: text,
  edge: 'worker',
  components: [],
  replicable: [],
  processes: [{ name: 'worker', entry: 'server.mjs', env: { WORD: 'own' } }],
});

const seconds = { smoke: 1, quick: 1, full: 1 };
/** Too brief for a steady state, which says nothing about the probe. */
const warmUp = { minSeconds: 1, maxSeconds: 2, within: 2 };
const settings: ProbeSettings = {
  ...probedSettings,
  warmUp: { smoke: warmUp, quick: warmUp, full: warmUp },
  phases: [{ name: 'light', perSecond: 30, seconds }],
  bursts: [{ name: 'burst', outstanding: 4, leadInSeconds: 1, mostPerSecond: 1_000_000, seconds }],
  own: { word: 'scenario' },
};

/** Answers, tells metrics, drains; with an argument it says what it was given, and ends. */
const SERVER = `
import { createServer } from 'node:http';
if (process.argv.length > 2) console.log(process.env.WORD, process.argv.slice(2).join(' '));
else {
  const server = createServer((request, response) => response.end(request.url === '/metrics' ? 'words 1' : 'ok'));
  server.listen(Number(process.env.PORT), process.env.HOST);
  process.on('SIGTERM', () => process.exit());
  process.on('disconnect', () => process.exit());
}`;

const WORKLOAD = `
export function* setUp() { return { set: 'up' }; }
export const request = () => ({ endpoint: 'look', method: 'GET', path: '/look', expect: [200] });
export function* check(data, history) {
  return [{ id: 'load', result: history.every(({ endpoint }) => endpoint === 'look') ? 'pass' : 'fail', detail: '' }];
}`;

/** Does all that a bench can, and leaves its process standing still. */
const PROBE = `
export async function probe(bench) {
  const ask = (deadlineMs) => bench.ask({ endpoint: 'probe', method: 'GET', path: '/', expect: [200] }, { deadlineMs });
  const load = bench.load('light');
  const outcomes = [await ask(5000)];
  const { ok } = await load;
  const { perSecond } = await bench.burst('burst');
  const resume = await bench.pause('worker');
  outcomes.push(await ask(300));
  await resume();
  outcomes.push(await ask(5000));
  await bench.kill('worker');
  outcomes.push(await ask(300));
  await bench.restart('worker');
  outcomes.push(await ask(5000));
  const { stdout, peakBytes } = await bench.run('worker', ['rebuild', 'all']);
  const { replaced, refused } = await bench.update({ process: 'worker', way: 'stop-and-start' });
  outcomes.push(await ask(5000));
  const told = [bench.data.set, bench.own.word, stdout.trim(), await bench.metrics('worker'), await bench.outage('rabbitmq')];
  await bench.pause('worker');
  return {
    values: { lag: 7 },
    series: [{ chart: 'lags', values: [perSecond > 0 ? 1 : 2, Infinity] }],
    checks: [
      { id: 'outcomes', result: 'pass', detail: outcomes.map(({ outcome }) => outcome).join() },
      { id: 'told', result: 'pass', detail: told.join() },
      { id: 'numbers', result: ok === 30 && (peakBytes === null || peakBytes > 1e6) ? 'pass' : 'fail', detail: ok + ' ' + peakBytes },
      { id: 'updated', result: replaced[0].endedAt <= replaced[0].startedAt && refused === undefined ? 'pass' : 'fail', detail: '' },
      { id: 'history', result: bench.history.length === 6 ? 'pass' : 'fail', detail: '' },
    ],
    leftOut: ['a part of it'],
  };
}`;

let folder: string;
let runId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-probe-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'server.mjs'), SERVER);
  await mkdir(join(folder, 'seeded'));
});

afterEach(async () => {
  await untilNothingIsLeft(runId, 5_000);
  await rm(folder, { recursive: true });
});

const ALONE = ['fixture'];

/** A round with one trial. @param name of the module's folder, as Node keeps modules that it has loaded */
const run = async (name: string, probe: string): Promise<TrialRecord | undefined> =>
  (await runRound(name, probe, settings, ALONE))[0];

async function runRound(
  name: string,
  probe: string,
  settings: ProbeSettings,
  arms: readonly string[],
): Promise<TrialRecord[]> {
  const scenario = join(folder, name);
  await mkdir(scenario);
  await writeFile(join(scenario, 'workload.js'), WORKLOAD);
  await writeFile(join(scenario, 'probe.js'), probe);
  const profile = PROFILES.smoke;
  const setting = {
    root: folder,
    runId,
    plan: {
      seed: 7,
      profile,
      scenario: { id: 'fixture', experiment: { kind: 'probe', settings } },
      round: probeKind.plan(settings, { profile, arms: [] }),
    },
    workload: { built: join(scenario, 'workload.js'), source: join(scenario, 'workload.js') },
    driver: embeddedDriver,
    components: new AcquiredComponents(),
    cpus: undefined,
    seededData: () => join(folder, 'seeded'),
    scratch: join(folder, 'scratch'),
    signal: new AbortController().signal,
    step: () => undefined,
  } as unknown as TrialSetting;
  const trials = arms.map((arm, index) => ({
    ...{ number: index + 1, round: 1 },
    arm: { name: arm, topology: 'fixture-of-a-probe' },
  }));
  const dirOf = ({ number }: { number: number }) => join(folder, `trial-${number}`);
  return probeKind.runRound(settings, setting, { trials, attempt: 1, dirOf });
}

/** Whether the driver was late is the machine's doing. */
const ownReasons = (record: TrialRecord | undefined) =>
  record?.invalidBecause.filter(
    (reason) => !/late|in time|no steady state|of its CPU time|left out with/.test(reason),
  );

test('a probe asks, loads, pauses, kills and runs commands, and all that it has stopped goes on', async () => {
  const record = await run('whole', PROBE);
  expect(ownReasons(record)).toEqual([]);
  expect(
    record?.checks.map(({ id, result, detail }) => [id, result, id === 'numbers' ? '' : detail]),
  ).toEqual([
    ['outcomes', 'pass', 'ok,indeterminate,ok,indeterminate,ok,ok'],
    ['told', 'pass', 'up,scenario,own rebuild all,words 1,'],
    ['numbers', 'pass', ''],
    ['updated', 'pass', ''],
    ['history', 'pass', ''],
    ['load', 'pass', ''],
  ]);
  expect(record).toMatchObject({
    kind: 'probe',
    values: { lag: 7 },
    leftOut: ['a part of it'],
    details: {
      asked: 6,
      bursts: [{ name: 'burst', outstanding: 4 }],
      distributions: [{ chart: 'lags', line: null, values: [1, null] }],
      curves: [],
    },
  });
  expect(record?.phases.map(({ name, ok }) => [name, ok])).toEqual([['light', 30]]);
  expect(probeKind.details.parse(record?.details)).toEqual(record?.details);
});

test.each([
  [
    'a phase that is missing',
    `export const probe = async () => ({ values: {}, series: [], checks: [], leftOut: [] });`,
    'has not put the phase light',
  ],
  ['no probe', 'export const probes = 1;', 'does not export a function "probe"'],
  [
    'a process that is left paused',
    `export const probe = async (bench) => { await bench.pause('worker'); throw new Error('in the middle'); };`,
    'in the middle',
  ],
])('a trial does not count with %s, and leaves nothing', async (name, probe, reason) => {
  const record = await run(name.replaceAll(' ', '-'), probe);
  expect(record?.valid).toBe(false);
  expect(ownReasons(record)).toEqual([expect.stringContaining(reason)]);
});

test('a trial that does not count, as its probe says, keeps its values and its checks', async () => {
  const told = `{ values: { lag: 7 }, series: [], checks: [{ id: 'orders', result: 'fail', detail: 'one is gone' }], leftOut: [] }`;
  const probe = `export async function probe(bench) {
    await bench.load('light');
    return { ...${told}, invalidBecause: ['the desk was closed'] };
  }`;
  const record = await run('closed', probe);
  expect([record?.valid, ownReasons(record)]).toEqual([false, ['the desk was closed']]);
  expect(record).toMatchObject({
    values: { lag: 7 },
    checks: [{ id: 'orders', result: 'fail' }, { id: 'load' }],
  });
});

test('arms take turns in a load, are probed one at a time besides, and one that fails keeps nobody waiting', async () => {
  const phases = [{ name: 'light', perSecond: 30, seconds: { smoke: 4, quick: 1, full: 1 }, inTurns: true }];
  const probe = (fails: string) => `
  const order = [];
  export async function probe(bench) {
    if (bench.arm === '${fails}') throw new Error('cannot begin');
    order.push(bench.arm + ' before');
    await bench.load('light');
    order.push(bench.arm + ' after');
    return { values: { lag: 7 }, series: [], checks: [{ id: 'order', result: 'pass', detail: order.join() }], leftOut: [] };
  }`;
  const own = { ...settings, phases, bursts: [] };
  const [first, second] = await runRound('turns', probe('nobody'), own, ['a', 'b']);
  expect([first, second].flatMap(ownReasons)).toEqual([]);
  for (const record of [first, second])
    expect(record?.phases.map(({ name, ok }) => [name, ok])).toEqual([['light', 120]]);
  const told = [first, second].map((record) => record?.checks.find(({ id }) => id === 'order')?.detail);
  expect(told.toSorted()).toEqual(['a before,b before,a after', 'a before,b before,a after,b after']);

  const [one, other] = await runRound('turns-of-one', probe('a'), own, ['a', 'b']);
  expect(ownReasons(one)).toEqual(['cannot begin']);
  expect(other?.phases.map(({ ok }) => ok)).toEqual([120]);
});
