import { behaviourSuite } from './behaviour/suite.ts';
import { deployShop } from './deployed-shop.ts';
import { SUITE_ARMS, type SuiteArmId } from './suite-arms.ts';

/** Runs the behaviour suite against one of its arms. A file for each: they take half a minute, and run side by side. */
export function suiteOf(id: SuiteArmId): void {
  const { title, arm, differences = [] } = SUITE_ARMS[id];
  behaviourSuite(title, { start: () => deployShop(arm), differences });
}
