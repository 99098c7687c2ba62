import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeManifest } from '../../test/fixtures/made-manifest.ts';
import { madeRun, writeRun } from '../../test/fixtures/made-run.ts';
import { type Manifest, manifestSchema } from '../records/manifest.ts';
import { UsageError } from '../registry/usage-error.ts';
import { askedAtFirst, changesSince, findUnfinished, refuseChangedPlan } from './resume.ts';

const manifest = madeManifest();

describe('findUnfinished', () => {
  let root: string;
  const put = (
    runId: string,
    status: Manifest['status'],
    scenario = 'made',
    reason: string | null = null,
  ) => {
    const run = madeRun({ runId, rounds: 1 });
    const changed = { ...run, manifest: { ...run.manifest, status, reason } };
    return writeRun(join(root, 'results', scenario, runId), changed);
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lab-resume-'));
    await put('20260701-a', 'interrupted');
    await put('20260702-b', 'running');
    await put('20260703-c', 'finished');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('takes for the latest the newest that was interrupted or killed, of the scenario that is asked for', async () => {
    await put('20260704-d', 'interrupted', 'other');
    const latest = async (...asked: [given: string, scenario?: string]) =>
      (await findUnfinished(root, ...asked)).manifest.runId;
    expect(await latest('latest')).toBe('20260704-d');
    expect(await latest('latest', '')).toBe('20260704-d');
    expect(await latest('latest', 'made')).toBe('20260702-b');
    expect(await latest('made/latest')).toBe('20260702-b');
  });

  it('passes by a run whose manifest cannot be read', async () => {
    await writeFile(join(root, 'results', 'made', '20260703-c', 'manifest.json'), '{');
    expect((await findUnfinished(root, 'latest')).manifest.runId).toBe('20260702-b');
  });

  it('takes one that had no time for more rounds, where it is named', async () => {
    await put('20260705-e', 'finished', 'made', 'its next look is about 12 min 00 s away');
    expect((await findUnfinished(root, '20260705')).manifest.runId).toBe('20260705-e');
    expect((await findUnfinished(root, 'latest')).manifest.runId).toBe('20260702-b');
  });

  it('says of one that has ended that it has', async () => {
    await expect(findUnfinished(root, '20260703')).rejects.toThrow(
      'has finished: there is nothing to resume',
    );
    for (const runId of ['20260701-a', '20260702-b']) await put(runId, 'failed');
    await expect(findUnfinished(root, 'latest')).rejects.toThrow('20260703-c has finished');
  });
});

describe('askedAtFirst', () => {
  const first = {
    scenario: 'made',
    profile: 'quick',
    arms: 'monolith,microservices',
    seed: '7',
    driver: 'embedded',
  };

  it('takes from the manifest what was not asked for, also by empty variables of make', () => {
    expect(askedAtFirst(manifest, {})).toEqual(first);
    expect(askedAtFirst(manifest, { scenario: '', profile: '', arms: '', seed: '', driver: '' })).toEqual(
      first,
    );
    expect(askedAtFirst(manifest, { ...first, arms: 'monolith, microservices' })).toEqual(first);
    expect(askedAtFirst(manifest, { arms: 'monolith+calls=direct,microservices' })).toEqual(first);
  });

  it('refuses another capacity than the one that its loads are shares of', () => {
    const shared = madeManifest({ capacity: { perSecond: 71.7, pilots: [] } });
    expect(askedAtFirst(shared, {})).toEqual({ ...first, capacity: '71.7' });
    expect(askedAtFirst(shared, { capacity: '71.7' })).toEqual({ ...first, capacity: '71.7' });
    expect(() => askedAtFirst(shared, { capacity: '80' })).toThrow('the capacity "71.7", not "80"');
  });

  it.each(['scenario', 'profile', 'arms', 'seed', 'driver'] as const)('refuses another %s', (name) => {
    expect(() => askedAtFirst(manifest, { [name]: 'other' })).toThrow(UsageError);
    expect(() => askedAtFirst(manifest, { [name]: 'other' })).toThrow(
      `the ${name} "${first[name]}", not "other"`,
    );
  });
});

describe('refuseChangedPlan', () => {
  it('takes a run as it was stored, also one whose phases have workloads of their own', () => {
    const { scenario } = manifest;
    const phases = scenario.phases.map((phase) => ({ ...phase, workload: 'another' }));
    const own = { ...manifest, scenario: { ...scenario, phases } };
    const stored = manifestSchema.parse(JSON.parse(JSON.stringify(own)));
    expect(() => refuseChangedPlan(stored, own)).not.toThrow();
    expect(() => refuseChangedPlan(stored, manifest)).toThrow('phases');
  });

  it('lets pass what does not touch the measuring, and the rounds that an extended run has more', () => {
    const { scenario } = manifest;
    const title = { en: 'Another title', ko: '다른 제목' };
    const begun = madeManifest({ order: manifest.order.slice(0, 2), scenario: { ...scenario, title } });
    expect(() => refuseChangedPlan(manifest, begun)).not.toThrow();
  });

  const { scenario, warmUp } = manifest;
  const faster = scenario.phases.map((phase) => ({ ...phase, perSecond: 1_000 }));
  const atRandom = scenario.phases.map((phase) => ({ ...phase, arrivals: 'poisson' as const }));
  it.each<[string, Partial<Manifest>]>([
    ['endpoints', { scenario: { ...scenario, endpoints: scenario.endpoints.slice(1) } }],
    ['phases', { scenario: { ...scenario, phases: faster } }],
    ['phases', { scenario: { ...scenario, phases: atRandom } }],
    ['warm-up', { warmUp: { ...warmUp, minSeconds: 1 } }],
    ['numbers of rounds', { looks: [10, 20] }],
    ['order of trials', { order: manifest.order.toReversed().slice(1) }],
  ])('refuses changed %s', (what, changes) => {
    expect(() => refuseChangedPlan(manifest, madeManifest(changes))).toThrow(UsageError);
    expect(() => refuseChangedPlan(manifest, madeManifest(changes))).toThrow(`plan's ${what} changed`);
  });
});

describe('the code that its trials run', () => {
  const ran = (code: Manifest['code']) => madeManifest(code && { code });
  const code = { 'made/probe': 'a', 'made/workload': 'b', 'shop/books': 'c' };

  it('may be what it was, in any order, or what a run from before does not say', () => {
    const { 'made/probe': probe, ...others } = code;
    expect(() => refuseChangedPlan(ran(code), ran({ ...others, 'made/probe': probe }))).not.toThrow();
    expect(() => refuseChangedPlan(ran(undefined), ran(code))).not.toThrow();
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['made/probe', { ...code, 'made/probe': 'another' }],
    ['shop/books', { 'made/probe': 'a', 'made/workload': 'b' }],
    ['made/watch, shop/books', { ...code, 'made/watch': 'new', 'shop/books': 'another' }],
  ])('refuses a change of %s', (what, now) => {
    expect(() => refuseChangedPlan(ran(code), ran(now))).toThrow(UsageError);
    expect(() => refuseChangedPlan(ran(code), ran(now))).toThrow(
      `since it began, the code of ${what} changed`,
    );
  });

  it('is named beside what changed of the plan', () => {
    const other = { ...madeManifest({ looks: [10] }), code: { ...code, 'made/probe': 'another' } };
    expect(() => refuseChangedPlan(ran(code), other)).toThrow(
      `the plan's numbers of rounds and the code of made/probe changed`,
    );
  });
});

describe('changesSince', () => {
  it('names what is not as it was, and says nothing of components, which are found later', () => {
    const environment = { ...manifest.environment, node: 'v22.1.0', commit: 'decaf' };
    const rabbitMq = { name: 'RabbitMQ', origin: 'docker', version: '4' };
    const now = madeManifest({ environment, components: [rabbitMq] });
    expect(changesSince(manifest, manifest)).toEqual([]);
    expect(changesSince(manifest, now)).toEqual([
      'commit: c0ffee then, decaf now',
      'Node: v20.19.0 then, v22.1.0 now',
    ]);
  });
});
