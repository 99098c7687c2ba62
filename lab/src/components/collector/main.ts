import { type Count, countOf } from './count.ts';
import { startOtlpServer } from './otlp-server.ts';

/** The program: takes spans and counts them, by the place that they are sent to. Its environment: `PORT`. */

const counts = new Map<string, Count>();

await startOtlpServer(
  {
    take: (body, place) => {
      const { spans, requests } = countOf(body);
      const before = counts.get(place) ?? { spans: 0, requests: 0 };
      counts.set(place, { spans: before.spans + spans, requests: before.requests + requests });
    },
    tell: (place) => counts.get(place),
  },
  Number(process.env.PORT),
);
