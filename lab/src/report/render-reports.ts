import type { RunFiles } from '../records/run-files.ts';
import { renderPage } from './html/page.ts';
import type { Language } from './language.ts';
import { renderMarkdown } from './markdown.ts';

/** The reports of a run, as texts. @param language of the Markdown; the page shows it at first, and has both */
export function renderReports(
  files: RunFiles,
  language: Language = 'en',
): { readonly markdown: string; readonly html: string } {
  return { markdown: renderMarkdown(files, language), html: renderPage(files, language) };
}
