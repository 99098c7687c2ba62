import { expect, test } from 'vitest';
import { withoutPassword } from './amqp-probe.ts';
import { containerSpec } from './docker.ts';
import { definitions, prefixNamespaces, vhostNames, vhostNamespaces } from './namespaces.ts';

const user = { name: 'lab', password: 'secret' };

test('there is at least one vhost, and the user may do everything in each', () => {
  expect(vhostNames(0)).toEqual(['trial-1']);
  const loaded = JSON.parse(definitions(user, vhostNames(2)));
  expect(loaded.vhosts).toEqual([{ name: 'trial-1' }, { name: 'trial-2' }]);
  expect(loaded.permissions).toContainEqual({
    user: 'lab',
    vhost: 'trial-2',
    configure: '.*',
    write: '.*',
    read: '.*',
  });
});

test('vhosts are handed out once each; after that, prefixes within the last', () => {
  const next = vhostNamespaces(user, 5672, vhostNames(2));
  expect([next(), next(), next(), next()]).toEqual([
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-1', AMQP_PREFIX: '' },
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-2', AMQP_PREFIX: '' },
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-2', AMQP_PREFIX: 'trial-3.' },
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-2', AMQP_PREFIX: 'trial-4.' },
  ]);
});

test("in someone else's broker, prefixes tell runs and trials apart", () => {
  const [one, other] = [prefixNamespaces('amqp://there', 'run-1'), prefixNamespaces('amqp://there', 'run-2')];
  const prefixes = [one(), one(), other()].map(({ AMQP_PREFIX }) => AMQP_PREFIX);
  expect(prefixes).toEqual(['lab.run-1.1.', 'lab.run-1.2.', 'lab.run-2.1.']);
});

test('messages show no password', () => {
  expect(withoutPassword('amqps://me:secret@host:5671/shop')).toBe('amqps://me:***@host:5671/shop');
  expect(withoutPassword('amqp://host')).toBe('amqp://host');
});

test('a container is published on the loopback interface only, labelled, and removed by name', () => {
  const spec = containerSpec({
    runId: 'run 1',
    port: 40_001,
    workDir: '/w',
    log: '/w/log',
    definitions: '{}',
    cpus: '0-1',
  });
  const line = spec.args.join(' ');
  expect(line).toContain('--publish 127.0.0.1:40001:5672');
  expect(line).toContain('--label lab.run-id=run 1');
  expect(line).toContain('--cpuset-cpus 0-1');
  expect(spec.farewell).toEqual(['docker', 'rm', '--force', '--volumes', 'lab-run-1-rabbitmq-40001']);
  expect(line).toContain('--name lab-run-1-rabbitmq-40001 ');
});
