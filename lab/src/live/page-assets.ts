import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { PROJECT_ROOT } from '../host/project-root.ts';

/** A file of the page. */
export interface Asset {
  /** Its content type. */
  readonly type: string;
  readonly body: Buffer;
}

/** The page is plain files that browsers read as they are. */
const PAGE = join(PROJECT_ROOT, 'lab', 'src', 'live', 'page');
/** The charting library's own files, as its package has them. */
const CHARTS = dirname(createRequire(import.meta.url).resolve('uplot'));
const CHART_FILES = ['uPlot.iife.min.js', 'uPlot.min.css'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All files of the page by their paths. @throws when one cannot be read */
export async function pageAssets(): Promise<ReadonlyMap<string, Asset>> {
  const own = (await readdir(PAGE)).filter((name) => extname(name) in TYPES).map((name) => join(PAGE, name));
  const files = [...own, ...CHART_FILES.map((name) => join(CHARTS, name))];
  const assets = new Map<string, Asset>();
  for (const file of files) {
    const path = file.slice(dirname(file).length).replaceAll('\\', '/');
    const asset = { type: TYPES[extname(file)] ?? '', body: await readFile(file) };
    assets.set(path === '/index.html' ? '/' : path, asset);
  }
  return assets;
}
