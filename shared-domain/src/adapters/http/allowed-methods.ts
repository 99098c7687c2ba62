import type { OpenAPIObject } from '@nestjs/swagger';

/** The methods of a path, in capitals; none when there is no such path. */
export type AllowedMethods = (path: string) => readonly string[];

/**
 * Reads off the OpenAPI document which methods a path has. HEAD is answered where there is GET, and OPTIONS everywhere.
 *
 * @param document made when a path is first asked for
 */
export function allowedMethods(document: () => OpenAPIObject): AllowedMethods {
  let routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] | undefined;
  return (path) => {
    routes ??= Object.entries(document().paths).map(([template, item]) => ({
      pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
      methods: Object.keys(item).map((method) => method.toUpperCase()),
    }));
    const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    if (methods.length === 0) return [];
    return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  };
}
