import { expect, test } from 'vitest';
import { isClear, shownUrl, withoutSecrets } from './urls.ts';

test.each([
  ['amqp://host', 'amqp://host'],
  ['amqp://127.0.0.1:5672/shop', 'amqp://127.0.0.1:5672/shop'],
  ['redis://[::1]:6379/2', 'redis://[::1]:6379/2'],
  ['amqps://me:secret@host:5671/shop', 'amqps://***@host:5671/shop'],
  ['redis://:secret%40@host/0', 'redis://***@host/0'],
  ['redis://secret@host', 'redis://***@host'],
  ['amqp://host?heartbeat=5', 'amqp://host'],
])('%s can be read in one way, and is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
  expect(isClear(url, url.slice(0, 5).replace('amqps', 'amqp').replace(/:$/, ''))).toBe(true);
});

test.each([
  // What a password must not hold unescaped, and people write all the same.
  ['amqp://u:secr/et@127.0.0.1', 'amqp://***@127.0.0.1'],
  ['amqp://u:1234/secret@127.0.0.1:5672/a', 'amqp://***@127.0.0.1:5672/a'],
  ['amqp://u:secr@$#et@host:5672', 'amqp://***@host:5672'],
  ['amqp://u:secr?et@host', 'amqp://***@host'],
  ['amqp://u:se:cret@host', 'amqp://***@host'],
  ['amqp://me:pw@host:5671/shop?key=secret@', 'amqp://***@'],
  ['amqp://u:secret', 'amqp://***'],
  ['amqp://', 'amqp://'],
  ['u:secret@host', '***'],
  ['amqp:u:secret@host', '***'],
  ['redis://host', 'redis://host'],
])('%s cannot, or is of another scheme, and is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
  expect(isClear(url, 'amqp')).toBe(false);
});

test("a library's message is shown without the password, as it was written and as it is meant", () => {
  const url = 'redis://me:se%40cret@host';
  const message = withoutSecrets(`cannot reach ${url}: se%40cret and se@cret`, url);
  expect(message).toBe('cannot reach ***: *** and ***');
});
