import { expect, test } from 'vitest';
import { topologyOf } from '../topologies/topology-of.ts';
import { welcome } from './up.ts';

test('the welcome names the URL, the docs, the logs and a sign-in that can be pasted', () => {
  const text = welcome(topologyOf('monolith'), 'http://127.0.0.1:3000', 1_234, '/logs');
  expect(text).toContain('http://127.0.0.1:3000/docs');
  expect(text).toContain('ready after 1.2 s');
  expect(text).toContain('/logs');
  const [, body = ''] = /-d '([^']*)'/.exec(text) ?? [];
  expect(JSON.parse(body)).toEqual({ email: 'customer-001@shop.example', password: 'correct-horse-battery' });
});
