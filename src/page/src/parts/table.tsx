import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { date, inOrder, number, t } from "../words";
import { onPhone } from "./fitted";

export interface Column<Row> {
  name: string;
  /** What is sorted by and written to the CSV. */
  value: (row: Row) => string | number | null;
  show?: (row: Row) => ComponentChildren;
}

/** A column of days: shown as people write them, sorted and taken along as `2023-07-15`. */
export const dateColumn = <Row,>(name: string, day: (row: Row) => number | null): Column<Row> => ({
  name,
  value: (row) => {
    const d = day(row);
    return d == null ? null : new Date(d * 864e5).toISOString().slice(0, 10);
  },
  show: (row) => date(day(row)),
});

const cell = (value: string | number | null) => {
  // A cell that a spreadsheet would take for a formula stays a text.
  const text = value == null ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Offers rows as a CSV file. */
export function download(name: string, header: string[], rows: (string | number | null)[][]) {
  const text = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF" + text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A table that can be sorted by its heads, shows a page at a time and can be taken along. */
export function DataTable<Row>(props: {
  caption: string;
  file: string;
  columns: Column<Row>[];
  rows: Row[];
  most?: number;
  empty?: string;
  /** What stands under the table: what its short names mean. */
  note?: ComponentChildren;
}) {
  const { columns, rows, most = onPhone() ? 10 : 25 } = props;
  const [by, setBy] = useState<[number, number] | null>(null);
  const [shown, setShown] = useState(most);
  const sorted = useMemo(() => {
    if (!by) return rows;
    const { value } = columns[by[0]];
    const keys = new Map(rows.map((row) => [row, value(row)]));
    return [...rows].sort((a, b) => {
      const x = keys.get(a) ?? null;
      const y = keys.get(b) ?? null;
      if (x === y) return 0;
      if (x === null) return 1;
      if (y === null) return -1;
      const order = typeof x === "number" && typeof y === "number" ? x - y : inOrder(String(x), String(y));
      return order * by[1];
    });
  }, [rows, by, columns]);
  if (rows.length === 0) return <p class="quiet">{props.empty ?? t("no_rows")}</p>;
  const isNumber = columns.map((c) => rows.slice(0, 20).some((r) => typeof c.value(r) === "number"));
  return (
    <div class="table">
      <div class="scroll" tabIndex={0} role="region" aria-label={props.caption}>
        <table class={columns.length > 3 && isNumber.slice(1).includes(false) ? "wide-table" : ""}>
          <caption>{props.caption}</caption>
          <thead>
            <tr data-name={t("sort_by")}>
              {columns.map((c, i) => (
                <th
                  scope="col"
                  key={c.name}
                  class={isNumber[i] ? "n" : ""}
                  aria-sort={by?.[0] === i ? (by[1] > 0 ? "ascending" : "descending") : "none"}
                >
                  <button
                    type="button"
                    onClick={() => setBy(by?.[0] === i ? [i, -by[1]] : [i, isNumber[i] ? -1 : 1])}
                  >
                    {c.name}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, shown).map((row, r) => (
              <tr key={r}>
                {columns.map((c, i) => {
                  const value = c.show ? c.show(row) : c.value(row);
                  const plain = typeof value === "number" ? number(value) : value;
                  // What has several parts stays together where a cell is laid out beside its name.
                  const inside = Array.isArray(plain) && plain.length ? <span>{plain}</span> : plain;
                  return i === 0 ? (
                    <th scope="row" class={isNumber[0] ? "n" : ""}>{inside}</th>
                  ) : (
                    // On a phone a row of many columns becomes a list, where each cell says what it is.
                    <td class={isNumber[i] ? "n" : ""} data-name={c.name}>
                      {inside}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {props.note}
      <p class="under">
        {sorted.length > shown && (
          <button type="button" onClick={() => setShown(shown + 4 * most)}>
            {t("show_more", { n: Math.min(4 * most, sorted.length - shown), of: sorted.length })}
          </button>
        )}
        <button
          type="button"
          onClick={() =>
            download(
              props.file + ".csv",
              columns.map((c) => c.name),
              sorted.map((row) => columns.map((c) => c.value(row))),
            )
          }
        >
          {t("download", { n: sorted.length })}
        </button>
      </p>
    </div>
  );
}
