import type { Command } from 'commander';
import { DRIVER_IDS } from '../drivers/driver.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import { PROFILE_IDS, PROFILES } from '../scenario/profile.ts';
import { onOutput } from '../terminal/colours.ts';
import { TOPOLOGIES } from '../topologies/topologies.ts';

/** Adds `lab list`: what can be run. */
export function registerList(program: Command): void {
  program
    .command('list')
    .description('list scenarios with their claims, arms, profiles and drivers')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const listing = await readListing();
      process.stdout.write(json ? `${JSON.stringify(listing, undefined, 2)}\n` : render(listing));
    });
}

async function readListing() {
  const found = await Promise.all(
    (await scenarioIds(PROJECT_ROOT)).map((id) => findScenario(PROJECT_ROOT, id)),
  );
  return {
    scenarios: found.map(({ scenario: { id, title, question, arms, claims } }) => ({
      id,
      title,
      question,
      arms,
      claims: claims.map((claim) => ({ id: claim.id, text: claim.text })),
    })),
    arms: TOPOLOGIES.map(({ id, title }) => ({ id, title })),
    profiles: PROFILE_IDS.map((id) => ({ id, looks: PROFILES[id].looks, purpose: PROFILES[id].purpose })),
    drivers: DRIVER_IDS,
  };
}

function render({ scenarios, arms, profiles, drivers }: Awaited<ReturnType<typeof readListing>>): string {
  const widest = Math.max(...[...scenarios, ...arms, ...profiles].map(({ id }) => id.length));
  const item = (name: string, text: string) => `  ${onOutput.bold(name.padEnd(widest))} ${text}`;
  const lines = [
    'Scenarios (SCENARIO=…)',
    ...scenarios.flatMap(({ id, question, claims }) => [
      item(id, question.en),
      ...claims.map(
        (claim) =>
          `  ${''.padEnd(widest)} ${onOutput.dim(`${claim.id}: ${claim.text.en} · ${claim.text.ko}`)}`,
      ),
    ]),
    '',
    'Arms (ARMS=…, separated by commas)',
    ...arms.map(({ id, title }) => item(id, title)),
    '',
    'Profiles (PROFILE=…)',
    ...profiles.map(({ id, looks, purpose }) => item(id, `${looks.join(', ')} rounds: ${purpose}`)),
    '',
    `Drivers (DRIVER=…)\n  ${drivers.join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}
