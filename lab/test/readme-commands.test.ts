import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPortFree } from '../src/host/processes/free-ports.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { madeRun, writeRun } from './fixtures/made-run.ts';
import { isRefused } from './left-over.ts';

const STEP_MS = 90_000;
const DEFAULT_URL = 'http://127.0.0.1:3000';

const readme = await readFile(join(PROJECT_ROOT, 'README.md'), 'utf8');
const [, section = ''] = /^## Commands\n([\s\S]*?)^## /m.exec(readme) ?? [];
const rows = [...section.matchAll(/^\| (`make .*?) \| (.*) \|$/gm)];
const commands = rows.flatMap(([, first = '']) =>
  [...first.matchAll(/`(make [^`]*)`/g)].map(([, it]) => it ?? ''),
);
const targetOf = (command: string) => command.split(' ')[1] ?? '';

/** How each is tried: to its end; until its first words, and Ctrl-C then; as a shop that answers; or without doing it. */
const TO_ITS_END = [
  'list',
  'compare',
  'report',
  'recheck',
  'board',
  'room',
  'answers',
  'install',
  'build',
  'doctor',
  'prepare',
  'stop',
  'help',
];
const UNTIL_IT_SAYS: Readonly<Record<string, RegExp>> = {
  'run-scenario': /latency: .*, seed \d+|profile, seed \d+/,
  live: /Live view: http:\/\/127\.0\.0\.1:\d+\/[\s\S]*profile, seed \d+/,
  calibrate: /embedded: /,
  planted: /Run 1 of 20: monolith/,
  bench: /measuring /,
};
const SHOPS = ['monolith', 'microservices'];
/** Asks questions, which takes a terminal. */
const ASKS = 'predict';
/** Needs a shop that is running. */
const OF_A_SHOP = ['redrive'];
const ONLY_PLANNED: Readonly<Record<string, string>> = { test: 'test', lint: 'lint' };
/** Is a test of its own. */
const TORTURES = 'torture';
/** The other tests need what it removes. */
const REMOVES = 'clean';
/** Hides what the test waits for. */
const SILENCES = 'QUIET=1';

let folder: string;
const run = () => join(folder, 'readme-run');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-readme-'));
  await writeRun(run(), madeRun({ runId: 'readme-run' }));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(join(PROJECT_ROOT, 'results', 'compare', 'readme-run--readme-run'), {
    recursive: true,
    force: true,
  });
});

/** Starts it as a shell does, in a process group of its own; nothing of what the tests' environment sets counts. */
function start(command: string, ...more: string[]) {
  const [make = '', ...args] = command.replaceAll('<run>', run()).replaceAll('<folder>', folder).split(' ');
  const unset = Object.fromEntries(
    ['PORT', 'PROFILE', 'ARMS', 'SEED', 'DRIVER', 'JSON', 'QUIET', 'GATE', 'RUN'].map((name) => [
      name,
      undefined,
    ]),
  );
  const running = execa(make, [...args, ...more], {
    cwd: PROJECT_ROOT,
    reject: false,
    all: true,
    detached: true,
    stdin: 'ignore',
    env: { CI: 'true', FORCE_COLOR: undefined, ...unset },
  });
  let said = '';
  running.all?.on('data', (chunk) => {
    said += chunk;
  });
  const { pid = 0 } = running;
  const group = (signal: NodeJS.Signals | 0) => {
    try {
      return process.kill(-pid, signal);
    } catch {
      return false;
    }
  };
  const untilItSays = (words: RegExp) =>
    waitUntil(
      `${command} to say ${words}`,
      () => {
        if (running.exitCode !== null) throw new Error(`${command} ended by itself: ${said}`);
        return words.test(said) || said;
      },
      { deadlineMs: STEP_MS },
    );
  const ctrlC = async () => {
    group('SIGINT');
    await running;
    await waitUntil(`all of ${command} to end`, () => !group(0) || 'some are left', { deadlineMs: 20_000 });
  };
  return { running, untilItSays, ctrlC, kill: () => group('SIGKILL'), said: () => said };
}

