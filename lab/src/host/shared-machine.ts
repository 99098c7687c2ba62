/**
 * Whether numbers do not matter, as tests and CI say by `LAB_SHARED_MACHINE=1`: other labs and other programs may use the
 * machine while something is measured. A driver may be late then, because it has to wait for its CPU.
 */
export const isMachineShared = (env: NodeJS.ProcessEnv = process.env): boolean =>
  ['1', 'on'].includes(env.LAB_SHARED_MACHINE ?? '');
