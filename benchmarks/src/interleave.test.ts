import { describe, expect, it } from 'vitest';
import { closedLoop } from './closed-loop.ts';
import { interleave, type Sides } from './interleave.ts';

/** A machine on which an operation takes as long as it is told to, and which can become slower. */
class Machine {
  ms = 0;
  slowness = 1;
  readonly trace: string[] = [];

  side(name: string, operationMs: number) {
    const operation = async () => {
      this.ms += operationMs * this.slowness;
    };
    return async (ms: number) => {
      this.trace.push(`${name} ${ms}`);
      return closedLoop(operation, { inFlight: 1, ms, now: () => this.ms });
    };
  }
}

const schedule = { pairs: 4, blockMs: 100, warmUpMs: 20 };
const never = new AbortController().signal;

describe('interleave', () => {
  it('gives every side a warm-up, then blocks in turns', async () => {
    const machine = new Machine();
    await interleave({ layered: machine.side('L', 2), bare: machine.side('B', 1) }, schedule, never);
    expect(machine.trace.join(', ')).toBe(
      'L 20, B 20, L 100, B 100, B 100, L 100, L 100, B 100, B 100, L 100',
    );
  });

  it('tells rates per second and their ratio', async () => {
    const machine = new Machine();
    const sides = { layered: machine.side('layered', 2), bare: machine.side('bare', 1) };
    expect(await interleave(sides, schedule, never)).toEqual({
      ratio: { median: 0.5, min: 0.5, max: 0.5, ci95: undefined },
      layered: 500,
      bare: 1000,
    });
  });

  it('is not misled by a machine that becomes slower with every block', async () => {
    const machine = new Machine();
    const slower = (side: Sides['bare']) => async (ms: number) => {
      machine.slowness *= 1.1;
      return side(ms);
    };
    const sides = { layered: slower(machine.side('L', 0.02)), bare: slower(machine.side('B', 0.01)) };
    const { ratio, bare } = await interleave(sides, schedule, never);
    expect(bare).toBeLessThan(80_000);
    expect(ratio.median).toBeCloseTo(0.5, 2);
    expect(ratio.min).toBeCloseTo(0.5 / 1.1, 2);
    expect(ratio.max).toBeCloseTo(0.5 * 1.1, 2);
  });

  it('takes no side that does nothing for one that is infinitely slow', async () => {
    const idle = async (ms: number) => ({ operations: 0, ms });
    const bare = new Machine().side('bare', 1);
    await expect(interleave({ layered: idle, bare }, schedule, never)).rejects.toThrow('done nothing');
  });

  it('stops between two blocks', async () => {
    const machine = new Machine();
    const stop = new AbortController();
    const bare = machine.side('B', 1);
    const stopping: Sides['bare'] = (ms) => {
      stop.abort();
      return bare(ms);
    };
    const sides = { layered: machine.side('L', 1), bare: stopping };
    await expect(interleave(sides, schedule, stop.signal)).rejects.toThrow('aborted');
    expect(machine.trace).toEqual(['L 20', 'B 20']);
  });
});

describe('a closed loop', () => {
  it('keeps as many operations under way as it was told, and lets them end', async () => {
    let underWay = 0;
    let most = 0;
    let time = 0;
    const operation = async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      time += 1;
      underWay -= 1;
    };
    const block = await closedLoop(operation, { inFlight: 3, ms: 10, now: () => time });
    expect({ most, underWay }).toEqual({ most: 3, underWay: 0 });
    expect(block).toEqual({ operations: time, ms: time });
  });

  it('ends with the error of an operation', async () => {
    const failing = async () => {
      throw new Error('out of stock');
    };
    await expect(closedLoop(failing, { inFlight: 2, ms: 1_000 })).rejects.toThrow('out of stock');
  });
});
