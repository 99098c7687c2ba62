import { expect, it } from 'vitest';
import { cpuOf } from './page.ts';

/** A shop whose pages, and readings of its counter, cost so many seconds of CPU time; a page costs less each time. */
function shop(page: Readonly<Record<'one' | 'five', number>>, cheaperBy = 0) {
  let used = 0;
  let asked = 0;
  return {
    async read() {
      used += 0.003;
      return used;
    },
    async page(way: 'one' | 'five') {
      used += page[way] - cheaperBy * asked;
      asked += 1;
    },
  };
}

it('the CPU time of a page is told without what reading it costs', async () => {
  const { read, page } = shop({ one: 0.004, five: 0.01 });
  const { one, five } = await cpuOf(read, 20, page);
  expect(one).toBeCloseTo(4, 6);
  expect(five).toBeCloseTo(10, 6);
});

it('what gets cheaper as time goes on does so for both ways', async () => {
  const { read, page } = shop({ one: 0.01, five: 0.01 }, 0.0001);
  const { one, five } = await cpuOf(read, 20, page);
  expect(five / one).toBeCloseTo(1, 6);
});
