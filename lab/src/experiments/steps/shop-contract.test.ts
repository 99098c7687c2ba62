import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../host/project-root.ts';
import { CONTEXT_BODY, KERNEL_SIGNATURE, MODULE_LIST, unmetNeeds } from './shop-contract.ts';
import { SOURCES } from './shop-sources.ts';
import { readWorkingTree } from './source-tree.ts';

const tree = await readWorkingTree(PROJECT_ROOT, SOURCES);
const without = (file: string) => new Map([...tree].filter(([path]) => path !== file));

it('is kept by the shop', () => {
  expect(unmetNeeds(tree)).toEqual([]);
});

it.each([MODULE_LIST, CONTEXT_BODY, KERNEL_SIGNATURE])(
  'says what is missing of $file, and what for',
  (place) => {
    const { file, text, why } = place;
    const changed = new Map([...tree, [file, (tree.get(file) ?? '').replace(text, 'something else')]]);
    expect(unmetNeeds(changed)).toEqual([
      `The build experiment needs "${text.trim()}" in ${file}, because ${why}; it is not there. Offer it again, or let shop-contract.ts follow.`,
    ]);
    const twice = new Map([...tree, [file, `${tree.get(file)}${text}`]]);
    expect(unmetNeeds(twice).join()).toContain('it is there 2 times');
  },
);

it.each([
  ['shared-domain/src/payments/payments.ts', 'interface'],
  ['shared-domain/src/payments/payments-service.ts', 'implementation'],
  ['monolith/src/contexts/payments.module.ts', 'module of the context'],
  ['microservices/payments/src/main.ts', 'it starts the service'],
])('says so when %s has gone', (file, why) => {
  const unmet = unmetNeeds(without(file)).join();
  expect(unmet).toContain(file);
  expect(unmet).toContain(why);
});
