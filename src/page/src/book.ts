import type { Both, Held, Report, Table } from "./held";

export interface Finding {
  at: number;
  id: string;
  kind: string;
  planned: boolean;
  planned_by: Both | null;
  severity: string;
  severity_reason: Both | null;
  status: string;
  decision: string | null;
  decision_reason: string | null;
  programs: string[];
  units: string[];
  activity: string | null;
  audiences: string[];
  region: string | null;
  target_count: number;
  targets: number[];
  rows: number[];
  first_day: string | null;
  last_day: string | null;
  evidence: Record<string, any>;
  value: { amount: number | null; at_least: boolean };
  need: string | null;
  sentence: Both;
  ask: Both;
  /** Only where the report was compared with an earlier one. */
  fate?: string | null;
  first_seen?: string | null;
}

const dayNumber = (text: string | null) => (text ? Math.floor(Date.parse(text) / 864e5) : null);

/** Positions of rows by one of their columns: the rows of `key` are `rows` from `from[key]` on. */
class Lists {
  private from: Int32Array;
  private rows: Int32Array;
  constructor(keys: number[], count: number) {
    this.from = new Int32Array(count + 1);
    for (const k of keys) if (k >= 0) this.from[k + 1]++;
    for (let i = 0; i < count; i++) this.from[i + 1] += this.from[i];
    const next = this.from.slice();
    this.rows = new Int32Array(this.from[count]);
    keys.forEach((k, i) => {
      if (k >= 0) this.rows[next[k]++] = i;
    });
  }
  of(key: number): Int32Array {
    return this.rows.subarray(this.from[key], this.from[key + 1]);
  }
}

