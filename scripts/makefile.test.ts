import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const makefile = resolve('Makefile');
const echo = 'console.log(JSON.stringify(process.argv.slice(1)))';
/** Stands in for the lab: prints the arguments that it is given. */
const lab = `LAB="${process.execPath}" -e '${echo}' --`;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'make-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Makes a target from the project's Makefile, in an empty folder, without building first. */
function make(target: string, variables: Record<string, string>, environment: Record<string, string> = {}) {
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const { PATH = '' } = process.env;
  const { stdout, stderr, status } = spawnSync(
    'make',
    ['-f', makefile, '-o', 'build', target, lab, ...given],
    { cwd: folder, encoding: 'utf8', env: { PATH, ...environment } },
  );
  return { args: status === 0 ? (JSON.parse(stdout) as string[]) : [], stderr, status };
}

const nasty = [
  '`touch x`',
  '$(touch x)',
  '$(shell touch x)',
  '$(RUN)',
  '$$HOME $HOME',
  '"; touch x; "',
  "'; touch x; '",
  'a && touch x #b',
  'two\nlines',
  'two  spaces ',
  'back\\slash\\',
  '--help',
  '실행 *',
];

describe('a variable of make reaches the lab as it was typed', () => {
  it.each(nasty)('on the command line: %j', (value) => {
    expect(make('report', { RUN: value })).toEqual({ args: ['report', '--', value], stderr: '', status: 0 });
    const { args } = make('run-scenario', { SCENARIO: value, PROFILE: value, RESUME: value });
    expect(args).toEqual(
      expect.arrayContaining(['--', value, `--profile=${value}`, `--resume=${value}`, '--arms=']),
    );
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it.each(nasty)('in the environment, which is told: %j', (value) => {
    const { args, stderr } = make('report', {}, { RUN: value });
    expect(args).toEqual(['report', '--', value]);
    expect(stderr).toBe(`RUN=${value}, from the environment\n`);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});

describe('what the environment holds', () => {
  const environment = { PORT: '8080', PROFILE: 'dev', JSON: '1' };

  it('is told by the targets that use it, and by no other', () => {
    expect(make('monolith', {}, environment)).toMatchObject({
      args: ['up', '--port=8080', 'monolith'],
      stderr: 'PORT=8080, from the environment\n',
    });
    const { args, stderr } = make('run-scenario', {}, environment);
    expect(args).toEqual(expect.arrayContaining(['--profile=dev', '--json']));
    expect(stderr).toBe('PROFILE=dev, from the environment\nJSON=1, from the environment\n');
    expect(make('board', {}, environment).stderr).toBe('');
  });

  it('gives way to the command line, and is not told when it is empty', () => {
    expect(make('monolith', { PORT: '1234' }, environment)).toMatchObject({
      args: ['up', '--port=1234', 'monolith'],
      stderr: '',
    });
    expect(make('monolith', {}, { PORT: '' })).toMatchObject({
      args: ['up', '--port=', 'monolith'],
      stderr: '',
    });
  });
});

it('takes the name of who predicts where it was typed, and none that the environment happens to hold', () => {
  const predict = (given: Record<string, string>) =>
    make('predict', { SCENARIO: 'latency', ...given }, { NAME: 'DESKTOP-7' });
  expect(predict({})).toMatchObject({
    args: ['predict', '--from=', '--name=', '--', 'latency'],
    stderr: '',
  });
  expect(predict({ NAME: "Ann's $x", FROM: 'my answers.txt' }).args).toEqual([
    'predict',
    '--from=my answers.txt',
    "--name=Ann's $x",
    '--',
    'latency',
  ]);
});

it('lays side by side the runs of the folder that is named', () => {
  expect(make('room', { DIR: 'a room' }).args).toEqual(['room', '--', 'a room']);
});

it('a switch is on unless it is empty or 0', () => {
  const on = (given: string) => make('compare', { A: 'a', B: 'b', JSON: given }).args.includes('--json');
  expect(['1', 'yes', '0', ''].map(on)).toEqual([true, true, false, false]);
});

describe('a run that is watched', () => {
  it.each([
    ['run-scenario', { LIVE: '1' }],
    ['live', {}],
    ['live', { LIVE: '0' }],
  ])('make %s %j shows it, on the port that is asked for', (target, variables) => {
    const { args } = make(target, { ...variables, SCENARIO: 'scaling', PORT: '4000' });
    expect(args.slice(0, 1)).toEqual(['run']);
    expect(args).toEqual(expect.arrayContaining(['--live', '--port=4000', '--', 'scaling']));
  });

  it('is none that nobody asks to watch, and the port of the environment is left alone then', () => {
    const { args, stderr } = make('run-scenario', { LIVE: '0' }, { PORT: '8080' });
    expect(args.join(' ')).not.toMatch(/--live|--port/);
    expect(stderr).toBe('');
    expect(make('run-scenario', {}, { PORT: '8080', LIVE: '1' })).toMatchObject({
      args: expect.arrayContaining(['--live', '--port=8080']),
      stderr: 'LIVE=1, from the environment\nPORT=8080, from the environment\n',
    });
  });
});

it('compiles what has changed before it runs anything of the lab', () => {
  const rules = readFileSync(makefile, 'utf8').split(/^(?=[a-z-]+:)/m);
  const ofTheLab = rules.filter((rule) => /^\t.*\$\(LAB\)/m.test(rule));
  expect(ofTheLab.length).toBeGreaterThan(10);
  const others = ofTheLab.filter((rule) => !/^[a-z-]+: build\b/.test(rule));
  // What a killed run has left is ended at once, by what is compiled.
  expect(others.map((rule) => rule.split(':')[0])).toEqual(['stop']);
});

it('compares the two newest runs where none is named', () => {
  expect(make('compare', {}).args).toEqual(['compare']);
  expect(make('compare', { A: 'a' }).args).toEqual(['compare', '--', 'a', '']);
});

describe('what make is not told the right way', () => {
  it.each(['SCENRIO', 'scenario', 'AMQP'])('the name %s, which nobody reads, is refused', (name) => {
    const { stderr, status } = make('run-scenario', { [name]: 'latency' });
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`There is no variable ${name}\\. Variables: SCENARIO PROFILE`));
  });

  it.each(['SCENARIO', 'ARMS', 'RESUME', 'PORT'])('an empty %s is refused, and no default taken', (name) => {
    const { stderr, status } = make('run-scenario', { [name]: '' });
    expect(status).toBe(2);
    expect(stderr).toContain(`${name} is empty.`);
  });

  it('a name in the environment may belong to anybody', () => {
    expect(make('board', {}, { SCENRIO: 'latency', SCENARIO: '' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('README', () => {
  const readme = readFileSync('README.md', 'utf8');
  const rules = readFileSync(makefile, 'utf8');
  const targets = [...rules.matchAll(/^([a-z-]+):.* ## /gm)].map(([, target = '']) => target);
  const variables = /^VARIABLES := (.*)$/m.exec(rules)?.[1]?.split(' ') ?? [];
  const told = [...readme.matchAll(/(?:`|^)make ([a-z-]+)/gm)].map(([, target = '']) => target);
  const code = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

  it('tells every target and every variable of the Makefile', () => {
    expect(targets.length).toBeGreaterThan(10);
    expect(variables.length).toBeGreaterThan(10);
    expect(targets.filter((target) => !told.includes(target))).toEqual([]);
    const isTold = (name: string) =>
      code.some((text) => text.split(' ').some((word) => word.startsWith(`${name}=`)));
    expect(variables.filter((name) => !isTold(name))).toEqual([]);
  });

  it('tells no target that the Makefile does not have', () => {
    expect(told.filter((target) => !targets.includes(target))).toEqual([]);
  });
});
