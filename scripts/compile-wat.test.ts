import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compiled, MODULE } from './compile-wat.mjs';

it('the WebAssembly of ranking is what its source says', async () => {
  expect(readFileSync(MODULE, 'utf8')).toBe(await compiled());
});
