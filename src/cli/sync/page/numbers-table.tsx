/**
 * Tables of numbers.
 *
 * @module
 */

import { formatNumber } from "../../shared/html/format";

/** A row: its name and its numbers. `undefined`: there is no number. */
export type NumbersRow = readonly [name: string, ...numbers: (number | undefined)[]];

interface NumbersTableProps {
  /** Classes of the style sheet. */
  readonly classes?: string;
  readonly caption?: string;
  readonly heads: readonly [name: string, ...numbers: string[]];
  readonly rows: readonly NumbersRow[];
}

/** A table in which every column except the first has numbers. */
export function NumbersTable({ classes, caption, heads: [name, ...numbers], rows }: NumbersTableProps) {
  return (
    <table class={classes}>
      {caption !== undefined && <caption>{caption}</caption>}
      <thead>
        <tr>
          <th scope="col">{name}</th>
          {numbers.map((head) => (
            <th scope="col" class="n">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([rowName, ...values]) => (
          <tr>
            <th scope="row">{rowName}</th>
            {values.map((value) => (
              <td class="n">{value === undefined ? "–" : formatNumber(value)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
