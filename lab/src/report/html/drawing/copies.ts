import { type Html, html } from '../../../charts/html.ts';
import type { Call } from './call-paths.ts';
import { arrow } from './figure-parts.ts';
import type { Part } from './parts.ts';

/** Copies that parts keep of what others own, and the events that keep them up. */

/** Between the names of parts and the lanes; each owner has a lane. */
const LANES = { from: 322, first: 346, apart: 9 } as const;

const asks = ({ role, place }: Part, { by }: Call): boolean =>
  by === undefined ? place === 'edge' : by === role;

/** Whether a part answers a call of its own from its copy. */
export const readsItself = (part: Part, call: Call): boolean =>
  asks(part, call) && part.copies.includes(`${call.to}.${call.method}`);

/** Contexts that a part has a copy of. */
export const ownersOf = ({ copies }: Pick<Part, 'copies'>): string[] => [
  ...new Set(copies.map((method) => method.split('.')[0] ?? method)),
];

/** Dashed arrows from owners to those that keep a copy, right of all names. @param rowOf the middle of a part's row */
export function events(parts: readonly Part[], rowOf: (part: Part) => number): Html {
  const owners = [...new Set(parts.flatMap(ownersOf))];
  return html`${owners.map((owner, nth) => {
    const from = parts.find(({ role }) => role === owner);
    if (!from) return null;
    const lane = LANES.first - nth * LANES.apart;
    const readers = parts.filter((part) => ownersOf(part).includes(owner));
    return readers.map((reader) =>
      arrow(
        [
          [LANES.from, rowOf(from)],
          [lane, rowOf(from)],
          [lane, rowOf(reader)],
          [LANES.from, rowOf(reader)],
        ],
        'var(--soft)',
        1,
        true,
      ),
    );
  })}`;
}
