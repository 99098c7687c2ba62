import type { Estimate } from './estimate.ts';
import { studentTQuantile } from './student-t.ts';
import type { Thresholds } from './verdict.ts';

/** More than that nobody runs. */
const MOST_ROUNDS = 200;

/**
 * How many rounds would probably make the t interval of a log ratio clear of the threshold that it now crosses, if the ratio and
 * the spread of the rounds stay the same.
 *
 * @returns more than the rounds there are; null where no number would do, or more than anybody runs
 */
export function roundsToSettle(
  { value, standardError, rounds }: Estimate,
  confidence: number,
  { delta, floor = 0 }: Thresholds,
): number | null {
  const [within, beyond] = [Math.log(1 + delta), Math.log(1 + Math.max(delta, floor))];
  const size = Math.abs(value);
  const distance = size > beyond ? size - beyond : within - size;
  const spread = standardError * Math.sqrt(rounds);
  for (let asked = rounds + 1; asked <= MOST_ROUNDS; asked += 1)
    if ((studentTQuantile((1 + confidence) / 2, asked - 1) * spread) / Math.sqrt(asked) < distance)
      return asked;
  return null;
}
