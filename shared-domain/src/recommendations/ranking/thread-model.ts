import { Worker } from 'node:worker_threads';
import type { Basket, Recommendation } from '../recommendations.ts';
import type { Model } from './ranker.ts';
import type { Answered, Asked } from './ranking-thread.ts';

interface Waiting {
  readonly resolve: (ranked: Recommendation[]) => void;
  readonly reject: (error: Error) => void;
}

/** A model on a thread of its own. When that ends, all who wait are told so, and it is of no use any more. */
export class ThreadModel implements Model {
  position = 0;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  /** Learned with the next question: a message for each of thousands of baskets would take longer than the learning. */
  #untold: Basket[] = [];
  #asked = 0;
  #ended: Error | undefined;

  /** @param script of the thread */
  constructor(script: URL) {
    this.#worker = new Worker(script);
    this.#worker.on('message', ({ id, ranked }: Answered) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (ranked) waiting?.resolve([...ranked]);
      else waiting?.reject(new Error('nothing was ranked: its deadline had passed'));
    });
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => this.#end(new Error(`a thread that ranks has ended (${code})`)));
  }

  /** How many questions it has not answered yet. */
  get underWay(): number {
    return this.#waiting.size;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  learn(basket: Basket): void {
    this.#untold.push(basket);
  }

  likeProduct(sku: string, limit: number, until?: number): Promise<Recommendation[]> {
    return this.#ask({ like: 'product', of: sku, limit, until });
  }

  likeCustomer(customerId: string, limit: number, until?: number): Promise<Recommendation[]> {
    return this.#ask({ like: 'customer', of: customerId, limit, until });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(question: Omit<Asked, 'id' | 'baskets'>): Promise<Recommendation[]> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#asked;
    const baskets = this.#untold;
    this.#untold = [];
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, baskets, ...question } satisfies Asked);
    });
  }

  #end(why: Error): void {
    this.#ended ??= why;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
