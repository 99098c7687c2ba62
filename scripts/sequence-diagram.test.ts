import { expect, it } from 'vitest';
import { readSequenceDiagram } from './sequence-diagram.ts';

const diagram = (...lines: readonly string[]) =>
  readSequenceDiagram(['sequenceDiagram', '  actor A', '  participant B as the other', ...lines].join('\n'));

it('reads arrows, notes and blocks, and tells the steps without their texts', () => {
  const { steps, mistakes } = diagram(
    '  A->>B: ask (once)',
    '  Note over A,B: commit 1: all of it',
    '  opt when it is late',
    '    B-->>A: answer',
    '  end',
    '  A-)B: tell',
  );
  expect(mistakes).toEqual([]);
  expect(steps).toEqual(['A->>B', 'Note over A,B', 'B-->>A', 'A-)B']);
});

it.each([
  ['an end that is no participant', ['A->>C: ask'], 'C is no participant: A->>C: ask'],
  ['a note over nobody', ['Note over C: x'], 'C is no participant: Note over C: x'],
  ['an arrow without a text', ['A->>B'], 'not understood: A->>B'],
  ['an arrow that Mermaid does not have', ['A=>B: x'], 'not understood: A=>B: x'],
  ['what would end the line', ['A->>B: one; two'], 'not understood: A->>B: one; two'],
  ['a block without an end', ['loop often', 'A->>B: x'], 'a block has no end'],
  ['an end without a block', ['end'], 'not understood: end'],
  ['a branch of no block', ['else'], 'not understood: else'],
  ['a participant twice', ['participant A'], 'declared twice: A'],
])('finds %s', (_, lines, mistake) => {
  expect(diagram(...lines).mistakes).toEqual([mistake]);
});

it('finds a diagram of another kind', () => {
  expect(readSequenceDiagram('graph TD').mistakes).toEqual([
    'it begins with "graph TD", not with sequenceDiagram',
  ]);
});
