/**
 * What a process that keeps parts of its own, such as a cluster's workers, tells the process that started it, over IPC: a part that
 * died, was started again, and serves again. A part keeps its name over its lives. Times in epoch ms.
 */
export type PartReport =
  | {
      readonly type: 'part-died';
      readonly part: string;
      readonly exit: { readonly code: number | null; readonly signal: string | null };
      readonly at: number;
    }
  | { readonly type: 'part-started' | 'part-ready'; readonly part: string; readonly at: number };
