import { COMPONENTS } from '../components/registry.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Text } from '../scenario/scenario.ts';
import { median } from '../stats/order-statistics.ts';

/** Less is how it differs from one moment to the next. */
const TOLERABLE = 1.1;
const MEGABYTE = 1024 * 1024;

/**
 * A component lives for a whole run, and may keep something of every trial: the later rounds of its arms then hold more memory. Told when
 * the idle memory of the last third of the rounds is more than a tenth above that of the first third.
 */
export function growthWarnings(trials: readonly TrialRecord[]): Text[] {
  return COMPONENTS.all.flatMap(({ id, name }) => {
    const byRound = trials
      .filter(({ valid }) => valid)
      .toSorted((a, b) => a.round - b.round)
      .flatMap(({ resources }) => resources?.idle.find(({ process }) => process === id)?.bytes ?? []);
    const third = Math.floor(byRound.length / 3);
    if (third === 0) return [];
    const [first, last] = [byRound.slice(0, third), byRound.slice(-third)].map(median) as [number, number];
    if (last <= first * TOLERABLE) return [];
    const [from, to] = [first, last].map((bytes) => (bytes / MEGABYTE).toFixed(0));
    return [
      {
        en: `${name} lives for the whole run, and grew: the first rounds began with ${from} MB of it, the last with ${to} MB. The memory of the arms that use it holds as much more in later rounds.`,
        ko: `${name}는 실행 내내 떠 있으며 커졌다. 처음 라운드는 ${from} MB, 마지막 라운드는 ${to} MB에서 시작했다. 이를 쓰는 대상의 메모리도 뒤쪽 라운드에서 그만큼 크다.`,
      },
    ];
  });
}
