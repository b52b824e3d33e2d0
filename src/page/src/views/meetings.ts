import type { Book } from "../book";
import { inOrder, t } from "../words";
import type { Crossing } from "./crossings";

/** So many stand in one column of the network; beyond it they are bundled. */
const mostRows = 45;
const mostPlaces = 60;
/** More lines than this are a tangle: then each node keeps its strongest until it is pointed at. */
const mostLines = 150;

/** What stands in the middle column: a program as one unit carries it out, or all of a unit's. */
export interface Doer {
  unit: number;
  rows: number[];
}

/** What stands in the last column: targets that the same programs meet at, or those of an area. */
export interface Place {
  name: string;
  area: number;
  targets: number[];
  /** The doers that meet there, with the targets that each reaches of them. */
  by: Map<number, number>;
  programs: number;
}

export interface Meetings {
  units: number[];
  /** Of all units, those that the picture puts together included. */
  unitCount: number;
  doers: Doer[];
  places: Place[];
  /** Doer, place, targets: all lines, the heaviest first. */
  lines: [number, number, number][];
  /** The lines of the first look: all, or of too many the strongest of each doer and of each place. */
  strong: Set<number>;
  bundledBy: "sets" | "area_level" | "area" | "outer_level" | "outer" | "all";
  met: number;
}

/** The lines, sorted by weight, that no node would want to miss. Units put together are the strongest
 * nearly everywhere, which says nothing: they count for themselves only. */
function strongest(lines: Meetings["lines"], named: (doer: number) => boolean): Set<number> {
  if (lines.length <= mostLines) return new Set(lines.keys());
  const doers = new Set<number>();
  const places = new Set<number>();
  const strong = new Set<number>();
  lines.forEach(([d, p], i) => {
    if (!doers.has(d) || (named(d) && !places.has(p))) strong.add(i);
    doers.add(d);
    if (named(d)) places.add(p);
  });
  return strong;
}

/** Puts each place beside the doers of its strong lines, so that these cross little. */
function untangle(places: Place[], lines: Meetings["lines"], strong: Set<number>) {
  const sum = places.map(() => [0, 0]);
  for (const i of strong) {
    const [d, p] = lines[i];
    sum[p][0] += d;
    sum[p][1]++;
  }
  // A place that only units put together meet at comes last, as they do.
  const middle = sum.map(([at, n]) => (n ? at / n : Infinity));
  const order = [...places.keys()].sort((a, b) => (middle[a] < middle[b] ? -1 : middle[a] > middle[b] ? 1 : a - b));
  const now = new Map(order.map((old, at) => [old, at]));
  places.splice(0, places.length, ...order.map((old) => places[old]));
  for (const line of lines) line[1] = now.get(line[1])!;
}

