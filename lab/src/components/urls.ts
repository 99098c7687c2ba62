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

/** E.g. `amqp`. */
export const schemeOf = (url: string): string => url.slice(0, url.indexOf(':'));

/**
 * Whether a URL can be read in one way only, is of this scheme or its variant over TLS (`amqps`), and names a host. One whose password
 * holds an unescaped `/`, `#` or `@` names another host than is meant, and messages about that would show a part of it.
 */
export function isClear(url: string, scheme: string): boolean {
  const clear = new RegExp(
    `^${scheme}s?://([^@:/?#\\s]*(:[^@:/?#\\s]*)?@)?[^@/?#\\s]+([/?][^@#\\s]*)?$`,
    'i',
  );
  return clear.test(url) && URL.canParse(url) && new URL(url).hostname !== '';
}

/** A library's message without what of this URL is secret. */
export function withoutSecrets(message: string, url: string): string {
  const { password } = new URL(url);
  const secrets = [url, password, decoded(password)].filter((secret) => secret !== '');
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
