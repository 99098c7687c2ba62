import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TrialSetting } from '../src/bench/round.ts';
import { AcquiredComponents } from '../src/components/acquired.ts';
import type { Component } from '../src/components/component.ts';
import { probeKind } from '../src/experiments/probe/kind.ts';
import type { ProbeSettings } from '../src/experiments/probe/settings.ts';
import type { TrialRecord } from '../src/records/trial.ts';
import { PROFILES } from '../src/scenario/profile.ts';
import { BASES } from '../src/topologies/bases/registry.ts';
import { probedSettings } from './fixtures/probed-run.ts';
import { untilNothingIsLeft } from './left-over.ts';

const text = { en: 'Fixture', ko: 'Fixture' };
BASES.add({
  id: 'fixture-of-a-checkout',
  title: text,
  about: text,
  edge: 'shop',
  components: ['redis'],
  replicable: [],
  processes: [{ name: 'shop', entry: 'shop/shop.mjs' }],
});

const { warmUp: _, warmUpPerSecond: __, ...cold } = probedSettings;
const settings: ProbeSettings = { ...cold, checkout: { folders: ['shop', 'package.json', 'patches'] } };

/** Says its word, which is of another package of the project. With `seed` it fills its database. */
const SHOP = `
import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { word } from '@own/words/words.mjs';
const file = join(process.env.DATA_DIR, 'data');
if (process.argv[2] === 'seed') writeFileSync(file, 'seeded ' + process.env.SHOP_SEED);
else {
  const server = createServer((request, response) => response.end(word + ' ' + readFileSync(file, 'utf8')));
  server.listen(Number(process.env.PORT), process.env.HOST);
  process.on('SIGTERM', () => process.exit());
  process.on('disconnect', () => process.exit());
}`;

const FILES: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules\nbuilt\n',
  'package.json': '{"type":"module"}\n',
  'shop/package.json': '{"name":"@own/shop","type":"module"}\n',
  'shop/shop.mjs': SHOP,
  'shop/words/package.json': '{"name":"@own/words","type":"module"}\n',
  'shop/words/words.mjs': "export const word = 'old';\n",
  'shop/built/output.js': 'what was compiled\n',
  'other/unwanted.txt': 'not asked for\n',
  'patches/new.patch': `--- a/shop/words/words.mjs
+++ b/shop/words/words.mjs
@@ -1 +1 @@
-export const word = 'old';
+export const word = 'new';
`,
  'patches/stale.patch': `--- a/shop/words/words.mjs
+++ b/shop/words/words.mjs
@@ -1 +1 @@
-export const word = 'older';
+export const word = 'new';
`,
};

const PROBE = `
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
export async function probe(bench) {
  const { checkout, programs, edge } = bench;
  const there = ['shop/shop.mjs', 'shop/built/output.js', 'other/unwanted.txt'].map((path) => existsSync(join(checkout.root, path)));
  const ran = await checkout.run(['-p', '6 * 7']);
  const servers = await bench.startComponents();
  await bench.seed(checkout, programs);
  const says = async (system) => (await fetch(system.url)).text();
  const first = await bench.start(checkout, programs, edge);
  const old = await says(first);
  const idle = await first.idle(0.2);
  const copy = await checkout.copy('copy');
  await copy.apply('patches/new.patch');
  const refused = await copy.apply('patches/stale.patch').catch((error) => error.message);
  const failed = await copy.run(['-e', 'console.log("said"); process.exit(3)']).catch((error) => error.message);
  await first.kill(['shop']);
  const second = await bench.start(copy, programs, edge);
  const fresh = await says(second);
  await second.stop();
  await first.restart(['shop']);
  const again = await says(first);
  const told = { there, ran: ran.output.trim(), servers, old, fresh, again, refused, failed, idle, secondly: second.seconds };
  await (await import('node:fs/promises')).writeFile(join(bench.own.folder, 'told.json'), JSON.stringify(told));
  return { values: { lag: first.seconds }, series: [], leftOut: ['a part of it'] };
}`;

