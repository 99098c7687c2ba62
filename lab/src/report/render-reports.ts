import type { RunFiles } from '../records/run-files.ts';
import { renderPage } from './html/page.ts';
import { renderMarkdown } from './markdown.ts';

/** The reports of a run, as texts. */
export function renderReports(files: RunFiles): { readonly markdown: string; readonly html: string } {
  return { markdown: renderMarkdown(files), html: renderPage(files) };
}
