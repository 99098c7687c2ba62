import { type Html, html } from '../../../charts/html.ts';
import { alike, joined, type Said } from '../../../charts/said.ts';
import { picture } from '../../../charts/svg.ts';
import { type Call, CONTEXTS, type Path, stepsWith } from './call-paths.ts';
import { events, ownersOf, readsItself } from './copies.ts';
import { arrow, box, CYLINDER, cylinder, step, words } from './figure-parts.ts';
import type { Part } from './parts.ts';

const WIDTH = 360;
const ROW = 36;
const BOX = 24;
const LEFT = 12;
/** Where what is behind the edge begins: left of it are the ways to it. */
const BEHIND = 72;
const WIDEST = 80;
/** From the number of a step to the next one. */
const STEP = 18;
/** Where no memory was measured all boxes are alike. */
const UNMEASURED = 46;

export interface Deployment {
  readonly parts: readonly Part[];
  /** Steps of the request that is shown; empty for none. */
  readonly path: Path;
  readonly colour: string;
  /** MB of the widest box in all drawings that are compared. */
  readonly mostMegabytes: number;
}

/** A deployment from above: customers, the edge, what is between, and what is behind it with its databases. */
export function drawDeployment(deployment: Deployment, alternative: Said): Html {
  const { parts, path, colour } = deployment;
  const at = (place: Part['place']) => parts.filter((part) => part.place === place);
  const [edges, brokers, behind, beside] = [at('edge'), at('broker'), at('behind'), at('beside')];
  const above = [...edges, ...brokers];
  const rowOf = (index: number) => 46 + index * ROW;
  const first = rowOf(above.length);
  const rowOfPart = (part: Part) => rowOf([...above, ...behind].indexOf(part));
  const goesOn = path.flat().some((call) => !parts.some((part) => readsItself(part, call)));
  const contexts = behind.length === 0 && path.length > 0 ? CONTEXTS : [];
  const shared = edges.some(({ database }) => database === 'none') && behind.length > 0;
  const chips = Math.ceil(contexts.length / 2);
  const last = above.length + behind.length + (shared ? 1 : 0);
  const rows = behind.length + (shared ? 1 : 0) + beside.length;
  const height = first + rows * ROW + (chips > 0 ? 22 + chips * 26 : 0);
  const content = html`${words([LEFT, 10], { en: 'customers', ko: '고객' }, { fill: 'var(--soft)' })}
${arrow(
  [
    [LEFT + 14, 18],
    [LEFT + 14, rowOf(0) - BOX / 2 - 1],
  ],
  'var(--ink)',
  2,
)}${words([LEFT + 22, 24], 'HTTP', { fill: 'var(--soft)' })}
${above.map((part, index) => [
  index === 0
    ? null
    : arrow(
        [
          [LEFT + 14, rowOf(index - 1) + BOX / 2],
          [LEFT + 14, rowOf(index) - BOX / 2 - 1],
        ],
        goesOn ? 'var(--ink)' : 'var(--soft)',
        2,
      ),
  row(part, LEFT, rowOf(index), deployment, true),
])}
${behind.map((part, index) => branch(part, first - ROW + BOX / 2, rowOf(above.length + index), deployment))}
${shared ? sharedDatabase(first - ROW + BOX / 2, rowOf(above.length + behind.length)) : null}
${beside.map((part, index) => row(part, BEHIND, rowOf(last + index), deployment, false))}
${events([...above, ...behind], rowOfPart)}
${contexts.length > 0 ? within(contexts, path, first + (beside.length - 1) * ROW + BOX / 2 + 12, colour) : null}`;
  return picture(WIDTH, height, alternative, content);
}

/** A box as wide as its memory, its database, its copy of what others own with the steps that it answers from that, and its name. */
function row(
  part: Part,
  left: number,
  y: number,
  { path, colour, mostMegabytes }: Deployment,
  asked: boolean,
): Html {
  const { name, megabytes, database } = part;
  const width = megabytes === undefined ? UNMEASURED : Math.max(4, (megabytes / mostMegabytes) * WIDEST);
  const right = left + width;
  const own = database === 'own';
  const copy = right + 13 + CYLINDER.width + 3;
  const steps = stepsWith(path, (call) => readsItself(part, call));
  const kept = ownersOf(part).length > 0 ? 3 + CYLINDER.width + steps.length * STEP : 0;
  const label = megabytes === undefined ? name : alike`${name} · ${megabytes.toFixed(0)} MB`;
  return html`${box([left, y - BOX / 2], width, BOX, asked ? colour : 'var(--band)', colour)}${
    own
      ? html`${arrow(
          [
            [right, y],
            [right + 12, y],
          ],
          'var(--soft)',
          1,
        )}${cylinder([right + 13, y], colour)}`
      : null
  }${kept > 0 ? cylinder([copy, y], colour, true) : null}${steps.map((number, index) =>
    step([copy + CYLINDER.width + 11 + index * STEP, y], String(number), colour),
  )}${words([right + (own ? 18 + CYLINDER.width + kept : 8), y], label, { strong: asked })}`;
}

/** A part behind the edge, with the steps in which it is asked on the way to it. */
function branch(part: Part, from: number, y: number, deployment: Deployment): Html {
  const { parts, path, colour } = deployment;
  const isAnswered = (call: Call) => parts.some((each) => readsItself(each, call));
  const steps = stepsWith(path, (call) => call.to === part.role && !isAnswered(call));
  // All instances of what has no context of its own answer whole requests.
  const asked = steps.length > 0 || (path.length > 0 && !CONTEXTS.includes(part.role));
  const trunk = LEFT + 14;
  return html`${arrow(
    [
      [trunk, from],
      [trunk, y],
      [BEHIND - 2, y],
    ],
    asked ? 'var(--ink)' : 'var(--line)',
    asked ? 2 : 1,
  )}${steps.map((number, index) =>
    step([trunk + 14 + index * STEP, y], String(number), colour),
  )}${row(part, BEHIND, y, deployment, asked)}`;
}

/** Workers of one process share its file. */
const sharedDatabase = (from: number, y: number): Html =>
  html`${arrow(
    [
      [LEFT + 14, from],
      [LEFT + 14, y],
      [BEHIND - 2, y],
    ],
    'var(--line)',
    1,
  )}${cylinder([BEHIND, y], 'var(--soft)')}${words(
    [BEHIND + CYLINDER.width + 8, y],
    { en: 'one database for all of them', ko: '모두가 함께 쓰는 데이터베이스' },
    { fill: 'var(--soft)' },
  )}`;

/** The contexts as code in one process, where calls are function calls. */
function within(contexts: readonly string[], path: Path, y: number, colour: string): Html {
  const [width, height] = [(WIDTH - 2 * LEFT - 8) / 2, 22];
  return html`${words([LEFT, y], { en: 'inside, as function calls:', ko: '내부에서 함수 호출로:' }, { fill: 'var(--soft)' })}
${contexts.map((context, index) => {
  const [x, top] = [LEFT + (index % 2) * (width + 8), y + 12 + Math.floor(index / 2) * 26];
  const steps = stepsWith(path, ({ to }) => to === context);
  const name = steps.length > 0 ? joined([steps.join(', '), context], ' · ') : context;
  const asked = steps.length > 0;
  return html`${box([x, top], width, height, 'var(--ground)', asked ? colour : 'var(--line)')}${words([x + 8, top + height / 2], name, { strong: asked, fill: asked ? 'var(--ink)' : 'var(--soft)' })}`;
})}`;
}
