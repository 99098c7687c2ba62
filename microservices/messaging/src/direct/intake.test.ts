import { expect, it } from 'vitest';
import { Intake } from './intake.ts';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };

/** Work that goes on until it is told to end. */
function piece(log: string[], name: string) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = () => {
    log.push(name);
    return ended;
  };
  return { work, end: () => end() };
}

it('lets so many go on at once, and the others in their order', async () => {
  const intake = new Intake(1, 2);
  const begun: string[] = [];
  const [first, second, third, fourth] = ['a', 'b', 'c', 'd'].map((name) => piece(begun, name)) as [
    ReturnType<typeof piece>,
    ReturnType<typeof piece>,
    ReturnType<typeof piece>,
    ReturnType<typeof piece>,
  ];
  const one = intake.admit(first.work);
  const two = intake.admit(second.work);
  const three = intake.admit(third.work);
  expect(intake.admit(fourth.work)).toBeUndefined();
  expect(begun).toEqual(['a']);
  first.end();
  await one;
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  second.end();
  await two;
  third.end();
  await three;
  expect(begun).toEqual(['a', 'b', 'c']);
  await intake.drained(0, 'the test', logger);
});

it('gives the place of work that failed to the next', async () => {
  const intake = new Intake(1, 1);
  const bad = intake.admit(() => Promise.reject(new Error('bad')));
  const next = intake.admit(async () => 'good');
  await expect(bad).rejects.toThrow('bad');
  expect(await next).toBe('good');
});

it('says what is left when it is not drained in time', async () => {
  const intake = new Intake(1, 1);
  const told: object[] = [];
  void intake.admit(() => new Promise<void>(() => undefined));
  await intake.drained(10, 'catalog', { ...logger, warn: (fields) => told.push(fields) });
  expect(told).toMatchObject([{ left: 1 }]);
});

it('begins nothing more once it has ended, and tells so what waits', async () => {
  const intake = new Intake(1, 1);
  const begun: string[] = [];
  const [first, second, third] = ['a', 'b', 'c'].map((name) => piece(begun, name));
  const one = first && intake.admit(first.work);
  const two = second && intake.admit(second.work);
  intake.end();
  expect(await two).toBeUndefined();
  expect(third && intake.admit(third.work)).toBeUndefined();
  first?.end();
  await one;
  expect(begun).toEqual(['a']);
  await intake.drained(0, 'the test', logger);
});
