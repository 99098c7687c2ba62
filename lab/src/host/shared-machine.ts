/**
 * Whether numbers do not matter, as tests and CI say by `LAB_SHARED_MACHINE`: other labs and other programs may use the
 * machine while something is measured.
 */
export const isMachineShared = (env: NodeJS.ProcessEnv = process.env): boolean =>
  !['', '0', 'off', undefined].includes(env.LAB_SHARED_MACHINE);
