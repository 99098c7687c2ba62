/** The stretches of a load, in their order. */
type Blocks = readonly (() => Promise<void>)[];

/** Has a load come in turns with those of the others. Resolves after the last of one's own blocks, once it is one's time again. */
export type Meet = (blocks: Blocks) => Promise<void>;

/** A new order of those who take turns, for each set of blocks. */
type InOrder = <T>(members: readonly T[]) => readonly T[];

interface Arrived {
  readonly blocks: Blocks;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Members that work side by side, one at a time. Where they meet, they take turns: a block of the one, then of the next. What makes the machine faster
 * or slower for longer than a block hits all of them alike, see `takeTurns`.
 *
 * Whoever waits for the others does so until they have come as well, or have ended.
 */
export class Turns {
  #present: number;
  #before: Promise<void> = Promise.resolve();
  #arrived: Arrived[] = [];

  /**
   * @param members how many there are: each is to call {@link work} once
   */
  constructor(
    members: number,
    private readonly inOrder: InOrder,
  ) {
    this.#present = members;
  }

  /** Does a member's work when it is its time: until it ends, or meets the others. */
  async work<T>(work: (meet: Meet) => Promise<T>): Promise<T> {
    let free = await this.#time();
    const meet: Meet = async (blocks) => {
      free();
      try {
        await this.#meeting(blocks);
      } finally {
        free = await this.#time();
      }
    };
    try {
      return await work(meet);
    } finally {
      this.#present -= 1;
      this.#meetOnceAllAreThere();
      free();
    }
  }

  /** @returns once those before have let go; to be called to let go */
  #time(): Promise<() => void> {
    const before = this.#before;
    return new Promise((itIsTime) => {
      this.#before = new Promise((letGo) => {
        before.then(() => itIsTime(letGo));
      });
    });
  }

  #meeting(blocks: Blocks): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#arrived.push({ blocks, resolve, reject });
      this.#meetOnceAllAreThere();
    });
  }

  #meetOnceAllAreThere(): void {
    if (this.#arrived.length < this.#present) return;
    const all = this.#arrived;
    this.#arrived = [];
    takeBlocks(all, this.inOrder).catch((error: unknown) => {
      for (const { reject } of all) reject(error);
    });
  }
}

/** One whose block fails has no others; the rest go on. */
async function takeBlocks(all: readonly Arrived[], inOrder: InOrder): Promise<void> {
  const failed = new Set<Arrived>();
  const most = Math.max(0, ...all.map(({ blocks }) => blocks.length));
  for (let block = 0; block < most; block += 1)
    for (const each of inOrder(all)) {
      if (failed.has(each)) continue;
      try {
        await each.blocks[block]?.();
      } catch (error) {
        failed.add(each);
        each.reject(error);
      }
    }
  for (const each of all) each.resolve();
}
