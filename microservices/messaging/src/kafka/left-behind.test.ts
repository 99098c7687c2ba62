import { TooOld } from '@lab/shared-domain/kernel/events';
import { expect, it } from 'vitest';
import { isLeftBehind } from './subscriber.ts';

it.each([
  ['was published before what the inbox has forgotten', 999n, true],
  ['was published with the last that it has forgotten', 1_000n, true],
  ['happened before that, and was published later', 1_001n, false],
])('an event that %s', (_, timestamp, leftBehind) => {
  expect(isLeftBehind({ timestamp }, new TooOld('letters', 'e', 1_000))).toBe(leftBehind);
});
