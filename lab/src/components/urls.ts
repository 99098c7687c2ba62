/** A URL as messages may show it: neither user nor password, whatever it looks like. */
export function shownUrl(url: string): string {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) return '***';
  // A password may hold any character, an unescaped @ or / too: all that stands before the last @ may be a part of it.
  const at = rest.lastIndexOf('@');
  if (at === -1 && !URL.canParse(url)) return `${scheme}://***`;
  const place = /^[\w.:[\]-]*(\/[\w.%-]*)?/.exec(rest.slice(at + 1))?.[0] ?? '';
  return `${scheme}://${at === -1 ? '' : '***@'}${place}`;
}