/** Who meets where, bundled so far that a picture can hold it; the same for the same report. */
export function meetingsOf(book: Book, crossing: Crossing): Meetings {
  const unitOf = book.numbers("interventions", "unit");
  const order = [...crossing.rows.keys()].sort(
    (a, b) => unitOf[crossing.rows[a]] - unitOf[crossing.rows[b]] || crossing.rows[a] - crossing.rows[b],
  );
  const doers: Doer[] = [];
  for (const r of order) {
    const unit = unitOf[crossing.rows[r]];
    const last = doers.at(-1);
    if (order.length > mostRows && last?.unit === unit) last.rows.push(r);
    else doers.push({ unit, rows: [r] });
  }
  if (doers.length > mostRows) {
    // The units that reach most stand alone, the others together.
    const size = (d: Doer) => d.rows.reduce((n, r) => n + crossing.targets[r].length, 0);
    const rest = new Set(
      [...doers].sort((a, b) => size(b) - size(a) || a.unit - b.unit).slice(mostRows - 1),
    );
    const others: Doer = { unit: -2, rows: [...rest].flatMap((d) => d.rows) };
    doers.splice(0, doers.length, ...doers.filter((d) => !rest.has(d)), others);
  }
  const doerOf = new Int32Array(crossing.rows.length);
  doers.forEach((d, i) => d.rows.forEach((r) => (doerOf[r] = i)));

  // The rows at each target, target by target.
  const targets = book.table("targets").rows;
  const from = new Int32Array(targets + 1);
  for (const list of crossing.targets) for (const x of list) from[x + 1]++;
  for (let x = 0; x < targets; x++) from[x + 1] += from[x];
  const rowAt = new Int32Array(from[targets]);
  const next = from.slice();
  order.forEach((r) => {
    for (const x of crossing.targets[r]) rowAt[next[x]++] = r;
  });
  const met: number[] = [];
  for (let x = 0; x < targets; x++) if (from[x + 1] - from[x] > 1) met.push(x);

  const level = book.numbers("targets", "level");
  const parent = book.numbers("regions", "parent");
  // A target above the level, as a province's office, stands in its own region.
  const own = book.numbers("targets", "region");
  const areaOf = (x: number) => (book.areaOfTarget[x] >= 0 ? book.areaOfTarget[x] : own[x]);
  const region = (a: number) => (a < 0 ? t("no_region") : book.name("regions", a));
  const outer = (a: number) => (a >= 0 && parent[a] >= 0 ? parent[a] : a);
  const ways: [Meetings["bundledBy"], (x: number) => string, (x: number) => [string, number]][] = [
    ["sets", (x) => rowAt.subarray(from[x], from[x + 1]).join(), () => ["", -1]],
    ["area_level", (x) => `${areaOf(x)}|${level[x]}`, (x) => [
      [region(areaOf(x)), book.word(level[x])].filter(Boolean).join(" · "), areaOf(x)]],
    ["area", (x) => `${areaOf(x)}`, (x) => [region(areaOf(x)), areaOf(x)]],
    ["outer_level", (x) => `${outer(areaOf(x))}|${level[x]}`, (x) => [
      [region(outer(areaOf(x))), book.word(level[x])].filter(Boolean).join(" · "), outer(areaOf(x))]],
    ["outer", (x) => `${outer(areaOf(x))}`, (x) => [region(outer(areaOf(x))), outer(areaOf(x))]],
    ["all", () => "", () => [t("all_targets"), -1]],
  ];
  for (const [bundledBy, key, named] of ways) {
    if (bundledBy === "sets" && order.length > mostRows) continue;
    const at = new Map<string, number[]>();
    let fits = true;
    for (const x of met) {
      const k = key(x);
      const list = at.get(k);
      if (list) list.push(x);
      else at.set(k, [x]);
      if (at.size > mostPlaces) {
        fits = false;
        break;
      }
    }
    if (!fits) continue;
    const places = [...at.values()].map((list): Place => {
      const by = new Map<number, number>();
      const programs = new Set<number>();
      for (const x of list) {
        const here = new Set<number>();
        for (const r of rowAt.subarray(from[x], from[x + 1])) here.add(doerOf[r]), programs.add(r);
        for (const d of here) by.set(d, (by.get(d) ?? 0) + 1);
      }
      const [name, area] = named(list[0]);
      const plain = list.length === 1 ? book.name("targets", list[0]) : t("n_targets", { n: list.length });
      return { name: name || plain, area, targets: list, by, programs: programs.size };
    });
    // Sets by size; areas in the order of the register, as tables have them.
    places.sort((a, b) =>
      bundledBy === "sets" ? b.targets.length - a.targets.length || a.targets[0] - b.targets[0] : a.area - b.area || inOrder(a.name, b.name),
    );
    const all = places.flatMap((p, i) => [...p.by].map(([d, n]): [number, number, number] => [d, i, n]));
    all.sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]);
    const strong = strongest(all, (d) => doers[d].unit !== -2);
    if (strong.size < all.length) untangle(places, all, strong);
    return {
      units: [...new Set(doers.map((d) => d.unit))],
      unitCount: new Set(order.map((r) => unitOf[crossing.rows[r]])).size,
      doers,
      places,
      lines: all,
      strong,
      bundledBy,
      met: met.length,
    };
  }
  throw new Error("all targets are one bundle");
}
