import { expect, test, vi } from 'vitest';
import type { Text } from '../scenario/scenario.ts';
import { acquire, type Machine, whyMissing } from './acquire.ts';
import { type ComponentKind, CredentialsRefused, type Server } from './component.ts';

/** What the made machine has. */
const docker: { engine: Awaited<ReturnType<Machine['findDockerEngine']>> } = {
  engine: { missing: 'no docker on PATH' },
};
const debian = { installable: false, installed: [] as string[] };
const machine: Machine = {
  findDockerEngine: async () => docker.engine,
  canInstallDebianPackages: async () => debian.installable,
  installDebianPackage: async (name) => void debian.installed.push(name),
};

const server: Server = {
  version: '1.2',
  freshNamespace: async () => ({ env: {}, leave: async () => undefined }),
  pids: () => [],
  release: async () => undefined,
};

/** A component of which this machine has nothing. */
const kettle: ComponentKind = {
  ...{ id: 'kettle', name: 'Kettle', urlVariable: 'KETTLE_URL', exampleUrl: 'tea://user:password@host' },
  ...{ programs: ['kettled'], usualPlaces: [], dockerImage: 'kettle:1', debianPackage: 'kettle' },
  ...{ homebrewFormula: 'kettle', serial: true },
  ask: async () => ({ version: '1.2' }),
  environmentOf: () => ({}),
  forget: async () => undefined,
  find: async () => undefined,
  startPrivately: async () => server,
  startContainer: async () => server,
};

async function climb(kind: Partial<ComponentKind>, env: NodeJS.ProcessEnv = {}) {
  const lines: string[] = [];
  const options = {
    workDir: '/nowhere',
    runId: 'run',
    namespaces: 1,
    log: ({ en }: Text) => lines.push(en),
  };
  const found = await acquire({ ...kettle, ...kind }, { ...options, env }, machine).then(
    ({ origin }) => ({ origin, message: '' }),
    ({ name, message }: Error) => ({ origin: name, message }),
  );
  return { ...found, said: lines.join('\n') };
}

test('a program of this machine comes before Docker, Docker before a package', async () => {
  docker.engine = { version: '29' };
  debian.installable = true;
  expect(await climb({ find: async () => '/bin/kettled' })).toMatchObject({ origin: 'private node' });
  expect(await climb({})).toMatchObject({ origin: 'docker' });
  docker.engine = { missing: 'no docker on PATH' };
  const places = [undefined, '/bin/kettled'];
  expect(await climb({ find: async () => places.shift() })).toMatchObject({ origin: 'debian package' });
  expect(debian.installed).toEqual(['kettle']);
});

test('a rung that breaks is told, and the next one tried; at the end every way is listed', async () => {
  docker.engine = { version: '29' };
  debian.installable = false;
  const broken = async () => {
    throw new Error('no such image\nand more');
  };
  const { origin, message, said } = await climb({ startContainer: broken });
  expect(origin).toBe('MissingComponent');
  expect(said).toContain('Kettle: no such image');
  expect(message.split('\n')).toEqual([
    'Kettle is missing. Any one of these helps:',
    '  - set KETTLE_URL to a Kettle that runs, e.g. tea://user:password@host',
    '  - install kettled (brew install kettle; apt-get install kettle; no service needed)',
    '  - repair what failed: no such image',
    '  - on Debian or Ubuntu, run this as root, and the package is installed for you',
  ]);
});

test('the server that its variable names is used and no other, and nothing shows its password', async () => {
  const url = 'tea://me:se%40cret@host:7';
  const found = await climb({}, { KETTLE_URL: url });
  expect(found).toMatchObject({ origin: 'KETTLE_URL', said: 'Kettle: using KETTLE_URL (tea://***@host:7)' });

  const fails = (error: Error) => async () => {
    throw error;
  };
  const absent = await climb({ ask: fails(new Error('cannot log in as se@cret')) }, { KETTLE_URL: url });
  expect(absent.message).toMatch(
    /KETTLE_URL names: tea:\/\/\*\*\*@host:7 does not answer \(cannot log in as \*\*\*\)/,
  );
  const refused = await climb({ ask: fails(new CredentialsRefused()) }, { KETTLE_URL: url });
  expect(refused.message).toBe('Kettle at host:7 refused the user name or password of KETTLE_URL');
  expect(refused.origin).toBe('UnavailableComponent');
});

test.each(['tea://u:wro/ng@host', 'tea://u:p@$#wrong@host', 'coffee://u:wrong@host', 'wrong'])(
  'who writes %s is told how to write it, before anybody is asked',
  async (url) => {
    const ask = vi.fn(kettle.ask);
    const { origin, message, said } = await climb({ ask }, { KETTLE_URL: url });
    expect(origin).toBe('UnavailableComponent');
    expect(message).toMatch(/KETTLE_URL .* is not a URL like tea:.*percent codes/);
    expect(message + said).not.toMatch(/wro|ng@/);
    expect(ask).not.toHaveBeenCalled();
  },
);

test('whether a component is there is told without starting or installing it', async () => {
  const look = (kind: Partial<ComponentKind>, env: NodeJS.ProcessEnv = {}) =>
    whyMissing({ ...kettle, ...kind }, env, machine);
  debian.installable = true;
  debian.installed.length = 0;
  docker.engine = { missing: 'no docker on PATH' };
  const missing = await look({ build: 'make kettle' });
  expect(missing?.remedies).toEqual([
    'set KETTLE_URL to a Kettle that runs, e.g. tea://user:password@host',
    'install kettled (brew install kettle; apt-get install kettle; make kettle; no service needed)',
    'start a Docker engine (no docker on PATH)',
  ]);
  expect(await look({ find: async () => '/bin/kettled' })).toBeUndefined();
  expect(await look({}, { KETTLE_URL: 'tea://host' })).toBeUndefined();
  docker.engine = { version: '29' };
  expect(await look({})).toBeUndefined();
  expect(debian.installed).toEqual([]);
});

test('a component that Debian does not have ends with Docker', async () => {
  docker.engine = { missing: 'no docker on PATH' };
  debian.installable = true;
  const { origin, message } = await climb({ debianPackage: undefined });
  expect(origin).toBe('MissingComponent');
  expect(message).not.toMatch(/Debian|apt-get/);
});
