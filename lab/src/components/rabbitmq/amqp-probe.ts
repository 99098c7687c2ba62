import { connect } from 'amqplib';
import type { Ward } from '../../host/processes/guardian.ts';
import { waitUntil } from '../../host/processes/wait-until.ts';

const PROBE_MS = 5_000;

export interface BrokerAnswer {
  readonly product: string;
  readonly version: string;
}

/**
 * Opens a real AMQP connection and closes it again: the only sign of readiness that counts for a broker.
 *
 * @throws when nobody answers within `deadlineMs`, or the broker refuses the user or the vhost
 */
export async function askBroker(amqpUrl: string, deadlineMs: number): Promise<BrokerAnswer> {
  const connecting = connect(amqpUrl, { timeout: deadlineMs });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no AMQP answer within ${deadlineMs / 1000} s`)), deadlineMs);
  });
  try {
    const connection = await Promise.race([connecting, late]);
    connection.on('error', () => undefined);
    const { product, version } = connection.connection.serverProperties;
    await connection.close();
    return { product, version };
  } catch (error) {
    // The attempt itself cannot be called off; should it still succeed, its connection must not stay open.
    void connecting.then((connection) => connection.close()).catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits until a broker that is being started answers.
 *
 * @param wards the processes it consists of: when one ends, there is no point in waiting on
 * @throws when one of them ends, the deadline passes or the signal calls it off
 */
export async function untilBrokerAnswers(
  amqpUrl: string,
  wards: readonly Ward[],
  options: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<BrokerAnswer> {
  let ended = '';
  for (const { name, exited } of wards) {
    void exited.then(({ code, signal }) => {
      ended = `${name} ended with ${signal ?? `exit code ${code}`}`;
    });
  }
  let answer: BrokerAnswer = { product: '', version: '' };
  const look = async () => {
    if (ended) throw new Error(ended);
    try {
      answer = await askBroker(amqpUrl, PROBE_MS);
      return true;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  await waitUntil('an AMQP connection to open', look, { ...options, everyMs: 100 });
  return answer;
}
