import { type Content, type Html, html } from './html.ts';
import { joined, type Said } from './said.ts';

/** What stands in a cell. */
export interface Cell {
  readonly shown: Said;
  /** In soft letters below it. */
  readonly below?: Said | undefined;
  /** The cell's style attribute, see `shadeOf` and `shadeOfShare`; null without a colour. */
  readonly shade: Html | null;
}

interface CellRow {
  readonly head: Content;
  /** One for each column; undefined for a dash. */
  readonly cells: readonly (Cell | undefined)[];
}

interface CellTable {
  /** Over the heads of the rows. */
  readonly corner?: Said;
  readonly columns: readonly Said[];
  /** Heads above those of the columns, each over as many of them as any other; none without. */
  readonly above?: readonly Said[];
  /** Rows that belong together, under a title where they have one. */
  readonly groups: readonly { readonly title?: Said; readonly rows: readonly CellRow[] }[];
}

/**
 * Rows of coloured cells. A phone has no room for the columns: there a row becomes some lines, and each cell names its column.
 */
export function cellTable({ corner = '', columns, above = [], groups }: CellTable): Html {
  const over = above.length > 0 ? columns.length / above.length : 0;
  const top = html`<th scope="col"${above.length > 0 ? html` rowspan="2"` : null}>${corner}</th>`;
  const heads = columns.map((column) => html`<th class="wraps" scope="col">${column}</th>`);
  const names = columns.map((column, index) => {
    const of = above[Math.floor(index / over)];
    return of === undefined ? column : joined([of, column], ' ');
  });
  const row = ({ head, cells }: CellRow) =>
    html`<tr><th scope="row">${head}</th>${cells.map((cell, index) => cellOf(cell, names[index] ?? ''))}</tr>`;
  return html`<div class="scroll"><table class="matrix"><thead><tr>${top}${
    above.length > 0
      ? html`${above.map((head) => html`<th class="wraps" scope="colgroup" colspan="${over}">${head}</th>`)}</tr>
<tr>${heads}`
      : heads
  }</tr></thead>
${groups.map(
  ({ title, rows }) =>
    html`<tbody>${title === undefined ? null : html`<tr><th class="group" scope="rowgroup" colspan="${columns.length + 1}">${title}</th></tr>`}${rows.map(row)}</tbody>`,
)}</table></div>`;
}

function cellOf(cell: Cell | undefined, column: Said): Html {
  if (!cell) return html`<td>–</td>`;
  const { shown, below, shade } = cell;
  return html`<td${shade}><span class="column">${column}</span>${shown}${below === undefined ? null : html`<br><span class="soft">${below}</span>`}</td>`;
}
