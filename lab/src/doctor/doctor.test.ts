import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { examineComponent } from '../../bin/doctor/components.mjs';
import { type Finding, withoutCredentials } from '../../bin/doctor/finding.mjs';
import { disk } from '../../bin/doctor/host.mjs';
import { render } from '../../bin/doctor/render.mjs';
import { possibilities, possibilityOf } from '../../bin/doctor/scenarios.mjs';
import { waiting } from '../../bin/doctor/shops.mjs';

const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const finding = (id: string, state: Finding['state'], remedy = `get ${id}`): Finding => ({
  ...{ id, name: id, state, found: '', enables: '' },
  ...(state === 'found' ? {} : { remedy }),
});

describe('a component', () => {
  const facts = {
    id: 'pigeons',
    name: 'Pigeons',
    urlVariable: 'PIGEONS_URL',
    exampleUrl: 'pigeons://user:password@host',
    programs: ['pigeond'],
    usualPlaces: ['/nowhere/pigeond'],
    dockerImage: 'pigeons:1',
    debianPackage: 'pigeon-server',
    homebrewFormula: 'pigeon',
  };

  it('is found by its URL, of which no word is shown', () => {
    vi.stubEnv('PIGEONS_URL', 'pigeons://u:wro/ng@127.0.0.1');
    expect(examineComponent(facts, false, false)).toMatchObject({
      state: 'found',
      found: 'PIGEONS_URL is set',
    });
  });

  it('is found as a program on PATH or in its usual place', () => {
    const program = join(folder, 'pigeond');
    writeFileSync(program, '', { mode: 0o755 });
    vi.stubEnv('PATH', `/nowhere:${folder}`);
    expect(examineComponent(facts, false, false).found).toBe(`${program}, run privately`);
    vi.stubEnv('PATH', '');
    expect(examineComponent({ ...facts, usualPlaces: [program] }, false, false).state).toBe('found');
  });

  it('is not found without what its program runs', () => {
    const program = join(folder, 'pigeond');
    const jar = join(folder, 'pigeons.jar');
    const needing = { ...facts, usualPlaces: [program], libraries: ['/nowhere/pigeons.jar', jar] };
    expect(examineComponent(needing, false, false).state).toBe('missing');
    writeFileSync(jar, '');
    expect(examineComponent(needing, false, false).state).toBe('found');
    const named = { ...needing, libraries: ['$PIGEONS_HOME/pigeons.jar'] };
    expect(examineComponent(named, false, false).state).toBe('missing');
    vi.stubEnv('PIGEONS_HOME', folder);
    expect(examineComponent(named, false, false).state).toBe('found');
  });

  it('that no package has is not installed, and may be built', () => {
    const { debianPackage: _, ...built } = { ...facts, build: 'make pigeons' };
    const { state, remedy } = examineComponent(built, false, true);
    expect(state).toBe('missing');
    expect(remedy).toContain('run make pigeons');
    expect(remedy).not.toMatch(/apt-get|Debian/);
  });

  it('can be had from Docker, and by root from a package', () => {
    expect(examineComponent(facts, true, false)).toMatchObject({ state: 'found' });
    expect(examineComponent(facts, false, true)).toMatchObject({ state: 'limited' });
  });

  it('that is nowhere comes with every way to get it', () => {
    const { state, remedy } = examineComponent(facts, false, false);
    expect(state).toBe('missing');
    expect(remedy).toMatch(/PIGEONS_URL.*apt-get install pigeon-server.*brew install pigeon.*Docker.*root/);
  });
});

