import { expect, test } from 'vitest';
import { definitions, vhostNames, vhostNamespaces } from './namespaces.ts';

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

test('vhosts are handed out once each; after that, prefixes within the last', async () => {
  const next = vhostNamespaces(user, 5672, vhostNames(2));
  const four = await Promise.all([next(), next(), next(), next()]);
  expect(four.map(({ env }) => env)).toEqual([
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-1', AMQP_PREFIX: '' },
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-2', AMQP_PREFIX: '' },
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-2', AMQP_PREFIX: 'trial-3.' },
    { AMQP_URL: 'amqp://lab:secret@127.0.0.1:5672/trial-2', AMQP_PREFIX: 'trial-4.' },
  ]);
});
