import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { findCpuQuotas } from '../src/host/quotas/find-quotas.ts';
import { groupPrefix, groupsIn } from '../src/host/quotas/quota-groups.ts';
import { quotaGroupFolders } from '../src/host/quotas/stale-groups.ts';
import { skipLoudly } from './skip-loudly.ts';

const bin = join(PROJECT_ROOT, 'lab', 'bin', 'lab.js');
/** Data is seeded and code bases are compiled before. */
const MOMENT_MS = 240_000;
/** The guardian gives services 5 s to drain, groups 8 s to go and last commands 15 s. Then it removes folders, which takes its time on a busy disk. */
const GONE_MS = 60_000;

const quotas = await findCpuQuotas();
let before: { readonly results: ReadonlySet<string>; readonly tree: string };

const workingTree = async () =>
  (await execa('git', ['status', '--porcelain'], { cwd: PROJECT_ROOT, reject: false })).stdout;
const resultsOf = (scenario: string) => readdir(join(PROJECT_ROOT, 'results', scenario)).catch(() => []);
const SCENARIOS = ['build-time', 'eventual-consistency', 'fault-isolation', 'scaling'] as const;

beforeEach(async () => {
  const results = await Promise.all(SCENARIOS.map(resultsOf));
  before = { results: new Set(results.flat()), tree: await workingTree() };
});

afterEach(async () => {
  for (const scenario of SCENARIOS)
    for (const run of await resultsOf(scenario))
      if (!before.results.has(run))
        await rm(join(PROJECT_ROOT, 'results', scenario, run), { recursive: true });
});

const ownedBy = (lab: number) => listProcesses().filter(({ owner, pid }) => owner === lab && pid !== lab);
const runs = (command: string) => (lab: number) =>
  ownedBy(lab).some((each) => each.command.includes(command));
const groupsOf = (lab: number) => quotaGroupFolders().filter((dir) => dir.includes(groupPrefix(lab)));

/** Folders of temporary files that say they are this lab's. */
async function foldersOf(lab: number): Promise<string[]> {
  const base = join(PROJECT_ROOT, '.lab');
  const names = await readdir(base).catch(() => []);
  const owners = names.map(async (name) => ({
    name,
    owner: await readFile(join(base, name, 'owner.pid'), 'utf8').catch(() => ''),
  }));
  return (await Promise.all(owners)).flatMap(({ name, owner }) => (owner === String(lab) ? [name] : []));
}

/** Whether the process that a fault was to kill runs again: one with the same program (and not its seeding) and another id. */
function strickenRunsAgain() {
  const seen = new Map<string, Set<number>>();
  return (lab: number) =>
    ['monolith/dist/program.js', 'recommendations/dist/program.js'].some((program) => {
      const pids = seen.get(program) ?? new Set();
      for (const { pid, command } of ownedBy(lab)) if (command.endsWith(program)) pids.add(pid);
      seen.set(program, pids);
      return pids.size > 1;
    });
}

/** Whether a probe has stopped the process of orders where it is: nothing but SIGKILL reaches it then. */
const ordersStandStill = (lab: number): boolean =>
  ownedBy(lab).some(({ pid, command }) => {
    const stat = command.endsWith('orders/dist/program.js') ? `/proc/${pid}/stat` : '';
    return existsSync(stat) && / T /.test(readFileSync(stat, 'utf8'));
  });

/** Whether an instance that is under load has its CPU quota now; the probe for quotas has nobody under load. */
function quotasAreInForce(lab: number): boolean {
  const limited = (dir: string) =>
    ['cpu.cfs_quota_us', 'cpu.max'].some((file) => {
      const path = join(dir, file);
      return existsSync(path) && /^\d/.test(readFileSync(path, 'utf8'));
    });
  return runs('drivers/embedded/main.js')(lab) && groupsOf(lab).flatMap(groupsIn).some(limited);
}

/** From one look to the next. A look reads all processes of the machine, which takes its CPU time. ms */
const EVERY_MS = 300;
/** The same for what lasts half a second: orders that stand still. ms */
const BRIEF_MS = 100;

/** One arm alone, as the moment comes sooner then, but for the last one: there the systems of both have warmed up, in groups of their own. */
const MOMENTS: [
  scenario: (typeof SCENARIOS)[number],
  arms: string,
  moment: string,
  look: (lab: number) => boolean,
  everyMs: number,
][] = [
  ['build-time', 'monolith', 'the compiler runs', runs('typescript/bin/tsc'), EVERY_MS],
  ['build-time', 'monolith', 'a changed process starts', runs('code/monolith/dist/main.js'), EVERY_MS],
  ['fault-isolation', 'monolith', 'what a fault has killed runs again', strickenRunsAgain(), EVERY_MS],
  ['eventual-consistency', 'microservices+replicas=local', 'orders stand still', ordersStandStill, BRIEF_MS],
  ['scaling', '', 'rates are tried under quotas', quotasAreInForce, EVERY_MS],
];

test.for(MOMENTS)(
  'kill -9 of the lab in %s (%s) while %s leaves nothing',
  { timeout: 300_000 },
  async ([scenario, arms, moment, look, everyMs], context) => {
    skipLoudly(context, scenario === 'scaling' && 'missing' in quotas ? quotas.missing : undefined);
    const args = [bin, 'run', scenario, '--profile', 'smoke', '--arms', arms, '--quiet'];
    const lab = execa(process.execPath, args, { reject: false, cwd: PROJECT_ROOT });
    const pid = lab.pid ?? 0;
    const watch = async () => {
      if (lab.exitCode !== null) throw new Error(`the lab has ended by itself: ${(await lab).stderr}`);
      return look(pid) || 'not yet';
    };
    await waitUntil(`the moment when ${moment}`, watch, { deadlineMs: MOMENT_MS, everyMs });
    lab.kill('SIGKILL');
    await lab;
    const left = async () => {
      const processes = ownedBy(pid).map(({ command }) => command.slice(0, 80));
      const all = [...processes, ...groupsOf(pid), ...(await foldersOf(pid))];
      return all.length === 0 || all.join('; ');
    };
    await waitUntil('nothing of the killed lab to be left', left, { deadlineMs: GONE_MS });
    expect(await workingTree()).toBe(before.tree);
  },
);
