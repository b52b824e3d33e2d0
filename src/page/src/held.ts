/** What C++ puts into the page, as it stands there. */
export interface Both {
  en: string;
  id: string;
}

export interface Table {
  rows: number;
  columns: Record<string, never[]>;
}

export interface Packed {
  count: number;
  pool: unknown[];
  columns: Record<string, unknown[]>;
}

export interface Coverage {
  region: string | null;
  activity: string;
  quantity_unit: string | null;
  needy: number;
  served: number;
  not_served: number;
  not_reported: number;
  not_eligible: number;
  met: number;
  unmet_least: number;
  unmet_most: number;
}

export interface Goal {
  indicator: string;
  region: string;
  baseline: number | null;
  goal: number | null;
  due: string | null;
  value: number | null;
  measured: number;
  date: string | null;
  way: number | null;
  reached: boolean | null;
}

export interface Problem {
  level: string;
  table: string;
  file: string;
  column: string | null;
  value: string | null;
  what: Both;
  rows: number;
}

export interface Piece {
  id: string;
  activity: string;
  audience: string | null;
  region: string | null;
  targets: number;
  deliveries: number;
  needy: number;
  not_served: number;
  state: string;
  lead: string | null;
  supports: string[];
  today: { unit: string; targets: number; deliveries: number }[];
  runner_up: string | null;
  reason: Both;
  would_change: Both | null;
}

export interface Division {
  proven: boolean;
  pieces: Piece[];
  units: {
    unit: string;
    load_now: number;
    load_then: number;
    capacity: number | null;
    pieces_now: number;
    pieces_then: number;
  }[];
  authorities: { authority: string; activity: string; units_now: string[]; units_then: string[] }[];
  before_after: { figure: string; before: number; after: number }[];
  transition: {
    step: number;
    piece: string;
    from: string | null;
    to: string;
    needy: number;
    reason: Both;
  }[];
  raci: {
    activity: string;
    kind: string;
    audience: string | null;
    region: string | null;
    accountable: string | null;
    responsible: string[];
    support: string[];
  }[];
}

export interface WorkItem {
  unit: string;
  period: string;
  role: string;
  activity: string;
  audience: string | null;
  region: string | null;
  targets: string[];
  quantity: number | null;
  quantity_unit: string | null;
  cost: number | null;
  due: string | null;
  coordinate_with: string[];
  why: Both;
}

export interface Report {
  irisan: string;
  title: string;
  invented: Both | null;
  money: { currency: string; decimals: number };
  as_of: string | null;
  scope: { from: string | null; to: string | null; region: string | null; unit: string | null; without: string[] };
  rules: Record<string, unknown>;
  need_rules: string | null;
  inputs: { table: string; rows: number; sha256: string }[];
  rows: Record<string, number>;
  problems: Problem[];
  not_computed: Both[];
  figures: {
    programs: number;
    units: number;
    partners: number;
    interventions: number;
    targets: number;
    targets_reached: number;
    deliveries: number;
    pairs: number;
    needs: Record<string, number>;
    findings: { kind: string; all: number; not_yet_planned: number; open: number }[];
  };
  coverage: Coverage[];
  redundancy: {
    by_money: boolean;
    programs: { program: string; needs: number; cost: number | null; kept: boolean; alone: boolean }[];
  } | null;
  goals: Goal[];
  most_important: string[];
  findings: Packed;
  division?: Division | null;
  workplan?: WorkItem[];
}

export interface Change {
  since: string | null;
  what_if: boolean;
  reporting_known: boolean;
  rules_differ: string[];
  figures: { figure: string; kind: string; before: number; after: number }[];
  /** Those that are gone. */
  findings: { id: string; kind: string; fate: string; first_seen: string | null; sentence: Both }[];
  programs: { begun: string[]; ended: string[]; not_reported: string[] } | null;
}

export interface Held {
  report: Report;
  register: Record<string, Table>;
  outlines: GeoJSON.FeatureCollection | null;
  reader: { unit: string; region: string; target: string } | null;
  change: Change | null;
  left_out: string[];
}

/** Reads the report out of the page, unpacked if it is compressed. */
export async function readHeld(): Promise<Held> {
  const held = document.getElementById("held")!;
  const text = held.textContent!;
  held.remove();
  if (held.getAttribute("type") === "application/json") return JSON.parse(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).json();
}
