import { expect, it } from 'vitest';
import { parseTimes } from './metered-command.ts';
import { readBuild, readListedTests, readSearchMs, readTotalMs } from './tool-outputs.ts';

const SAID = `11:25:39 PM - Projects in this build: 
    * shared-domain/tsconfig.json
    * microservices/orders/tsconfig.json
    * tsconfig.json

11:25:39 PM - Project 'shared-domain/tsconfig.json' is up to date because newest input 'a.ts' is older than output 'b'

11:25:39 PM - Project 'microservices/orders/tsconfig.json' is out of date because output 'c' is older than input 'd.ts'

11:25:39 PM - Building project 'microservices/orders/tsconfig.json'...

TSFILE: /tmp/code/microservices/orders/dist/main.js
TSFILE: /tmp/code/microservices/orders/dist/main.d.ts
TSFILE: /tmp/code/microservices/orders/dist/.tsbuildinfo
`;

it('counts what tsc says it has built and written', () => {
  const { built, emitted } = readBuild(SAID);
  expect(built).toEqual(['microservices/orders']);
  expect(emitted).toEqual(
    ['main.js', 'main.d.ts'].map((name) => `/tmp/code/microservices/orders/dist/${name}`),
  );
});

it('reads the times that bash tells, after whatever else it has to say', () => {
  expect(parseTimes('bash: line 1: 42 Killed\n1.503 0.981 0.127\n', 'x')).toEqual({
    wallMs: 1503,
    cpuSeconds: expect.closeTo(1.108, 6),
  });
  expect(() => parseTimes('bash: x: command not found', 'x')).toThrow('bash did not tell what x took');
});

it('reads how long tsc has looked, in a build that had nothing to do', () => {
  expect(readTotalMs('Parse time:     0.000s\nTotal time:     0.098s\n\n')).toBeCloseTo(98, 6);
  expect(readTotalMs('Aggregate Total time:   5.566s\n')).toBeUndefined();
});

it('reads how long vitest has searched, out of all that it and the tests say', () => {
  expect(readSearchMs('RUN v4\nvitest searched for 512.3 ms\n ✓ a.test.ts\n')).toBe(512.3);
  expect(readSearchMs('a test says: vitest searched for 1.0 ms')).toBeUndefined();
});

it('counts the tests that vitest lists, and their files', () => {
  const listed = ['a.test.ts', 'a.test.ts', 'b.test.ts'].map((file, index) => ({ name: `${index}`, file }));
  expect(readListedTests(JSON.stringify(listed))).toEqual({ tests: 3, testFiles: 2 });
});