describe('a scenario', () => {
  const machine = ['node', 'disk', 'disk-of-results', 'packages'].map((id) => finding(id, 'found'));
  const needs = { components: ['pigeons'], host: ['cpu-quotas'] };

  it('can run where all that it needs is there, or can be made to be there', () => {
    const findings = [...machine, finding('pigeons', 'limited'), finding('cpu-quotas', 'found')];
    expect(possibilityOf('post', needs, findings).missing).toEqual([]);
  });

  it('cannot run without it, and says how it could', () => {
    const findings = [...machine, finding('pigeons', 'found'), finding('cpu-quotas', 'missing')];
    const post = possibilityOf('post', needs, findings);
    expect(post.missing).toEqual([{ id: 'cpu-quotas', name: 'cpu-quotas', remedy: 'get cpu-quotas' }]);
    expect(render({ possible: false, findings, scenarios: [post] })).toMatch(
      /^post +cannot run here: no cpu-quotas \(make it possible: get cpu-quotas\)\n\nNo scenario can run here yet/m,
    );
  });

  it('cannot run where packages are missing and nothing installs them', () => {
    const findings = [...machine.slice(0, 3), finding('packages', 'missing'), finding('npm', 'missing')];
    expect(possibilityOf('post', { components: [], host: [] }, findings).missing).toHaveLength(1);
  });

  it('that does not say what it needs is named', () => {
    mkdirSync(join(folder, 'scenarios/untold'), { recursive: true });
    writeFileSync(join(folder, 'scenarios/untold/scenario.ts'), '');
    const [untold] = possibilities(folder, machine);
    expect(untold).toMatchObject({ id: 'untold', missing: [{ name: 'needs.json' }] });
  });

  it('can run without what is optional, and says what that costs', () => {
    const findings = [...machine, finding('owls', 'missing')];
    const post = possibilityOf('post', { components: [], host: [], optional: ['owls'] }, findings);
    expect(post).toMatchObject({ missing: [], without: ['owls'] });
    expect(render({ possible: true, findings, scenarios: [post] })).toMatch(
      /^post +can run here, without the arms that need owls$/m,
    );
  });

  it('cannot run when it needs what nobody looks for', () => {
    expect(possibilityOf('post', { components: ['owls'], host: [] }, machine).missing).toHaveLength(1);
  });
});

it('a folder that is a file is no place for results', () => {
  const path = join(folder, 'results');
  writeFileSync(path, '');
  expect(disk('disk of results', path, '').state).toBe('missing');
});

it.each(['amqp://u:wro/ng@127.0.0.1', 'u://u:p@$#@host', 'x://user:se@cret@host'])(
  'a password is not shown, whatever the URL looks like: %s',
  (url) => {
    expect(withoutCredentials(`no answer from ${url}/path now`)).toMatch(
      /^no answer from \w+:\/\/\*\*\*@[\w.]+\/path now$/,
    );
  },
);

describe('a running shop', () => {
  const metrics = [
    'shop_dead_letters{process="notifications"} 2',
    'shop_dead_letters{process="notifications"} 2',
    'shop_dead_letters{process="recommendations"} 1',
    'shop_dead_letters_of_others{process="orders"} 9',
  ].join('\n');

  it('has what each of its services has, once, however many instances tell it', () => {
    expect(waiting(metrics, 'shop_dead_letters')).toBe(3);
    expect(waiting(metrics, 'shop_open_sagas')).toBeNull();
    expect(waiting('shop_dead_letters{process="monolith",worker="0"} 4', 'shop_dead_letters')).toBe(4);
  });

  it('is shown with what waits in it, and with the remedy', () => {
    const shop = {
      topology: 'microservices',
      url: 'http://127.0.0.1:3000',
      outboxEvents: 1,
      openSagas: null,
    };
    const shown = (deadLetters: number | null) =>
      render({
        possible: true,
        findings: [finding('a', 'found')],
        scenarios: [],
        shops: [{ ...shop, deadLetters }],
      });
    expect(shown(0)).toMatch(/^microservices at http.*:3000: 1 events on their way, 0 dead letters$/m);
    expect(shown(null)).toMatch(/unknown dead letters$/m);
    expect(shown(2)).toMatch(
      /2 dead letters\. Remedy: mend what failed \(see the logs\), then make redrive\.$/m,
    );
  });
});