let folder: string;
let runId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-checkout-'));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await mkdir(join(folder, 'node_modules'));
  execFileSync('git', ['init', '--quiet', folder]);
});

afterEach(async () => {
  await untilNothingIsLeft(runId, 5_000);
  await rm(folder, { recursive: true });
});

/** Stands for a server that is the lab's to end, or somebody else's: nobody connects to it. It notes what happens to it. */
function componentOf(did: string[], isOurs: boolean): Component {
  const outage = {
    kill: async () => void did.push('killed'),
    restart: async () => void did.push('started'),
  };
  const namespace = { env: { PLACE: 'own' }, leave: async () => void did.push('left') };
  return {
    ...{ id: 'redis', name: 'Redis', origin: 'test', version: '1', pids: () => [] },
    ...{ freshNamespace: async () => namespace, release: async () => undefined },
    ...(isOurs && { outage }),
  } as unknown as Component;
}

async function run(name: string, probe: string, component: Component): Promise<TrialRecord | undefined> {
  const scenario = join(folder, name);
  await mkdir(scenario);
  await writeFile(join(scenario, 'probe.js'), probe);
  const own = { ...settings, own: { folder } };
  const setting = {
    root: folder,
    runId,
    plan: {
      seed: 7,
      profile: PROFILES.smoke,
      scenario: { id: 'fixture', experiment: { kind: 'probe', settings: own } },
      round: probeKind.plan(own, { profile: PROFILES.smoke, arms: [] }),
    },
    workload: { built: join(scenario, 'workload.js'), source: join(scenario, 'workload.js') },
    components: new AcquiredComponents([component]),
    cpus: undefined,
    scratch: join(folder, '.scratch'),
    signal: new AbortController().signal,
    step: () => undefined,
  } as unknown as TrialSetting;
  const trials = [{ number: 1, round: 1, arm: { name: 'fixture', topology: 'fixture-of-a-checkout' } }];
  const round = { trials, attempt: 1, dirOf: () => join(folder, '.trial') };
  return (await probeKind.runRound(own, setting, round))[0];
}

test('a probe on a checkout compiles, starts, patches a copy and starts that, and leaves nothing', async () => {
  const did: string[] = [];
  const record = await run('whole', PROBE, componentOf(did, true));
  expect(record?.invalidBecause).toEqual([]);
  expect(record).toMatchObject({ valid: true, phases: [], leftOut: ['a part of it'] });
  expect(record?.values.lag).toBeGreaterThan(0);
  expect(probeKind.details.parse(record?.details)).toEqual(record?.details);
  expect(JSON.parse(await readFile(join(folder, 'told.json'), 'utf8'))).toEqual({
    there: [true, false, false],
    ran: '42',
    servers: { started: 1, seconds: expect.any(Number), others: [] },
    old: 'old seeded 7',
    fresh: 'new seeded 7',
    again: 'old seeded 7',
    refused: expect.stringContaining('patches/stale.patch does not fit the sources'),
    failed: expect.stringMatching(/ended with exit code 3\nsaid$/),
    idle: { unseen: ['redis'], processes: 1, bytes: expect.any(Number), cpuMsPerSecond: expect.any(Number) },
    secondly: expect.any(Number),
  });
  expect(did).toEqual(['killed', 'started', 'left']);
  expect(existsSync(join(folder, '.scratch', 'checkouts-1'))).toBe(false);
  expect((await stat(join(folder, 'shop/words/words.mjs'))).isFile()).toBe(true);
  expect(await readFile(join(folder, 'shop/words/words.mjs'), 'utf8')).toContain('old');
});

test("a server that is somebody else's is told, and a probe that fails makes the trial invalid", async () => {
  const did: string[] = [];
  const probe = `export const probe = async (bench) => { throw new Error(JSON.stringify(await bench.startComponents())); };`;
  const record = await run('foreign', probe, componentOf(did, false));
  expect(record?.valid).toBe(false);
  expect(record?.invalidBecause.join()).toContain(
    '{"started":0,"seconds":0,"others":[{"id":"redis","why":"it runs already',
  );
  expect(did).toEqual(['left']);
});
