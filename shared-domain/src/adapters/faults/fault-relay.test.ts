import { beforeEach, describe, expect, it } from 'vitest';
import { FaultRelay, type KeptProcess } from './fault-relay.ts';

class Worker implements KeptProcess {
  readonly got: object[] = [];
  reachable = true;

  async send(message: object): Promise<void> {
    if (!this.reachable) throw new Error('channel closed');
    this.got.push(message);
  }
}

const fault = { type: 'fault', id: 'f', context: 'catalog', fault: { kind: 'crash' } };
const clear = { type: 'clear-faults', id: 'c' };
let serving: Worker[];
let reports: object[];
let relay: FaultRelay<Worker>;

beforeEach(() => {
  serving = [new Worker(), new Worker()];
  reports = [];
  relay = new FaultRelay(
    () => serving,
    (message) => reports.push(message),
  );
});

const both = () => serving as [Worker, Worker];

describe('a fault for a process that keeps others', () => {
  it('goes to the oldest of them, each time, and its answer and news go up', () => {
    const [first, second] = both();
    relay.obey(fault);
    relay.obey({ ...fault, id: 'g' });
    expect(first.got).toMatchObject([{ id: 'f' }, { id: 'g' }]);
    expect(second.got).toEqual([]);
    const armed = { type: 'fault-armed', id: 'f' };
    const bit = { type: 'fault-bit', context: 'catalog', kind: 'crash', count: 1, at: 5 };
    relay.heard(first, armed);
    relay.heard(first, bit);
    relay.heard(first, { ...bit, type: 'fault-over' });
    expect(reports).toEqual([armed, bit, { ...bit, type: 'fault-over' }]);
  });

  it('goes to the next one once the oldest does not serve any more', () => {
    const [first, second] = both();
    serving = [second];
    relay.obey(fault);
    expect(first.got).toEqual([]);
    expect(second.got).toMatchObject([fault]);
  });

  it('is refused when its process dies over it, cannot be reached, or there is none', async () => {
    const [first, second] = both();
    relay.obey(fault);
    relay.gone(second);
    expect(reports).toEqual([]);
    relay.gone(first);
    expect(reports).toMatchObject([{ type: 'fault-refused', id: 'f', reason: 'its process died first' }]);
    first.reachable = false;
    relay.obey({ ...fault, id: 'g' });
    await Promise.resolve();
    await Promise.resolve();
    expect(reports[1]).toMatchObject({ type: 'fault-refused', id: 'g' });
    serving = [];
    relay.obey({ ...fault, id: 'h' });
    expect(reports[2]).toMatchObject({ type: 'fault-refused', id: 'h' });
  });

  it('is answered once, though its process dies right after its answer', () => {
    const [first] = both();
    relay.obey(fault);
    relay.heard(first, { type: 'fault-armed', id: 'f' });
    relay.gone(first);
    expect(reports).toEqual([{ type: 'fault-armed', id: 'f' }]);
  });

  it('is refused while another one of its id is open', () => {
    relay.obey(fault);
    relay.obey({ ...clear, id: 'f' });
    expect(reports).toMatchObject([
      { type: 'fault-refused', id: 'f', reason: expect.stringContaining('of this id') },
    ]);
    expect(both()[0].got).toEqual([fault]);
  });

  it('is refused as its process refuses it', () => {
    const refused = { type: 'fault-refused', id: 'f', reason: 'weather does not live in this process' };
    relay.obey({ ...fault, context: 'weather' });
    relay.heard(both()[0], refused);
    expect(reports).toEqual([refused]);
  });
});

describe('clearing faults', () => {
  it('is told to all, and done when all have done it', () => {
    const [first, second] = both();
    relay.obey(clear);
    expect([first.got, second.got]).toEqual([[clear], [clear]]);
    relay.heard(first, { type: 'fault-cleared', id: 'c' });
    relay.heard(first, { type: 'fault-cleared', id: 'c' });
    expect(reports).toEqual([]);
    relay.heard(second, { type: 'fault-cleared', id: 'c' });
    expect(reports).toEqual([{ type: 'fault-cleared', id: 'c' }]);
  });

  it('does not wait for the dead, who have none', () => {
    const [first, second] = both();
    relay.obey(clear);
    relay.heard(first, { type: 'fault-cleared', id: 'c' });
    relay.gone(second);
    expect(reports).toEqual([{ type: 'fault-cleared', id: 'c' }]);
    serving = [];
    relay.obey({ ...clear, id: 'd' });
    expect(reports[1]).toEqual({ type: 'fault-cleared', id: 'd' });
  });
});

it('leaves alone what is about something else', () => {
  for (const message of [
    'all workers are listening',
    undefined,
    { type: 'stop', id: '1' },
    { type: 'fault' },
  ]) {
    relay.obey(message);
    relay.heard(both()[0], message);
  }
  relay.heard(both()[0], { type: 'fault-armed', id: 'of nobody' });
  expect([reports, ...both().map(({ got }) => got)]).toEqual([[], [], []]);
});
