import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a customer sees, however it was put together. */
interface Page {
  readonly wallet: unknown;
  readonly orders: unknown;
  readonly notices: unknown;
  readonly recommendations: readonly Recommended[];
}

interface Recommended {
  readonly sku: string;
  readonly name: string;
  readonly price: unknown;
  readonly score: number;
}

interface Items<T> {
  readonly items: readonly T[];
}

const DEADLINE_MS = 10_000;
/** As many as a browser has to one server over HTTP/1.1. */
const CONNECTIONS = 6;
/** What the shop's own page shows of each list. */
const SHOWN = 5;

/** A customer's client. It keeps its connections, and asks at once what it can ask at once. */
export class PageClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, noDelay: true });

  /** @param port on loopback */
  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  /** The page as the edge puts it together. @throws when the shop answers anything else than the whole page */
  async one(): Promise<Page> {
    const { wallet, orders, notices, recommendations, degraded } = await this.#read<
      Page & { degraded: readonly string[] }
    >('/me/overview');
    if (degraded.length > 0) throw new Error(`the overview came without ${degraded.join(' and ')}`);
    return { wallet, orders, notices, recommendations };
  }

  /** The same from five answers: four at once, and what is recommended is named by one of them. @throws when an answer is missing */
  async five(): Promise<Page> {
    const [wallet, orders, notices, recommendations] = await Promise.all([
      this.#read('/me/wallet'),
      this.#read<Items<unknown>>(`/orders?limit=${SHOWN}`),
      this.#read<Items<unknown>>('/me/notices'),
      this.#recommended(),
    ]);
    return { wallet, orders: orders.items, notices: notices.items, recommendations };
  }

  /** Opens the connections that {@link five} needs, and has both ways gone once. */
  async warmUp(): Promise<void> {
    await this.five();
    await this.one();
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws when there is nothing, because the page would then be four answers */
  async #recommended(): Promise<Recommended[]> {
    const { items } = await this.#read<Items<Pick<Recommended, 'sku' | 'score'>>>('/me/recommendations');
    if (items.length === 0) throw new Error('nothing is recommended to this customer');
    const skus = items.map(({ sku }) => encodeURIComponent(sku)).join(',');
    const named = await this.#read<Items<Pick<Recommended, 'sku' | 'name' | 'price'>>>(
      `/products?skus=${skus}`,
    );
    const bySku = new Map(named.items.map((product) => [product.sku, product]));
    return items.flatMap(({ sku, score }) => {
      const product = bySku.get(sku);
      return product ? [{ sku, name: product.name, price: product.price, score }] : [];
    });
  }

  #read<T>(path: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = get(
        {
          ...{ host: '127.0.0.1', port: this.port, path, agent: this.#agent },
          headers: { authorization: `Bearer ${this.token}` },
          signal: AbortSignal.timeout(DEADLINE_MS),
        },
        (response) => {
          text(response).then((body) => {
            if (response.statusCode === 200) resolve(JSON.parse(body) as T);
            else reject(new Error(`${path} was answered ${response.statusCode}: ${body.slice(0, 200)}`));
          }, reject);
        },
      );
      request.on('error', reject);
    });
  }
}
