import { UsageError } from '@lab/lab/registry/usage-error';
import { expect, it } from 'vitest';
import { FIGURES, HELP, selected } from './selection.ts';

it('measures all figures when none is named, and otherwise those that are', () => {
  expect(selected([])).toEqual(new Set(Object.values(FIGURES)));
  expect(selected([FIGURES.edge, FIGURES.edge])).toEqual(new Set([FIGURES.edge]));
});

it('refuses a figure that there is not, and names those that there are', () => {
  expect(() => selected([FIGURES.edge, 'read.persistence-vs-bar'])).toThrow(UsageError);
  expect(() => selected(['read.persistence-vs-bar'])).toThrow('Did you mean "read.persistence-vs-bare"?');
  expect(() => selected(['--fast'])).toThrow('Valid: place-order.monolith-vs-bare, ');
});

it('has a help that names every figure', () => {
  expect(selected(['--help'])).toBeUndefined();
  for (const id of Object.values(FIGURES)) expect(HELP).toContain(id);
});
