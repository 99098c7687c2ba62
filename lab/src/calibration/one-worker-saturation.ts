import { observationOf } from '../saturation/observation.ts';
import { type Bracket, findSaturation, type Saturation } from '../saturation/search.ts';
import { measure } from './instrument.ts';
import type { KnownAnswer } from './known-answer.ts';

const WORK_MS = 10;
const CAPACITY = 1000 / WORK_MS;

const SEARCH = {
  from: 60,
  least: 10,
  most: 300,
  factor: 1.5,
  resolution: 0.02,
  // An undisturbed worker answers in 10 ms up to its capacity. The rest is room for a pause of the machine.
  objective: { percentile: 'p95', milliseconds: 50 },
} as const;

/** One worker with 10 ms of work for each request: the saturation search must end at 100 a second. */
export const oneWorkerSaturation = (secondsPerTry: number): KnownAnswer<'saturation'> => ({
  title: `saturation of one worker with ${WORK_MS} ms of work`,
  figures: {
    saturation: {
      what: `saturation of one worker with ${WORK_MS} ms of work`,
      unit: '1/s',
      expected: CAPACITY,
      tolerance: { relative: 0.03 },
      better: 'nearer',
    },
  },
  async read(instrument) {
    const tryRate = async (perSecond: number) => {
      instrument.say(`trying ${perSecond}/s`);
      const requests = [{ endpoint: 'work', path: `/work/${WORK_MS}` }];
      const stretch = { requests, perSecond, seconds: secondsPerTry, warmUpSeconds: 1 };
      return observationOf(await measure(instrument, stretch));
    };
    const saturation = await findSaturation(tryRate, SEARCH);
    return { saturation: { value: middleOf(saturation.bracket), note: account(saturation) } };
  },
});

const middleOf = ({ passed, failed }: Bracket): number | null =>
  passed === null || failed === null ? null : (passed + failed) / 2;

function account({ bracket: { passed, failed }, steps }: Saturation): string {
  const reason = steps.find(({ perSecond }) => perSecond === failed)?.reasons[0];
  const low = passed === null ? 'no rate passed' : `${passed}/s passed`;
  const high = failed === null ? 'none failed' : `${failed}/s failed (${reason})`;
  return `${low}, ${high}: the middle of the two, after ${steps.length} tries`;
}