/** A value that is made when it is first asked for. */
const lazy = <T>(make: () => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

/** A report with what it names, and the ways to look things up in it. */
export class Book {
  readonly report: Report;
  readonly findings: Finding[];
  readonly areas: number[];
  readonly areaOf: Int32Array;
  readonly areaOfTarget: Int32Array;
  private byId = new Map<string, Map<string, number>>();

  constructor(readonly held: Held) {
    this.report = held.report;
    const { columns, pool, count } = held.report.findings;
    const plain = new Set(["id", "sentence", "target_count", "targets", "rows"]);
    this.findings = Array.from({ length: count }, (_, i) => {
      const f: Record<string, unknown> = { at: i };
      for (const key in columns) {
        const value = columns[key][i];
        f[key] = plain.has(key) ? value : pool[value as number];
      }
      return f as unknown as Finding;
    });
    const level = this.find("words", this.report.rules["region.level"] as string);
    const parent = this.numbers("regions", "parent");
    const kind = this.numbers("regions", "kind");
    // Without regions of the rules' level, those of the targets themselves.
    const leveled = level >= 0 && kind.includes(level);
    this.areaOf = Int32Array.from(parent, (_, r) => {
      for (let up = r; up >= 0; up = parent[up]) if (kind[up] === level) return up;
      return leveled ? -1 : r;
    });
    const region = this.numbers("targets", "region");
    this.areas = leveled
      ? [...parent.keys()].filter((r) => kind[r] === level)
      : [...new Set(region)].filter((r) => r >= 0).sort((a, b) => a - b);
    this.areaOfTarget = Int32Array.from(region, (r) => (r < 0 ? -1 : this.areaOf[r]));
  }

  table(name: string): Table {
    return this.held.register[name];
  }
  numbers(table: string, column: string): number[] {
    return this.table(table).columns[column];
  }
  texts(table: string, column: string): string[] {
    return this.table(table).columns[column];
  }
  word(i: number): string {
    return i < 0 ? "" : this.texts("words", "id")[i];
  }
  id(table: string, i: number): string {
    return i < 0 ? "" : this.texts(table, "id")[i];
  }
  name(table: string, i: number): string {
    return i < 0 ? "" : this.texts(table, "name")[i] || this.id(table, i);
  }
  /** The position of an id; −1 if there is none. */
  find(table: string, id: string | null): number {
    if (!id) return -1;
    // Of targets few are looked up, and making a map of all takes longer.
    if (table === "targets") return this.texts("targets", "id").indexOf(id);
    let known = this.byId.get(table);
    if (!known) {
      known = new Map(this.texts(table, "id").map((id, i) => [id, i]));
      this.byId.set(table, known);
    }
    return known.get(id) ?? -1;
  }
  nameOf(table: string, id: string | null): string {
    const i = this.find(table, id);
    return i < 0 ? (id ?? "") : this.name(table, i);
  }

  /** `r` lies in `outer`, or is it. */
  within(r: number, outer: number): boolean {
    const parent = this.numbers("regions", "parent");
    for (let up = r; up >= 0; up = parent[up]) if (up === outer) return true;
    return false;
  }

  theme(activity: string | null): number {
    const a = this.find("activities", activity);
    return a < 0 ? -1 : this.numbers("activities", "theme")[a];
  }

  readonly themes = lazy(() => [...new Set(this.numbers("activities", "theme"))]);
  readonly deliveriesAt = lazy(
    () => new Lists(this.numbers("deliveries", "target"), this.table("targets").rows),
  );
  readonly reached = lazy(
    () => new Lists(this.numbers("reached", "intervention"), this.table("interventions").rows),
  );
  readonly reachedBy = lazy(
    () => new Lists(this.numbers("reached", "target"), this.table("targets").rows),
  );
  readonly groupsOf = lazy(
    () => new Lists(this.numbers("memberships", "member"), this.table("targets").rows),
  );
  readonly needsOf = lazy(() => new Lists(this.numbers("needs", "target"), this.table("targets").rows));
  readonly indicatorsOf = lazy(
    () => new Lists(this.numbers("indicators", "target"), this.table("targets").rows),
  );
  readonly findingById = lazy(() => new Map(this.findings.map((f) => [f.id, f])));

  /** What is delivered at a target, and at the groups it belongs to: positions of deliveries. */
  deliveriesOf(target: number): number[] {
    const group = this.numbers("memberships", "group");
    const at = [target, ...Array.from(this.groupsOf().of(target), (m) => group[m])];
    return at.flatMap((t) => [...this.deliveriesAt().of(t)]);
  }

  /** The days of a period: first and last that are known. */
  days(period: number): [number | null, number | null] {
    if (period < 0) return [null, null];
    const p = this.table("periods").columns as unknown as Record<string, (number | null)[]>;
    const start = p.start[period];
    return [start, p.end[period] ?? p.start_by[period]];
  }

  /** The days that a period covers for certain; null where a bound is not known. */
  certainDays(period: number): [number, number] | null {
    if (period < 0) return null;
    const p = this.table("periods").columns as unknown as Record<string, (number | null)[]>;
    const from = p.start_by[period];
    const to = p.end_from[period] ?? from;
    return from == null || to == null || from > to ? null : [from, to];
  }

  /** The areas that a finding speaks of. */
  areasOf(f: Finding): Set<number> {
    const areas = new Set<number>();
    const own = this.find("regions", f.region);
    if (own >= 0 && this.areaOf[own] >= 0) return areas.add(this.areaOf[own]);
    for (const t of f.targets) if (this.areaOfTarget[t] >= 0) areas.add(this.areaOfTarget[t]);
    return areas;
  }

  concerns(f: Finding, area: number): boolean {
    const own = this.find("regions", f.region);
    if (own >= 0 && this.within(own, area)) return true;
    return f.targets.some((t) => this.within(this.numbers("targets", "region")[t], area));
  }

  /** The calendar days of a finding. */
  span(f: Finding): [number | null, number | null] {
    return [dayNumber(f.first_day), dayNumber(f.last_day)];
  }
}

export const isOpen = (f: Finding) => f.status !== "decided";
