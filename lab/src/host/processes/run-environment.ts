const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TZ'] as const;

/**
 * What every process that a run starts finds in its environment. Built from scratch, so that nothing of the user's
 * shell (NODE_OPTIONS, RABBITMQ_*, proxies) changes what is measured.
 *
 * `LAB_RUN_ID` lets anyone see what a run has started; `LAB_OWNER_PID` says which lab process it belongs to.
 */
export function runEnvironment(
  runId: string,
  own: NodeJS.ProcessEnv = process.env,
  ownerPid: number = process.pid,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (own[name] ? [[name, own[name]] as const] : []));
  return {
    ...Object.fromEntries(inherited),
    // Erlang takes file names for Latin-1 without a UTF-8 locale. macOS knows no C.UTF-8.
    LANG: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    LAB_RUN_ID: runId,
    LAB_OWNER_PID: String(ownerPid),
  };
}
