import { expect, test } from 'vitest';
import { shownUrl } from './urls.ts';

test.each([
  ['amqp://host', 'amqp://host'],
  ['amqp://127.0.0.1:5672/shop', 'amqp://127.0.0.1:5672/shop'],
  ['redis://[::1]:6379/2', 'redis://[::1]:6379/2'],
  ['amqps://me:secret@host:5671/shop?key=secret', 'amqps://***@host:5671/shop'],
  ['redis://secret@host', 'redis://***@host'],
  ['redis://:secret@host/0', 'redis://***@host/0'],
  // What a password must not hold unescaped, and people write all the same.
  ['amqp://u:secr/et@127.0.0.1', 'amqp://***@127.0.0.1'],
  ['amqp://u:1234/secret@127.0.0.1:5672/a', 'amqp://***@127.0.0.1:5672/a'],
  ['amqp://u:secr@$#et@host:5672', 'amqp://***@host:5672'],
  ['amqp://u:secr?et@host', 'amqp://***@host'],
  ['amqp://u:secret', 'amqp://***'],
  ['u:secret@host', '***'],
  ['amqp:u:secret@host', '***'],
])('%s is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});
