import type { Operation } from '../scenario/workload.ts';
import { counted } from '../terminal/counted.ts';
import type { Cut, Reaction } from './iteration.ts';
import type { Sample } from './sample.ts';

/** Characters of JSON that are kept of what a workload observes. */
const MOST_OBSERVED = 32 * 1024 * 1024;

/** Every request that a session has sent and that has ended, in the order in which they ended. */
export interface History {
  readonly operations: readonly Operation[];
  /** What is not in it though the workload wanted it; empty where nothing is missing. */
  readonly missing: readonly string[];
}

type Line = Omit<Operation, 'observed'> & { readonly json: string | undefined };

const WHY: Readonly<Record<Cut, string>> = {
  time: 'when their time was over',
  requests: 'at 1,000 requests',
  size: 'at 4 MiB of answers',
};

/** Takes a history down, in bounded memory. */
export class HistoryLog {
  readonly #lines: Line[] = [];
  readonly #cuts = new Map<Cut, number>();
  #kept = 0;
  #dropped = 0;

  constructor(private readonly most = MOST_OBSERVED) {}

  /** @param epochMs when the times of the sample count from */
  add(sample: Sample, epochMs: number, { observed, cut }: Reaction = {}): void {
    const { iteration, step, endpoint, intended, late, response } = sample;
    const fits = this.#kept + (observed?.length ?? 0) <= this.most;
    if (fits) this.#kept += observed?.length ?? 0;
    else this.#dropped += 1;
    if (cut) this.#cuts.set(cut, (this.#cuts.get(cut) ?? 0) + 1);
    const startedAt = epochMs + intended + late;
    const endedAt = epochMs + intended + response;
    const json = fits ? observed : undefined;
    this.#lines.push({ iteration, step, endpoint, outcome: outcomeOf(sample), startedAt, endedAt, json });
  }

  read(): History {
    const mebibytes = this.most / 1024 / 1024;
    return {
      operations: this.#lines.map(({ json, ...line }) =>
        json === undefined ? line : { ...line, observed: JSON.parse(json) },
      ),
      missing: [
        ...[...this.#cuts].map(([cut, count]) => `${counted(count, 'iteration')} ended early, ${WHY[cut]}`),
        ...(this.#dropped === 0
          ? []
          : [`${counted(this.#dropped, 'observation')} came after the ${mebibytes} MiB that are kept`]),
      ],
    };
  }
}

/** A refusal is certain; after any other error the request may have been carried out all the same. */
function outcomeOf({ outcome }: Sample): Operation['outcome'] {
  if (outcome.kind === 'ok') return 'ok';
  return outcome.kind === 'error' && /^4\d\d$/.test(outcome.what) ? 'failed' : 'indeterminate';
}
