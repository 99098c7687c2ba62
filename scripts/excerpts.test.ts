import { expect, it } from 'vitest';
import { excerptsIn, notIn } from './excerpts.ts';

const source = 'const a = 1;\n\nfunction b() {\n  return a;\n}\n';

it('finds the excerpts of a page with their files, and those without', () => {
  const page =
    'Text.\n\n<!-- from lab/a.ts -->\n```ts\nconst a = 1;\n```\n\nText.\n\n```ts\nb();\n```\n\n```sh\nmake\n```\n';
  expect(excerptsIn(page)).toEqual([
    { file: 'lab/a.ts', code: 'const a = 1;\n' },
    { file: undefined, code: 'b();\n' },
  ]);
});

it('takes what stands in the source, however it is indented, with something left out', () => {
  expect(notIn(source, 'function b() {\nreturn a;\n')).toBeUndefined();
  expect(notIn(source, 'const a = 1;\n// …\n    return a;\n')).toBeUndefined();
});

it.each([
  ['is not there', 'const a = 2;\n', 'const a = 2;\n'],
  ['stands in another order', 'return a;\n// …\nconst a = 1;\n', '\nconst a = 1;\n'],
  ['leaves something out in silence', 'const a = 1;\n  return a;\n', 'const a = 1;\n  return a;\n'],
])('finds what %s', (_, code, missing) => {
  expect(notIn(source, code)).toBe(missing);
});
