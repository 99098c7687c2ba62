import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeRun, writeRun } from '../../test/fixtures/made-run.ts';
import { UsageError } from '../registry/usage-error.ts';
import { findRun, listReferences, listRuns, newestTwo } from './find-run.ts';

let root: string;
const place = (scenario: string, runId: string) => join(root, 'results', scenario, runId);
const idOf = async (given: string) => (await findRun(root, given)).runId;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-runs-'));
  for (const [scenario, runId] of [
    ['latency', '20260701-100000-latency-quick-aaaa'],
    ['latency', '20260702-100000-latency-quick-bbbb'],
    ['other', '20260703-100000-other-quick-cccc'],
  ] as const)
    await writeRun(place(scenario, runId), madeRun({ runId, rounds: 1 }));
  await writeRun(place('reference', 'latency'), madeRun({ runId: '20260601-published', rounds: 1 }));
  // Neither is a run: one was given up before its manifest, the other is of `lab compare`.
  await mkdir(place('latency', '20260704-100000-latency-quick-dddd'), { recursive: true });
  await mkdir(place('compare', 'a--b'), { recursive: true });
  // A scenario's runs may lie on another disk.
  await rename(place('other', ''), join(root, 'elsewhere'));
  await symlink(join(root, 'elsewhere'), place('other', ''));
  await mkdir(place('latency', '.20260705-being-made.part'), { recursive: true });
  await mkdir(place('reference', 'broken'), { recursive: true });
  await writeFile(join(place('reference', 'broken'), 'manifest.json'), '{');
  await mkdir(join(place('reference', 'folder'), 'manifest.json'), { recursive: true });
});

afterAll(() => rm(root, { recursive: true }));

describe('findRun', () => {
  it('knows ids, beginnings, latest runs, references and folders', async () => {
    expect(await idOf('20260701-100000-latency-quick-aaaa')).toMatch(/aaaa$/);
    expect(await idOf('20260702')).toMatch(/bbbb$/);
    expect(await idOf('latest')).toMatch(/cccc$/);
    expect(await idOf('latency/latest')).toMatch(/bbbb$/);
    expect(await findRun(root, 'reference/latency')).toEqual({
      path: place('reference', 'latency'),
      runId: '20260601-published',
    });
    expect(await idOf('20260601-published')).toBe('20260601-published');
    expect(await idOf(place('other', '20260703-100000-other-quick-cccc'))).toMatch(/cccc$/);
  });

  it.each([
    ['2026070', /beginning of several runs: 20260703.*20260702.*20260701/],
    ['nope', /no run "nope".*latest.*reference\/latency.*20260703.*20260702/],
    ['', /no run ""/],
    ['nope/latest', /no run of "nope" yet\. Valid/],
    ['laency/latest', /no run of "laency" yet\. Did you mean "latency"\? Valid/],
    ['refrence/latency', /no run "refrence\/latency"\. Did you mean "reference\/latency"\?/],
    ['lastest', /no run "lastest"\. Did you mean "latest"\?/],
    ['20260801', /no run "20260801"\. Valid/],
    ['reference/nope', /reference\/latency/],
    ['20260704', /no run/],
    [tmpdir(), /no run/],
  ])('refuses %j and says what is valid', async (given, message) => {
    await expect(findRun(root, given)).rejects.toThrow(UsageError);
    await expect(findRun(root, given)).rejects.toThrow(message);
  });

  it('says how to get a run where there is none', async () => {
    await expect(findRun(join(root, 'nowhere'), 'latest')).rejects.toThrow(
      /no run yet\. Start one with make run-scenario/,
    );
  });
});

it('lists the runs of the machine newest first, and the references apart', async () => {
  expect((await listRuns(root)).map(({ scenario }) => scenario)).toEqual(['other', 'latency', 'latency']);
  const references = await listReferences(root);
  expect(references.map(({ scenario }) => scenario).toSorted()).toEqual(['broken', 'folder', 'latency']);
});

it('knows the two newest runs of the scenario that ran last', async () => {
  await expect(newestTwo(root)).rejects.toThrow('There is only one run of other, so there are no two');
  const own = await mkdtemp(join(tmpdir(), 'lab-two-runs-'));
  try {
    await expect(newestTwo(own)).rejects.toThrow('There is no run yet, so there are no two');
    for (const [scenario, runId] of [
      ['latency', '20260701'],
      ['latency', '20260702'],
      ['other', '20260703'],
      ['latency', '20260704'],
    ] as const)
      await writeRun(join(own, 'results', scenario, runId), madeRun({ runId, rounds: 1 }));
    expect((await newestTwo(own)).map(({ runId }) => runId)).toEqual(['20260702', '20260704']);
  } finally {
    await rm(own, { recursive: true });
  }
});
