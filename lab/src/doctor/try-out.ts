import { useExternalBroker } from '../components/rabbitmq/external.ts';
import { findCpuQuotas } from '../host/quotas/find-quotas.ts';

/** What trying has found about a piece of the machine. */
export interface Tried {
  /** The doctor's id of the piece, e.g. `cpu-quotas`. */
  readonly id: string;
  readonly state: 'found' | 'missing';
  readonly found: string;
  readonly remedy?: string;
}

/**
 * Tries what looking cannot tell: whether control groups can be made, whether servers answer that the user has named. It is the part of
 * the doctor that takes the lab's own code; `lab/bin/doctor` has the rest, and calls this one where the lab is built.
 *
 * Starts nothing that outlives it and takes about five seconds at most.
 */
export function tryOut(env: NodeJS.ProcessEnv = process.env): Promise<Tried[]> {
  const amqpUrl = env.AMQP_URL;
  return Promise.all([quotas(), ...(amqpUrl ? [answerOf(amqpUrl)] : [])]);
}

async function quotas(): Promise<Tried> {
  const found = await findCpuQuotas();
  return 'missing' in found
    ? { id: 'cpu-quotas', state: 'missing', found: found.missing }
    : { id: 'cpu-quotas', state: 'found', found: found.description };
}

async function answerOf(amqpUrl: string): Promise<Tried> {
  const id = 'rabbitmq';
  try {
    const server = await useExternalBroker(amqpUrl, 'doctor');
    await server.release();
    return { id, state: 'found', found: `AMQP_URL is set; version ${server.version} answers` };
  } catch {
    const remedy = 'start the server that AMQP_URL names, or unset AMQP_URL';
    return { id, state: 'missing', found: 'AMQP_URL is set, and nobody answers there', remedy };
  }
}
