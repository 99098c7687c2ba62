import { expect, test } from 'vitest';
import { efficiencyOf, gainOver, type Operation } from './gains.ts';

/** Each instance adds so much, and each arm is off by its own noise. */
const operation = (replicas: number, capacity: number, change: Partial<Operation> = {}): Operation => ({
  replicas,
  capacity,
  megabytes: 500 + 80 * replicas,
  addedMegabytes: 80 * (replicas - 1),
  cpusReserved: 1 + 0.25 * replicas,
  cpusUsed: 0.1 + 0.2 * replicas,
  ...change,
});

test('of two arms, what lies between them', () => {
  const gain = gainOver([operation(1, 30), operation(2, 54)]);
  expect(gain.perMegabyte).toBeCloseTo(24 / 80);
  expect(gain.perCpuReserved).toBeCloseTo(24 / 0.25);
  expect(gain.perCpuUsed).toBeCloseTo(24 / 0.2);
});

test('of three arms on a line, its slope, in whatever order', () => {
  const gain = gainOver([operation(3, 74), operation(1, 30), operation(2, 52)]);
  expect(gain.perMegabyte).toBeCloseTo(22 / 80);
  expect(gain.perCpuReserved).toBeCloseTo(88);
  expect(gain.perCpuUsed).toBeCloseTo(110);
});

test('of three arms off a line, the least squares of all of them', () => {
  // Steps of 30 and 14: evenly spaced, so the middle one has no weight in the slope, but lifts the line.
  expect(gainOver([operation(1, 30), operation(2, 60), operation(3, 74)]).perCpuReserved).toBeCloseTo(
    44 / 0.5,
  );
  // By hand: x 1, 2, 4; y 30, 60, 74; means 2.333 and 54.667; 63.333 ÷ 4.667, for 80 MB each.
  const unevenly = [operation(1, 30), operation(2, 60), operation(4, 74)];
  expect(gainOver(unevenly).perMegabyte).toBeCloseTo(63.333 / 4.667 / 80);
});

test('nothing gained is told as next to nothing, and so is nothing added', () => {
  const none = gainOver([operation(2, 54), operation(3, 54, { cpusUsed: 0.5 })]);
  expect(none.perMegabyte).toBeCloseTo(0.1 / 80);
  expect(none.perCpuReserved).toBeCloseTo(0.1 / 0.25);
  expect(none.perCpuUsed).toBeCloseTo(0.1 / 0.01);
  expect(gainOver([operation(1, 54), operation(2, 40)]).perCpuReserved).toBeCloseTo(0.1 / 0.25);
  const free = gainOver([operation(1, 30), operation(2, 54, { addedMegabytes: 0.5 })]);
  expect(free.perMegabyte).toBeCloseTo(24 / 1);
});

test('a capacity that falls gains nothing, also where the CPU time used falls with it', () => {
  const fallen = gainOver([operation(1, 54), operation(2, 40, { cpusUsed: 0.25 })]);
  expect(fallen.perCpuUsed).toBeCloseTo(0.1 / 0.01);
});

test('noise of what was added does not flatten a gain, as a line through both would be', () => {
  const noisy = [operation(1, 30), operation(2, 52), operation(3, 74)].map((each, index) => ({
    ...each,
    cpusUsed: each.cpusUsed + ([0.05, -0.1, 0.05][index] ?? 0),
  }));
  expect(gainOver(noisy).perCpuUsed).toBeCloseTo(110);
});

test('efficiency is the share of what proportional growth would give', () => {
  expect(efficiencyOf(operation(2, 54), operation(1, 30))).toBeCloseTo(0.9);
  expect(efficiencyOf(operation(3, 54), operation(1, 30))).toBeCloseTo(0.6);
});
