import { constants, setPriority } from 'node:os';

/**
 * Has the scheduler prefer a driver, where that is allowed (root, mostly): on a machine with few cores the arms would
 * otherwise delay its starts, and its looks at the clock, by what they do themselves. It helps all arms alike.
 */
export function preferDriver(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
  } catch {
    // Not allowed to; a trial whose starts are then late is found invalid.
  }
}
