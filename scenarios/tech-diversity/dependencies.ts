/** What a lock of npm says of a folder or a package, as far as it matters here. */
interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Names and places of the packages of others that a package of the project needs when it runs, with what these need.
 *
 * @param lock `package-lock.json`, version 3
 * @param folder of the package, relative to the project's root
 */
export function packagesOf(lock: string, folder: string): string[] {
  const { packages } = JSON.parse(lock) as { packages: Readonly<Record<string, Locked>> };
  const found = new Set<string>();
  const visit = (place: string): void => {
    for (const name of Object.keys(packages[place]?.dependencies ?? {})) {
      const needed = placeOf(packages, place, name);
      if (needed === undefined || found.has(needed)) continue;
      found.add(needed);
      visit(needed);
    }
  };
  visit(folder);
  return [...found].filter((place) => place.includes('node_modules/'));
}

/** Where Node finds a package for one that lies in a place: there, or in one of the folders above. A linked one is where it is linked to. */
function placeOf(packages: Readonly<Record<string, Locked>>, from: string, name: string): string | undefined {
  for (let above: string | undefined = from; above !== undefined; above = folderAbove(above)) {
    const place = above === '' ? `node_modules/${name}` : `${above}/node_modules/${name}`;
    const locked = packages[place];
    if (locked) return locked.link ? locked.resolved : place;
  }
  return undefined;
}

/** The folder that holds the `node_modules` or the folder that this one is in; undefined for the project's root. */
function folderAbove(folder: string): string | undefined {
  if (folder === '') return undefined;
  const within = folder.lastIndexOf('/node_modules/');
  if (within > 0) return folder.slice(0, within);
  return folder.startsWith('node_modules/') || !folder.includes('/')
    ? ''
    : folder.slice(0, folder.lastIndexOf('/'));
}

/** Modules that a `go.mod` requires, those that others need included: since Go 1.17 it names all. */
export const requiredIn = (goMod: string): string[] =>
  [...goMod.matchAll(/^(?:require\s+|\t)([\w.-]+\.[\w.-]+\/\S+)\s+v\S+/gm)].flatMap(([, name]) => name ?? []);

/** Packages that a `requirements.txt` pins. */
export const pinnedIn = (requirements: string): string[] =>
  [...requirements.matchAll(/^([\w.-]+)\s*==/gm)].flatMap(([, name]) => name ?? []);
