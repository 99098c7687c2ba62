import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { COMPONENTS } from './registry.ts';

test('every folder with the facts of a component is in the registry, under its id', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const folders = readdirSync(here).filter((name) => existsSync(`${here}/${name}/component.json`));
  expect([...COMPONENTS.ids].toSorted()).toEqual(folders.toSorted());
});
