import { useEffect, useState } from "preact/hooks";
import type { Book, Finding } from "./book";
import { download } from "./parts/table";

/** A decision entered on the page; it is kept while the page is open, and exported for the next run. */
export interface Entered {
  finding: string;
  decision: string;
  reason: string;
  unit: string;
  date: string;
  expires: string;
  targets: number;
  value: number | null;
}

let entered: Entered[] = [];
const listeners = new Set<() => void>();

export function useEntered(): Entered[] {
  const [, again] = useState({});
  useEffect(() => {
    const listener = () => again({});
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return entered;
}

export function enter(f: Finding, given: Pick<Entered, "decision" | "reason" | "unit" | "expires">) {
  const date = new Date().toLocaleDateString("sv");
  entered = entered.filter((e) => e.finding !== f.id);
  if (given.decision)
    entered.push({ ...given, finding: f.id, date, targets: f.target_count, value: f.value.amount });
  for (const listener of listeners) listener();
}

// An unsaved decision is work: leaving asks first.
addEventListener("beforeunload", (e) => {
  if (entered.length > exported) e.preventDefault();
});
let exported = 0;

/** `decisions.csv` for the next run: what was decided before, and what was entered here. */
export function exportDecisions(book: Book) {
  const c = book.table("decisions").columns as unknown as Record<string, any[]>;
  const day = (d: number | null) => (d == null ? null : new Date(d * 864e5).toISOString().slice(0, 10));
  // Money goes out as tables hold it, in whole units and not the smallest.
  const money = (x: number | null) => (x == null ? null : x / 10 ** book.report.money.decimals);
  const anew = new Set(entered.map((e) => e.finding));
  const before = c.finding
    .map((finding, i) => [
      finding,
      book.word(c.decision[i]),
      c.reason[i],
      book.id("units", c.unit[i]),
      day(c.date[i]),
      day(c.expires[i]),
      c.targets_then[i],
      money(c.value_then[i]),
    ])
    .filter(([finding]) => !anew.has(finding));
  const now = entered.map((e) => [
    e.finding,
    e.decision,
    e.reason,
    e.unit,
    e.date,
    e.expires,
    e.targets,
    money(e.value),
  ]);
  download(
    "decisions.csv",
    ["finding_id", "decision", "reason", "unit_id", "date", "expires", "targets_then", "value_then"],
    [...before, ...now],
  );
  exported = entered.length;
}
