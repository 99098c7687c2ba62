/** Lengths are whole tenths of a CSS pixel here, so that differences of them are exact. */
type Point = readonly [x: number, y: number];

interface Step {
  readonly command: string;
  readonly numbers: readonly number[];
  readonly from: Point;
  readonly end: Point;
}

const by = (numbers: readonly number[], [x, y]: Point): Point => {
  const [across = 0, down = 0] = numbers.slice(-2);
  return [x + across, y + down];
};
const to = (numbers: readonly number[]): Point => by(numbers, [0, 0]);

interface Command {
  readonly takes: number;
  end(numbers: readonly number[], from: Point, start: Point): Point;
}

/** The commands that our charts are drawn with, and where each ends. */
const COMMANDS: Readonly<Record<string, Command>> = {
  M: { takes: 2, end: to },
  L: { takes: 2, end: to },
  l: { takes: 2, end: by },
  V: { takes: 1, end: ([y = 0], [x]) => [x, y] },
  A: { takes: 7, end: to },
  Z: { takes: 0, end: (_numbers, _from, start) => start },
};

/** Undefined for a path with other commands, e.g. of curves. */
function stepsOf(d: string): Step[] | undefined {
  const steps: Step[] = [];
  let from: Point = [0, 0];
  let start = from;
  for (const [, name = '', rest = ''] of d.matchAll(/([a-z])([^a-z]*)/gi)) {
    const command = COMMANDS[name];
    const numbers = (rest.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map((each) => Math.round(Number(each) * 10));
    if (command?.takes !== numbers.length) return undefined;
    const end = command.end(numbers, from, start);
    if (name === 'M') start = end;
    steps.push({ command: name, numbers, from, end });
    from = end;
  }
  return steps;
}

/**
 * The same path in fewer characters: each step tells how far it goes, and not where it ends. Nothing moves by more than the rounding to
 * tenths. A path with commands that our charts do not have stays as it is.
 *
 * @param d the attribute of that name
 */
export function smallPath(d: string): string {
  let last = '';
  const written = (step: Step): string => {
    const [command, numbers] = shortest(step);
    // A command that comes again need not be named, but for one that begins or ends a line.
    const implied = command === last && 'hvla'.includes(command);
    last = command;
    return `${implied ? '' : command}${spaced(numbers, implied)}`;
  };
  return stepsOf(d)?.map(written).join('') ?? d;
}

function shortest({ command, numbers, from, end }: Step): readonly [string, readonly number[]] {
  const [across, down] = [end[0] - from[0], end[1] - from[1]];
  if (command === 'M') return ['M', numbers];
  if (command === 'Z') return ['z', []];
  if (command === 'A') return ['a', [...numbers.slice(0, 5), across, down]];
  if (down === 0) return ['h', [across]];
  return across === 0 ? ['v', [down]] : ['l', [across, down]];
}

/** A minus parts two numbers as well as a space does. */
const spaced = (tenths: readonly number[], afterNumber: boolean): string =>
  tenths
    .map((each) => String(each / 10).replace(/^(-?)0\./, '$1.'))
    .map((each, index) => (each.startsWith('-') || (index === 0 && !afterNumber) ? each : ` ${each}`))
    .join('');

/** Whether a path encloses nothing: all of it lies on one upright or level line, as a bar of no length does. */
export function isFlat(d: string): boolean {
  const steps = stepsOf(d);
  if (!steps || steps.some(({ command }) => command === 'A')) return false;
  const [first] = steps;
  const apart = (axis: 0 | 1) => steps.some(({ end }) => end[axis] !== first?.end[axis]);
  return !apart(0) || !apart(1);
}