describe("README's table of commands", () => {
  it('has no command that is not tried here, and the other way round', () => {
    const tried = [
      ...TO_ITS_END,
      ...Object.keys(UNTIL_IT_SAYS),
      ...SHOPS,
      ...OF_A_SHOP,
      ...Object.keys(ONLY_PLANNED),
      ASKS,
      TORTURES,
      REMOVES,
    ];
    expect(commands.map(targetOf).toSorted()).toEqual(tried.toSorted());
  });

  it.each(commands.filter((command) => TO_ITS_END.includes(targetOf(command))))('%s', async (command) => {
    const { running } = start(command);
    const { exitCode, all } = await running;
    expect(exitCode, all).toBe(0);
  });

  it.each(commands.filter((command) => targetOf(command) in UNTIL_IT_SAYS))(
    '%s begins, and Ctrl-C ends it',
    async (command) => {
      const it = start(command);
      try {
        await it.untilItSays(UNTIL_IT_SAYS[targetOf(command)] ?? /never/);
        await it.ctrlC();
      } finally {
        it.kill();
      }
      expect(it.said()).not.toContain('error: ');
    },
  );

  it('make run-scenario with every variable that its row names, but the one that silences it', async () => {
    const row = rows.find(([line]) => line.includes('make run-scenario'))?.[2] ?? '';
    // As a shell passes them on, which takes the quotes away.
    const variables = [...row.matchAll(/`([A-Z]+=[^`<\\]+)[^`]*`/g)].map(([, variable = '']) =>
      variable.replaceAll("'", ''),
    );
    expect(variables.length).toBeGreaterThanOrEqual(5);
    expect(variables).toContain(SILENCES);
    const it = start('make run-scenario', ...variables.filter((variable) => variable !== SILENCES));
    try {
      await it.untilItSays(/monolith, microservices-no-timeouts, smoke profile, seed 7/);
      await it.ctrlC();
    } finally {
      it.kill();
    }
  });

  it.each(commands.filter((command) => SHOPS.includes(targetOf(command))))(
    '%s answers on port 3000, the doctor and an operator find it, and Ctrl-C ends it',
    async (command) => {
      await waitUntil(
        'port 3000 to be free',
        async () => (await isPortFree(3000, '127.0.0.1')) || 'another program has it',
        { deadlineMs: STEP_MS },
      );
      const it = start(command);
      try {
        await it.untilItSays(/ready after/);
        const answer = await fetch(`${DEFAULT_URL}/health/ready`);
        expect(answer.status).toBe(200);
        const shop = `^${targetOf(command)} at ${DEFAULT_URL}: 0 events on their way,.* 0 dead letters$`;
        expect((await start('make doctor').running).all).toMatch(new RegExp(shop, 'm'));
        for (const operation of OF_A_SHOP) {
          const { exitCode, all } = await start(`make ${operation}`).running;
          expect(exitCode, all).toBe(0);
          expect(all).toMatch(/^(monolith|notifications): there are no dead letters$/m);
        }
        await it.ctrlC();
        expect(await isRefused(DEFAULT_URL)).toBe(true);
      } finally {
        it.kill();
      }
    },
  );

  it.each(OF_A_SHOP)('make %s says so where no shop is running', async (operation) => {
    const { exitCode, all } = await start(`make ${operation}`).running;
    expect(exitCode).toBe(2);
    expect(all).toContain('No shop is running here. Start one: make monolith or make microservices.');
  });

  it(`make ${ASKS} says how to answer where there is no terminal`, async () => {
    const { exitCode, all } = await start(`make ${ASKS}`).running;
    expect(exitCode).toBe(2);
    expect(all).toContain('make predict SCENARIO=latency FROM=prediction.txt');
  });

  it(`make ${TORTURES} calls the test of that name, in the size that is asked for`, async () => {
    const { exitCode, all } = await start(`make ${TORTURES} STRIKES=7`, '-n').running;
    expect(exitCode).toBe(0);
    expect(all).toMatch(
      /STRIKES="\$\{STRIKES:-100\}" npx vitest run .*acceptance\/test\/torture\.test\.ts$/m,
    );
  });

  it(`make ${REMOVES} plans to remove what was compiled, and no results`, async () => {
    const { exitCode, all } = await start(`make ${REMOVES}`, '-n').running;
    expect(exitCode).toBe(0);
    expect(all).toMatch(/^rm -rf .*dist/m);
    expect(all).not.toContain('results');
  });

  it.each(commands.filter((command) => targetOf(command) in ONLY_PLANNED))(
    '%s calls what there is',
    async (command) => {
      const { exitCode, all } = await start(command, '-n').running;
      expect(exitCode).toBe(0);
      const { scripts } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8'));
      const called = [...all.matchAll(/^npm (?:run )?(?:--silent )?(\w+)/gm)].map(([, script]) => script);
      expect(called).toContain(ONLY_PLANNED[targetOf(command)]);
      for (const script of called.filter((name) => name !== 'ci'))
        expect(scripts).toHaveProperty([script ?? '']);
    },
  );
});
