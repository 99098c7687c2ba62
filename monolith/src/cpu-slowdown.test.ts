import { expect, it } from 'vitest';
import { CpuSlowdown } from './cpu-slowdown.ts';

/** A process whose main thread runs for one microsecond per look at the wall clock. All in microseconds. */
class FakeProcess {
  cpu = 1_000_000;
  wall = 0;
  /** What happens besides, at every look. */
  besides = () => {};

  readonly clocks = {
    cpu: () => this.cpu,
    wall: () => {
      this.cpu += 1;
      this.wall += 1;
      this.besides();
      return this.wall;
    },
  };

  serve(microseconds: number): void {
    this.cpu += microseconds;
    this.wall += microseconds * 3;
  }
}

/** How many times its own work a process uses that is slowed by 20 %. */
function ratioOf(process: FakeProcess, requests: readonly number[]): number {
  const slowdown = new CpuSlowdown(0.2, process.clocks);
  const before = process.cpu;
  for (const request of requests) {
    process.serve(request);
    slowdown.catchUp();
  }
  return (process.cpu - before) / requests.reduce((sum, request) => sum + request, 0);
}

it('adds its share, whatever the requests cost, and not of what was used before', () => {
  expect(ratioOf(new FakeProcess(), [4_000, 11_000, 500, 7, 4_000])).toBeCloseTo(1.2, 2);
});

it('does not take the time for its own in which the thread did not run', () => {
  const process = new FakeProcess();
  process.besides = () => {
    if (process.wall % 100 === 0) process.wall += 3_000;
  };
  expect(ratioOf(process, [4_000, 11_000, 500, 4_000])).toBeCloseTo(1.2, 2);
});

it("neither counts other threads' work as its own nor forgets to slow it down", () => {
  const process = new FakeProcess();
  let others = 0;
  process.besides = () => {
    process.cpu += 0.5;
    others += 0.5;
  };
  const requests = Array.from({ length: 50 }, () => 4_000);
  const own = 50 * 4_000;
  const total = ratioOf(process, requests) * own;
  expect(total / (own + others)).toBeCloseTo(1.2, 2);
});

it('wastes a long debt in stretches', () => {
  const process = new FakeProcess();
  const slowdown = new CpuSlowdown(1, process.clocks);
  process.serve(80_000);
  const before = process.wall;
  slowdown.catchUp();
  expect(process.wall - before).toBeLessThan(60_000);
  slowdown.catchUp();
  expect(process.cpu - 1_000_000).toBeCloseTo(160_000, -2);
});

it('takes effect on a real process', () => {
  const slowdown = new CpuSlowdown(0.5);
  const cpu = () => process.cpuUsage().user + process.cpuUsage().system;
  const start = cpu();
  while (cpu() - start < 20_000);
  const before = cpu();
  slowdown.catchUp();
  expect(cpu() - before).toBeGreaterThan(5_000);
});
