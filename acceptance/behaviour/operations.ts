import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, expectJson } from './expectations.ts';
import type { Shop } from './shop.ts';

/** A line of the Prometheus text format (version 0.0.4): a comment or a sample. */
const LINE =
  /^(?:# (?:HELP|TYPE) [a-zA-Z_:][\w:]* .*|[a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*\})? (?:[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|Inf)|NaN)(?: \d+)?)$/i;
const HISTOGRAM = 'http_request_duration_seconds';

export function operations(shop: () => Shop): void {
  describe('health', () => {
    it('says that the process lives and that it is ready', async () => {
      expectJson(await shop().get('/health/live'), 200, z.strictObject({ status: z.literal('ok') }));
      expectJson(await shop().get('/health/ready'), 200, z.strictObject({ status: z.literal('ready') }));
    });
  });

  describe('metrics', () => {
    const metrics = async (): Promise<string> => {
      const answer = await shop().get('/metrics');
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
      return answer.text;
    };
    const counted = (text: string, labels: string): number =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`${HISTOGRAM}_count{`) && line.includes(labels))
        .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);

    it('are in the text format of Prometheus', async () => {
      const lines = (await metrics()).split('\n').filter((line) => line !== '');
      expect(lines.length).toBeGreaterThan(20);
      for (const line of lines) expect(line).toMatch(LINE);
    });

    it('hold a histogram of requests whose buckets add up', async () => {
      const text = await eventually('the request in the histogram', async () => {
        // Twice: where two workers take turns, one of the two then is asked for the metrics too.
        for (let count = 0; count < 2; count += 1) await shop().get('/products?limit=1');
        const found = await metrics();
        return counted(found, 'route="/products"') > 0 ? found : undefined;
      });
      expect(text).toContain(`# TYPE ${HISTOGRAM} histogram`);
      const series = text
        .split('\n')
        .filter((line) =>
          ['method="GET"', 'route="/products"', 'status="200"'].every((label) => line.includes(label)),
        );
      const buckets = series
        .filter((line) => line.startsWith(`${HISTOGRAM}_bucket`))
        .map((line) => Number(line.split(' ').at(-1)));
      expect(buckets.length).toBeGreaterThan(5);
      expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
      expect(series.some((line) => line.includes('le="+Inf"'))).toBe(true);
      expect(series.some((line) => line.startsWith(`${HISTOGRAM}_sum`))).toBe(true);
    });

    it('count requests by pattern, so that nobody can blow them up with paths', async () => {
      const marker = `m${randomUUID()}`;
      for (const path of [
        `/${marker}`,
        `/products/${marker}`,
        `/products/${marker}/recommendations`,
        `/products?category=${marker}`,
      ]) {
        await shop().get(path);
      }
      await shop().send({ method: 'PROPFIND', path: `/${marker}` });
      expect(await metrics()).not.toContain(marker);
    });
  });
}
