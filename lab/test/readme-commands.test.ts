import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { madeRun, writeRun } from './fixtures/made-run.ts';
import { ALL_IS_BUILT, commandsOf, rows, startCommand, TRIED_ALONE, targets } from './readme-table.ts';

/** How each is tried: to its end; until its first words, and Ctrl-C then; or without doing it. `readme-shops.test.ts` has the others. */
const TO_ITS_END = ['list', 'compare', 'report', 'recheck', 'room', 'install', 'build', 'doctor', 'help'];
/** `make prepare` starts each shop: a lesson has it run to its end. */
const UNTIL_IT_SAYS: Readonly<Record<string, RegExp>> = {
  prepare: /Monolith: ready after/,
  'run-scenario': /latency: .*, seed \d+|profile, seed \d+/,
  live: /Live view: http:\/\/127\.0\.0\.1:\d+\/[\s\S]*profile, seed \d+/,
  calibrate: /embedded: /,
  planted: /Run 1 of 20: monolith/,
  bench: /measuring /,
};
/** Asks questions, which takes a terminal. */
const ASKS = 'predict';
const ONLY_PLANNED: Readonly<Record<string, string>> = { test: 'test', lint: 'lint' };
/** Is a test of its own. */
const TORTURES = 'torture';
/** Take minutes, or a network: what each has made, where it has been called before. */
const MADE_ONCE: Readonly<Record<string, string>> = {
  consul: 'consul-1.14.5',
  kafka: 'kafka-4.2.1',
};
/** Take minutes and a network, too. What they make lies in the project, and other tests use it. */
const BUILD_A_STACK = ['go', 'python'] as const;
/** The other tests need what it removes. */
const REMOVES = 'clean';
/** Hides what the test waits for. */
const SILENCES = 'QUIET=1';

let folder: string;
const start = (command: string, ...more: string[]) =>
  startCommand(command, { run: join(folder, 'readme-run'), folder }, ...more);
/** What is there to compile is compiled by the command that is for it. */
const startBuilt = (command: string, ...more: string[]) => start(command, ...ALL_IS_BUILT, ...more);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-readme-'));
  await writeRun(join(folder, 'readme-run'), madeRun({ runId: 'readme-run' }));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(join(PROJECT_ROOT, 'results', 'compare', 'readme-run--readme-run'), {
    recursive: true,
    force: true,
  });
});

describe("README's table of commands", () => {
  it('has no command that is not tried, and the other way round', () => {
    const tried = [
      ...TO_ITS_END,
      ...Object.keys(UNTIL_IT_SAYS),
      ...TRIED_ALONE,
      ...Object.keys(ONLY_PLANNED),
      ASKS,
      TORTURES,
      ...Object.keys(MADE_ONCE),
      ...BUILD_A_STACK,
      REMOVES,
    ];
    expect(targets.toSorted()).toEqual(tried.toSorted());
  });

  it.each(commandsOf(TO_ITS_END))('make %s', async (target, command) => {
    const { running } = target === 'build' ? start(command) : startBuilt(command);
    const { exitCode, all } = await running;
    expect(exitCode, all).toBe(0);
  });

  it.each(commandsOf(Object.keys(UNTIL_IT_SAYS)))(
    'make %s begins, and Ctrl-C ends it',
    async (target, command) => {
      const it = startBuilt(command);
      try {
        await it.untilItSays(UNTIL_IT_SAYS[target] ?? /never/);
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
    const it = startBuilt('make run-scenario', ...variables.filter((variable) => variable !== SILENCES));
    try {
      await it.untilItSays(/monolith, microservices-no-timeouts, smoke profile, seed 7/);
      await it.ctrlC();
    } finally {
      it.kill();
    }
  });

  it(`make ${ASKS} says how to answer where there is no terminal`, async () => {
    const { exitCode, all } = await startBuilt(`make ${ASKS}`).running;
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

  it.each(Object.entries(MADE_ONCE))('make %s calls a script that there is', async (target, made) => {
    const { exitCode, all } = await start(`make ${target}`, '-n').running;
    expect(exitCode).toBe(0);
    const [, script = ''] = /^node (scripts\/\S+)$/m.exec(all) ?? [];
    const place = join(folder, '.cache/monolith-vs-microservices-lab', made);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, '');
    const { stdout } = await execa('node', [script], { cwd: PROJECT_ROOT, env: { HOME: folder } });
    expect(stdout).toBe(`${place} is there already.`);
  });

  it.each(BUILD_A_STACK)('make %s calls the script that builds that stack', async (target) => {
    const { exitCode, all } = await start(`make ${target}`, '-n').running;
    expect(exitCode).toBe(0);
    const [, script = ''] = /^node (scripts\/\S+)$/m.exec(all) ?? [];
    expect(await readFile(join(PROJECT_ROOT, script), 'utf8')).toContain(`buildStack('${target}', `);
  });

  it(`make ${REMOVES} plans to remove what was compiled, and no results`, async () => {
    const { exitCode, all } = await start(`make ${REMOVES}`, '-n').running;
    expect(exitCode).toBe(0);
    expect(all).toMatch(/^rm -rf .*dist/m);
    expect(all).not.toContain('results');
  });

  it.each(commandsOf(Object.keys(ONLY_PLANNED)))('make %s calls what there is', async (target, command) => {
    const { exitCode, all } = await start(command, '-n').running;
    expect(exitCode).toBe(0);
    const { scripts } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8'));
    const called = [...all.matchAll(/^npm (?:run )?(?:--silent )?(\w+)/gm)].map(([, script]) => script);
    expect(called).toContain(ONLY_PLANNED[target]);
    for (const script of called.filter((name) => name !== 'ci'))
      expect(scripts).toHaveProperty([script ?? '']);
  });
});
