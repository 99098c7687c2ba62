import { expect, it } from 'vitest';
import { CpuSlowdown } from './cpu-slowdown.ts';

/** A process whose main thread runs for a while per look at its clock. All in microseconds. */
class FakeProcess {
  cpu = 1_000_000;
  thread = 500;
  /** What it uses, and what its other threads use, at every look. */
  look = 5;
  others = 0;

  readonly clocks = {
    cpu: () => this.cpu,
    thread: () => {
      this.cpu += this.look + this.others;
      this.thread += this.look;
      return this.thread;
    },
  };

  serve(microseconds: number): void {
    this.cpu += microseconds;
    this.thread += microseconds;
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

it("neither counts other threads' work as its own nor forgets to slow it down", () => {
  const process = new FakeProcess();
  process.others = 2.5;
  const requests = Array.from({ length: 50 }, () => 4_000);
  const looks = () => process.thread;
  const before = looks();
  const own = 50 * 4_000;
  const total = ratioOf(process, requests) * own;
  const others = (looks() - before - own) * 0.5;
  expect(total / (own + others)).toBeCloseTo(1.2, 2);
});

it('wastes a long debt in stretches', () => {
  const process = new FakeProcess();
  const slowdown = new CpuSlowdown(1, process.clocks);
  process.serve(80_000);
  const before = process.thread;
  slowdown.catchUp();
  expect(process.thread - before).toBeLessThan(60_000);
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
