import { expect, test } from 'vitest';
import { efficiencyOf, gainOf, type Operation, stepsOf } from './gains.ts';

const one: Operation = { replicas: 1, rate: 30, megabytes: 120, cpusReserved: 0.2, cpusUsed: 0.19 };
const two: Operation = { replicas: 2, rate: 54, megabytes: 200, cpusReserved: 0.4, cpusUsed: 0.39 };
const three: Operation = { replicas: 3, rate: 54, megabytes: 280, cpusReserved: 0.6, cpusUsed: 0.39 };

test('what is gained for each megabyte and each CPU added', () => {
  const gain = gainOf(two, one);
  expect(gain.perMegabyte).toBeCloseTo(0.3);
  expect(gain.perCpuReserved).toBeCloseTo(120);
  expect(gain.perCpuUsed).toBeCloseTo(120);
});

test('nothing gained is told as next to nothing, and so is nothing added', () => {
  const { perMegabyte, perCpuReserved, perCpuUsed } = gainOf(three, two);
  expect(perMegabyte).toBeCloseTo(0.1 / 80);
  expect(perCpuReserved).toBeCloseTo(0.5);
  expect(perCpuUsed).toBeCloseTo(0.1 / 0.01);
  expect(gainOf({ ...two, megabytes: 119 }, one).perMegabyte).toBeCloseTo(24);
});

test('efficiency is the share of what proportional growth would give', () => {
  expect(efficiencyOf(two, one)).toBeCloseTo(0.9);
  expect(efficiencyOf(three, one)).toBeCloseTo(0.6);
  expect(efficiencyOf(one, one)).toBe(1);
});

test('step by step, in the order of their numbers, with a gap where one was not measured', () => {
  expect(stepsOf([three, one, two]).map(({ from, to, efficiency }) => [from, to, efficiency])).toEqual([
    [1, 2, expect.closeTo(0.9)],
    [2, 3, expect.closeTo(0.6)],
  ]);
  expect(stepsOf([three, one])).toMatchObject([{ from: 1, to: 3, perMegabyte: 0.15 }]);
  expect(stepsOf([one])).toEqual([]);
});
