import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPONENTS } from '@lab/lab/components/registry';
import { TAKES_FAULTS } from '@lab/lab/experiments/disturbance/faults/fault';
import { makeCheckout } from '@lab/lab/experiments/probe/checkout';
import type { ProbeSettings } from '@lab/lab/experiments/probe/settings';
import { acquireGuardian, type Guardian } from '@lab/lab/host/processes/guardian';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import type { Checkout, Program } from '@lab/lab/scenario/checkout';
import { startSystem } from '@lab/lab/topologies/supervisor';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  CHANGES,
  type Change,
  DOMAIN_PATCH,
  MONOLITH,
  PATCHES,
  packageOf,
  SERVICES,
} from '../../first-run/deployments.ts';
import { Newcomer } from '../../first-run/newcomer.ts';
import scenario from '../../first-run/scenario.ts';
import { expectSameReviews } from './same-reviews.ts';

/**
 * The patches of `first-run` fit the sources of today, compile with all that they touch, and do what they say: a customer reviews what was
 * bought, and each of the shops answers the same requests alike. Programs are not bundled here, which the scenario does.
 */
const { checkout: settings } = scenario.experiment.settings as ProbeSettings;
const runId = `first-run-test-${process.pid}`;
const { signal } = new AbortController();
const TSC = 'node_modules/typescript/bin/tsc';
const VITEST = 'node_modules/vitest/vitest.mjs';
/** Patches touch a list of processes in it, and the scenario compiles none of it. What the list imports is checked with it, and no more. */
const LAB = ['lab/package.json', 'lab/src'];
const LISTS = 'lab/tsconfig.lists.json';
const CHECKED = {
  extends: './tsconfig.json',
  compilerOptions: {
    noEmit: true,
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
  },
  include: ['src/topologies/bases'],
};

let folder: string;
let guardian: Guardian;
/** With what both deployments share of the feature, compiled. */
let common: Checkout;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first-run-test-'));
  guardian = acquireGuardian(runId);
  guardian.watchFolder(folder);
  common = await makeCheckout([...(settings?.folders ?? []), ...LAB], join(folder, 'common'), {
    ...{ root: PROJECT_ROOT, runId, guardian, signal },
  });
  await writeFile(join(common.root, LISTS), JSON.stringify(CHECKED));
  await common.apply(`${PATCHES}/${DOMAIN_PATCH}`);
  await common.run([TSC, '-b', 'shared-domain', 'acceptance']);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await guardian.release();
});

const unbundled = ({ name, entry }: Program): Program => ({
  ...{ name, entry: entry.replace('program.js', 'main.js') },
});

/** The deployment with what the change starts, and the change in the place of what it replaces. */
const programsWith = (topology: string, { programs }: Change): Program[] => {
  const kept = topologyOf(topology).processes.flatMap((spec) => ('entry' in spec ? [spec] : []));
  const others = kept.filter(({ name }) => programs.every((program) => program.name !== name));
  return [...others, ...programs].map(unbundled);
};

/** Compiles a deployment, starts it on empty databases that it fills, tries all that reviews promise, and has a newcomer order and review. */
async function orderAndReview(topology: string, change: Change, checkout: Checkout) {
  const programs = programsWith(topology, change);
  await checkout.run([TSC, '-b', ...programs.map(packageOf)]);
  const { components, edge } = topologyOf(topology);
  const servers = components.map((id) =>
    COMPONENTS.get(id).environmentOf(inject('amqpUrl'), `test-${randomUUID()}.`),
  );
  const place = join(folder, `${change.patch}-system`);
  const system = await startSystem(
    { id: 'patched', title: 'patched', processes: programs, edge, components: [] },
    {
      ...{ root: checkout.root, runId, trialDir: place, dataDir: join(place, 'data'), signal },
      env: { LOG_LEVEL: 'warn', SHOP_SEED: '1', ...TAKES_FAULTS, ...Object.assign({}, ...servers) },
      deadlineMs: 120_000,
    },
  );
  try {
    // The reviews are in the last one that a change starts. What it starts before that is the edge.
    await expectSameReviews({ system, reviewsIn: change.programs.at(-1)?.name ?? '', signal });
    const newcomer = new Newcomer(system.url, signal);
    await newcomer.signIn();
    await expect(newcomer.review('never-bought')).rejects.toThrow('not-bought');
    const sku = await newcomer.order();
    await newcomer.review(sku);
    await newcomer.review(sku);
  } finally {
    await system.stop();
  }
}

const all = Object.entries(CHANGES).flatMap(([topology, changes]) =>
  changes.map((change) => ({ topology, change, patch: change.patch })),
);

/** Whether a patch has another list of processes. Without one, the list is the project's own, which is checked there. */
const hasOwnList = (patch: string): boolean =>
  readFileSync(join(PROJECT_ROOT, PATCHES, patch), 'utf8').includes('\n+++ b/lab/');

describe('the patches of first-run', () => {
  it('pass the test that they bring', async () => {
    const { output } = await common.run([VITEST, 'run', 'shared-domain/src/reviews']);
    expect(output).toMatch(/Tests\s+2 passed/);
  });

  it.each(all)('$patch adds reviews to the $topology', async ({ topology, change, patch }) => {
    const checkout = await common.copy(patch);
    await checkout.apply(`${PATCHES}/${patch}`);
    if (hasOwnList(patch)) await checkout.run([TSC, '-p', LISTS]);
    await orderAndReview(topology, change, checkout);
  });

  it('are those of both deployments, and one that does not fit is named', async () => {
    expect(Object.keys(CHANGES)).toEqual([MONOLITH, SERVICES]);
    expect(all.map(({ patch }) => patch).filter(hasOwnList)).toEqual(['microservices.patch']);
    await expect(common.apply(`${PATCHES}/${DOMAIN_PATCH}`)).rejects.toThrow(
      `${PATCHES}/${DOMAIN_PATCH} does not fit`,
    );
  });
});
