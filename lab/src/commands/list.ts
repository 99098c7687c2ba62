import type { Command } from 'commander';
import { DRIVER_IDS, DRIVERS } from '../drivers/driver.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import { PROFILE_IDS, PROFILES } from '../scenario/profile.ts';
import type { Text } from '../scenario/scenario.ts';
import { onOutput } from '../terminal/colours.ts';
import { countedAny } from '../terminal/counted.ts';
import { BASES } from '../topologies/bases/registry.ts';
import { SHORT_NAMES } from '../topologies/short-names.ts';
import { HOW_TO_SPELL, isOffered, offeredChoices } from '../topologies/spelling.ts';

/** Adds `lab list`: what can be run. */
export function registerList(program: Command): void {
  program
    .command('list')
    .description(
      'list scenarios with their claims and key ratios, what arms are made of, profiles and drivers',
    )
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
    scenarios: found.map(({ scenario: { id, title, question, arms, claims, keyRatios = [] } }) => ({
      id,
      title,
      question,
      arms,
      claims: claims.map((claim) => ({ id: claim.id, text: claim.text })),
      keyRatios,
    })),
    bases: BASES.all.map(({ id, title, about }) => ({ id, title, about })),
    choices: offeredChoices().map(({ id, about, bases, default: usual, alternatives }) => ({
      id,
      about,
      bases,
      default: usual.id,
      values: [usual, ...alternatives].map(({ id: value, words }) => ({ id: value, words })),
    })),
    shortNames: [...SHORT_NAMES]
      .filter(([id]) => isOffered(id))
      .map(([id, spelling]) => ({ id, arm: spelling })),
    profiles: PROFILE_IDS.map((id) => ({ id, looks: PROFILES[id].looks, purpose: PROFILES[id].purpose })),
    drivers: DRIVER_IDS.map((id) => ({ id, about: DRIVERS[id] })),
  };
}

type Listing = Awaited<ReturnType<typeof readListing>>;

const both = ({ en, ko }: Text): string => `${en} · ${ko}`;

function render({ scenarios, bases, choices, shortNames, profiles, drivers }: Listing): string {
  const named = [...scenarios, ...bases, ...choices, ...shortNames, ...profiles];
  const widest = Math.max(...named.map(({ id }) => id.length));
  const item = (name: string, text: string) => `  ${onOutput.bold(name.padEnd(widest))} ${text}`;
  const under = (text: string) => `  ${''.padEnd(widest)} ${onOutput.dim(text)}`;
  const lines = [
    'Scenarios (SCENARIO=…)',
    ...scenarios.flatMap(({ id, question, claims, keyRatios }) => [
      item(id, question.en),
      ...claims.map((claim) => under(`${claim.id}: ${both(claim.text)}`)),
      ...(keyRatios.length === 0
        ? []
        : [under(`key ratios, to predict: ${keyRatios.map(({ metric }) => metric).join(', ')}`)]),
    ]),
    '',
    `Arms (ARMS=…, separated by commas): each is ${HOW_TO_SPELL}`,
    '',
    'Bases',
    ...bases.map(({ id, about }) => item(id, both(about))),
    '',
    'Choices (+choice=value)',
    ...choices.flatMap(({ id, about, bases: suits, values, default: usual }) => [
      item(id, `${both(about)} (${suits.join(', ')})`),
      ...values.map((value) =>
        under(`${value.id}: ${both(value.words)}${value.id === usual ? ' (default)' : ''}`),
      ),
    ]),
    '',
    'Short names of arms, as older runs have them',
    ...shortNames.map(({ id, arm }) => item(id, arm)),
    '',
    'Profiles (PROFILE=…)',
    ...profiles.map(({ id, looks, purpose }) => item(id, `${countedAny(looks, 'round')}: ${purpose}`)),
    '',
    'Drivers (DRIVER=…)',
    ...drivers.map(({ id, about }) => item(id, about)),
  ];
  return `${lines.join('\n')}\n`;
}
