import { beforeEach, vi } from 'vitest';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { offerWith } from '../offer.ts';
import type { FaultBit, Report } from './fault.ts';
import { FaultInjection } from './fault-injection.ts';

/** A catalog that can be made to fail, anew for each test of the file that calls it, and what is told of its faults. */
export function faultyCatalog() {
  const calls = vi.fn<(payload: unknown) => Promise<unknown>>();
  const reports: Report[] = [];
  const die = vi.fn<() => void>();
  const rewrite = vi.fn<() => Promise<number>>();
  const onFailure = vi.fn();
  const begin = () => {
    const { unitOfWork } = createMemoryDatabase();
    const report = async (each: Report) => void reports.push(each);
    const injection = new FaultInjection({ unitOfWork, rewrite, report, die, onFailure });
    const catalog = offerWith(injection.interceptor)('catalog', { find: calls }, ['find']);
    return { unitOfWork, injection, catalog };
  };
  let current = begin();
  beforeEach(() => {
    calls.mockReset().mockImplementation(async (payload) => payload);
    rewrite.mockReset().mockResolvedValue(3);
    die.mockReset();
    onFailure.mockReset();
    reports.length = 0;
    current = begin();
  });
  return {
    ...{ calls, reports, die, rewrite, onFailure },
    current: () => current,
    find: (payload: unknown): Promise<unknown> => current.catalog.find(payload),
    inject: (fault: unknown, context = 'catalog') =>
      current.injection.obey({ type: 'fault', id: 'f', context, fault }),
    clear: () => current.injection.obey({ type: 'clear-faults', id: 'c' }),
    ends: () => reports.filter(({ type }) => type === 'fault-over'),
    bites: () => reports.filter((report): report is FaultBit => report.type === 'fault-bit'),
  };
}
