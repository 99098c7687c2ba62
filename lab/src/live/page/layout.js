// @ts-check

/** @typedef {{ readonly x: number, readonly y: number }} Point */
/**
 * A box of a drawing; `x` and `y` are its middle. Its name is `raised` where something else is in it too.
 * @typedef {Point & { readonly id: string, readonly kind: 'client' | 'process' | 'component' | 'database', readonly width: number, readonly height: number, readonly raised?: number }} Box
 */
/** Where requests go: points one after the other. @typedef {readonly Point[]} Way */
/** @typedef {{ readonly width: number, readonly height: number, readonly boxes: readonly Box[], readonly links: readonly (readonly [Point, Point])[], readonly ways: readonly Way[] }} Layout */
/** @typedef {Pick<import('./state.js').ArmNow['plan'], 'edge' | 'processes' | 'components'>} Deployment */

const WIDTH = 360;
const MIDDLE = WIDTH / 2;
/** Where what lies in rows begins, and how wide a row is. */
const [LEFT, ROW_WIDTH] = [3, 354];
const COLUMNS = 3;
const ROW_HEIGHT = 52;

/** @param {string} id @param {Box['kind']} kind @param {Point} at @param {number} width @param {number} height @returns {Box} */
const box = (id, kind, { x, y }, width, height) => ({ id, kind, x, y, width, height });

const CLIENT = box('client', 'client', { x: MIDDLE, y: 20 }, 110, 26);
/** Where requests leave the clients. */
const DOORSTEP = { x: MIDDLE, y: CLIENT.y + CLIENT.height / 2 };

/**
 * How a deployment is drawn, from the clients at the top to the data at the bottom.
 *
 * @param {Deployment} deployment
 * @returns {Layout}
 */
export const layoutOf = (deployment) =>
  deployment.processes.length > 1 ? ofSeveral(deployment) : ofOne(deployment);

/** One process, on its database and whatever else it needs. @param {Deployment} deployment @returns {Layout} */
function ofOne({ edge, components }) {
  const process = box(edge, 'process', { x: MIDDLE, y: 112 }, 190, 84);
  const ids = ['database', ...components];
  const below = ids.map((id, nth) => {
    const kind = nth === 0 ? 'database' : 'component';
    return box(id, kind, { x: inRow(nth, ids.length), y: 196 }, nth === 0 ? 56 : 100, 30);
  });
  return {
    width: WIDTH,
    height: 226,
    boxes: [CLIENT, process, ...below],
    links: [[CLIENT, process], ...below.map((to) => /** @type {const} */ ([process, to]))],
    ways: [[DOORSTEP, process, ...below.slice(0, 1)]],
  };
}

/** An edge, the servers that link it with the other processes, and those, with a database for each role. @param {Deployment} deployment @returns {Layout} */
function ofSeveral({ edge, processes, components }) {
  const door = box(edge, 'process', { x: MIDDLE, y: 76 }, 150, 34);
  const { length } = components;
  const servers = components.map((id, nth) =>
    box(id, 'component', { x: inRow(nth, length), y: 130 }, ROW_WIDTH / length - 24, 28),
  );
  const top = length > 0 ? 186 : 140;
  const others = processes.filter(({ name }) => name !== edge);
  const services = others.map(({ name }, nth) => {
    const at = { x: inRow(nth % COLUMNS, COLUMNS), y: top + Math.floor(nth / COLUMNS) * ROW_HEIGHT };
    return { ...box(name, 'process', at, 112, 40), raised: 7 };
  });
  const databases = services.flatMap((service, nth) => {
    // Instances of one role share theirs.
    const first = others.findIndex(({ role }) => role === others[nth]?.role) === nth;
    const at = { x: service.x + 45, y: service.y + 11 };
    return first ? [box(`database of ${service.id}`, 'database', at, 14, 14)] : [];
  });
  /** What is sent to a service comes down from the first server. @param {Box} service @returns {Point} */
  const above = ({ x }) => (servers[0] ? { x, y: servers[0].y } : door);
  return {
    width: WIDTH,
    height: top + (Math.ceil(services.length / COLUMNS) - 1) * ROW_HEIGHT + 30,
    boxes: [CLIENT, door, ...servers, ...services, ...databases],
    links: [
      [CLIENT, door],
      ...servers.map((to) => /** @type {const} */ ([door, to])),
      ...services.map((to) => /** @type {const} */ ([above(to), to])),
    ],
    ways: services.map((service) => [
      DOORSTEP,
      door,
      ...servers.slice(0, 1).map(() => above(service)),
      { x: service.x, y: service.y - service.height / 2 },
    ]),
  };
}

/** The middle of a place in a row. @param {number} nth @param {number} places */
const inRow = (nth, places) => LEFT + (ROW_WIDTH * (nth + 0.5)) / places;

/** Where something is that has gone so much of a way, from 0 to 1. @param {Way} way @param {number} share @returns {Point} */
export function pointOn(way, share) {
  const legs = way.slice(1).map((to, nth) => {
    const from = way[nth] ?? to;
    return { from, to, length: Math.hypot(to.x - from.x, to.y - from.y) };
  });
  let left = share * legs.reduce((sum, { length }) => sum + length, 0);
  for (const { from, to, length } of legs) {
    if (left <= length) {
      const part = length === 0 ? 0 : left / length;
      return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
    }
    left -= length;
  }
  return way.at(-1) ?? { x: 0, y: 0 };
}
