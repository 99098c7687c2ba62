import type { Tell } from '../../live/events.ts';
import { partName, stillDown } from '../../topologies/part-restarts.ts';
import type { RunningSystem } from '../../topologies/topology.ts';

const EVERY_MS = 100;

/**
 * Tells those who watch which processes of a system are down, whenever that changes.
 *
 * @returns what ends it
 */
export function tellDeaths(
  { restarts }: Pick<RunningSystem, 'restarts'>,
  arm: string,
  tell: Tell,
): { close(): void } {
  let told = '';
  const look = () => {
    const processes = stillDown(restarts).map(partName);
    if (processes.join() === told) return;
    told = processes.join();
    tell({ type: 'down', arm, processes });
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    close: () => {
      clearInterval(timer);
      look();
    },
  };
}
