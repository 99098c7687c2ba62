import { z } from 'zod';

/** Settings of processes that remember which events they have applied. */
export const inboxSettings = {
  INBOX_RETENTION_DAYS: z.coerce
    .number()
    .positive()
    .max(36_500)
    .default(30)
    .describe('how long an applied event is remembered at least'),
};

export type InboxSettings = z.infer<z.ZodObject<typeof inboxSettings>>;
