import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LARGEST_BYTES = 32 * 1024 * 1024;
/** Where exporters send to: `/v1/traces` below the endpoint that they are told. */
const EXPORTS = /^(.*)\/v1\/traces$/;

/** What becomes of exports. */
interface Takes {
  /**
   * @param body an `ExportTraceServiceRequest` in JSON (OpenTelemetry Protocol 1)
   * @param place what stands before `/v1/traces` in its address: empty, or e.g. `/trial-1`
   * @throws when it is none: its sender is answered 400
   */
  readonly take: (body: string, place: string) => void;
  /** Answers who looks at a place, as JSON; without it, and where it has nothing to say, the answer is 404. */
  readonly tell?: (place: string) => object | undefined;
}

interface OtlpServer {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on this machine alone, for OTLP over HTTP as JSON.
 *
 * @param port a free one without
 */
export async function startOtlpServer(takes: Takes, port = 0): Promise<OtlpServer> {
  const server = createServer((request, response) => void answer(request, response, takes));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, { take, tell }: Takes) {
  const end = (status: number, body: object = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', server: `lab/${process.version}` });
    response.end(JSON.stringify(body));
  };
  const { method, url = '' } = request;
  if (method === 'GET') {
    const told = tell?.(url);
    return told ? end(200, told) : end(404);
  }
  const place = EXPORTS.exec(url)?.[1];
  if (method !== 'POST' || place === undefined) return end(404);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > LARGEST_BYTES) return end(413);
      chunks.push(chunk);
    }
    take(Buffer.concat(chunks).toString(), place);
    end(200);
  } catch {
    // Not OTLP in JSON, or a sender that has gone.
    end(400);
  }
}
