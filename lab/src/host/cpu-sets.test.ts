import { describe, expect, it } from 'vitest';
import { areShared, formatCpuList, parseCpuList, splitCpus, withAtLeast, withExactly } from './cpu-sets.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const alone = (cpu: number) => [cpu];

describe('lists of CPUs', () => {
  it.each([
    ['0', [0]],
    ['0-3', [0, 1, 2, 3]],
    ['8,0-1,10-11', [0, 1, 8, 10, 11]],
    ['', []],
  ])('reads %s', (list, cpus) => {
    expect(parseCpuList(list)).toEqual(cpus);
  });

  it.each([
    [[0], '0'],
    [[3, 0, 1, 2], '0-3'],
    [[0, 2, 3, 9], '0,2-3,9'],
    [[], ''],
  ])('writes %j', (cpus, list) => {
    expect(formatCpuList(cpus)).toBe(list);
  });
});

describe('splitCpus', () => {
  it('cannot split one CPU', () => {
    expect(splitCpus([0], alone)).toBeUndefined();
    expect(splitCpus([], alone)).toBeUndefined();
  });

  it.each([
    ['2', numbers(2), { arms: '0', driver: '1' }],
    ['4', numbers(4), { arms: '0-2', driver: '3' }],
    ['8', numbers(8), { arms: '0-5', driver: '6-7' }],
    ['16', numbers(16), { arms: '0-13', driver: '14-15' }],
    ['what a container may use', [2, 3, 7], { arms: '2-3', driver: '7' }],
  ])('gives the driver the last of %s CPUs', (_, cpus, sets) => {
    expect(splitCpus(cpus, alone)).toEqual(sets);
  });

  it('splits the two threads of the only core', () => {
    expect(splitCpus([0, 1], () => [0, 1])).toEqual({ arms: '0', driver: '1' });
  });

  it('keeps the threads of a core together', () => {
    const twoCores = (cpu: number) => [cpu % 2, (cpu % 2) + 2];
    expect(splitCpus(numbers(4), twoCores)).toEqual({ arms: '0,2', driver: '1,3' });
    const fourCores = (cpu: number) => [cpu % 4, (cpu % 4) + 4];
    expect(splitCpus(numbers(8), fourCores)).toEqual({ arms: '0-2,4-6', driver: '3,7' });
    const eightCores = (cpu: number) => [cpu - (cpu % 2), cpu - (cpu % 2) + 1];
    expect(splitCpus(numbers(16), eightCores)).toEqual({ arms: '0-13', driver: '14-15' });
  });

  it('keeps to the allowed threads of a core', () => {
    const pairs = (cpu: number) => [cpu - (cpu % 2), cpu - (cpu % 2) + 1];
    expect(splitCpus([0, 1, 3], pairs)).toEqual({ arms: '0-1', driver: '3' });
  });
});

describe('withAtLeast', () => {
  it('leaves sets alone where the arms have enough', () => {
    const sets = { arms: '0-1', driver: '2' };
    expect(withAtLeast(2, sets)).toEqual(sets);
    expect(areShared(sets)).toBe(false);
  });

  it('gives the arms the CPUs of the driver too where they do not, and leaves the driver there', () => {
    const sets = withAtLeast(2, { arms: '1', driver: '0' });
    expect(sets).toEqual({ arms: '0-1', driver: '0' });
    expect(areShared(sets)).toBe(true);
  });
});

describe('withExactly', () => {
  it("takes some of the arms' CPUs where they have more", () => {
    expect(withExactly(2, { arms: '0-5', driver: '6-7' })).toEqual({ arms: '0-1', driver: '6-7' });
  });

  it("takes the driver's too where they have fewer, and says where there are not so many", () => {
    const shared = withExactly(2, { arms: '0', driver: '1' });
    expect(shared).toEqual({ arms: '0-1', driver: '1' });
    expect(shared && areShared(shared)).toBe(true);
    expect(withExactly(3, { arms: '0', driver: '1' })).toBeUndefined();
  });
});
