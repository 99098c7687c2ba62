import picocolors from 'picocolors';

/**
 * Whether a stream's reader sees colours: a terminal that has some. `NO_COLOR` takes them from it, `FORCE_COLOR` gives
 * them to a file too. A CI's log counts as a file, whatever its variables say.
 */
function wantsColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && stream.hasColors();
}

/** For what goes to the standard output: results. */
export const onOutput = picocolors.createColors(wantsColours(process.stdout));

/** For what goes to the standard error: progress and errors. */
export const onError = picocolors.createColors(wantsColours(process.stderr));
