import { renderPage } from './html/page.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunFiles } from './view.ts';

/** The reports of a run, as texts. */
export function renderReports(files: RunFiles): { readonly markdown: string; readonly html: string } {
  return { markdown: renderMarkdown(files), html: renderPage(files) };
}
