import { expect, it } from 'vitest';
import { OneWorker } from './one-worker.ts';

/** A clock that goes on by a tenth of a millisecond with every look at it. */
function clock() {
  let now = 0;
  return { now: () => (now += 0.1), wait: (ms: number) => (now += ms), read: () => now };
}

it('does one job after the other, in the order in which they came, for as long as each takes', async () => {
  const time = clock();
  const worker = new OneWorker(time.now);
  const done: [job: number, at: number][] = [];
  const jobs = [10, 10, 5].map((ms, job) => worker.work(ms).then(() => done.push([job, time.read()])));
  await Promise.all(jobs);
  expect(done.map(([job]) => job)).toEqual([0, 1, 2]);
  expect(done.map(([, at]) => Math.round(at))).toEqual([10, 20, 25]);
});

it('loses no capacity between jobs, nor by a pause of its process', async () => {
  const time = clock();
  const worker = new OneWorker(time.now);
  const first = worker.work(10);
  const second = worker.work(10);
  await first;
  time.wait(8);
  await second;
  expect(Math.round(time.read())).toBe(20);
});

it('begins a job when it comes if it has nothing to do', async () => {
  const time = clock();
  const worker = new OneWorker(time.now);
  await worker.work(10);
  time.wait(100);
  await worker.work(10);
  expect(Math.round(time.read())).toBe(120);
});
