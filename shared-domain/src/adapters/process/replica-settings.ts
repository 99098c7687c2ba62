import { z } from 'zod';
import { REPLICAS } from '../messages/subscribers.ts';

/** Settings of the processes between which events travel. */
export const replicaSettings = {
  REPLICAS: z
    .enum(REPLICAS)
    .default('none')
    .describe('whether readers keep replicas of prices and stock, or ask for them each time'),
};
