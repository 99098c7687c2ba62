import { expect, it } from 'vitest';
import { isPortFree } from '../src/host/processes/free-ports.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { isRefused } from './left-over.ts';
import { ALL_IS_BUILT, commandsOf, STEP_MS, startCommand, TRIED_ALONE, targets } from './readme-table.ts';

const DEFAULT_URL = 'http://127.0.0.1:3000';

const SHOPS = ['monolith', 'microservices'];
/** Needs a shop that is running. */
const OF_A_SHOP = ['redrive'];
const start = (command: string) => startCommand(command, {}, ...ALL_IS_BUILT);
const TO_ITS_END = TRIED_ALONE.filter((target) => !SHOPS.includes(target) && !OF_A_SHOP.includes(target));

it("finds each of its targets in README's table", () => {
  expect(targets).toEqual(expect.arrayContaining([...TRIED_ALONE]));
});

it.each(commandsOf(TO_ITS_END))('make %s', async (_target, command) => {
  const { exitCode, all } = await start(command).running;
  expect(exitCode, all).toBe(0);
});

it.each(commandsOf(SHOPS))(
  'make %s answers on port 3000, the doctor and an operator find it, and Ctrl-C ends it',
  async (target, command) => {
    await waitUntil(
      'port 3000 to be free',
      async () => (await isPortFree(3000, '127.0.0.1')) || 'another program has it',
      { deadlineMs: STEP_MS },
    );
    const shop = start(command);
    try {
      await shop.untilItSays(/ready after/);
      const answer = await fetch(`${DEFAULT_URL}/health/ready`);
      expect(answer.status).toBe(200);
      const found = `^${target} at ${DEFAULT_URL}: 0 events on their way,.* 0 dead letters$`;
      expect((await start('make doctor').running).all).toMatch(new RegExp(found, 'm'));
      for (const operation of OF_A_SHOP) {
        const { exitCode, all } = await start(`make ${operation}`).running;
        expect(exitCode, all).toBe(0);
        expect(all).toMatch(/^(monolith|notifications): there are no dead letters$/m);
      }
      await shop.ctrlC();
      expect(await isRefused(DEFAULT_URL)).toBe(true);
    } finally {
      shop.kill();
    }
  },
);

it.each(OF_A_SHOP)('make %s says so where no shop is running', async (operation) => {
  const { exitCode, all } = await start(`make ${operation}`).running;
  expect(exitCode).toBe(2);
  expect(all).toContain('No shop is running here. Start one: make monolith or make microservices.');
});
