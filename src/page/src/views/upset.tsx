import { useMemo } from "preact/hooks";
import type { Book } from "../book";
import { useShown } from "../context";
import { Figure } from "../parts/figure";
import { DataTable } from "../parts/table";
import { go } from "../state";
import { fitted, onPhone } from "../parts/fitted";
import { number, source, t } from "../words";
import type { Crossing } from "./crossings";

const mostRows = 24; // a bit each in a group
const mostColumns = 40;

interface Group {
  members: number[];
  /** The same, a bit each. */
  bits: number;
  exclusive: number;
  inclusive: number;
  expected: number;
}

export const interventionName = (book: Book, i: number) => {
  const unit = book.numbers("interventions", "unit")[i];
  const program = book.name("programs", book.numbers("interventions", "program")[i]);
  return unit < 0 ? program : `${program} (${book.id("units", unit)})`;
};

/** Every group of rows that some target has exactly, with how many targets have all of it. */
function groupsOf({ targets, population }: Crossing, rows: number[]): Group[] {
  const at = new Map<number, number>();
  rows.forEach((r, place) => {
    for (const x of targets[r]) at.set(x, (at.get(x) ?? 0) | (1 << place));
  });
  const exact = new Map<number, Group>();
  for (const bits of at.values()) {
    if ((bits & (bits - 1)) === 0) continue;
    const group = exact.get(bits);
    if (group) group.exclusive++;
    else {
      const members = [...rows.keys()].filter((place) => bits & (1 << place));
      exact.set(bits, { members, bits, exclusive: 1, inclusive: 0, expected: 0 });
    }
  }
  const groups = [...exact.values()];
  for (const g of groups) {
    g.inclusive = groups.reduce(
      (n, other) => n + ((other.bits & g.bits) === g.bits ? other.exclusive : 0),
      0,
    );
    // If each row reached its targets at random, apart from all others.
    g.expected = g.members.reduce((n, m) => (n * targets[rows[m]].length) / population, population);
  }
  return groups;
}

export function UpSet({ crossing }: { crossing: Crossing }) {
  const { book, state } = useShown();
  const inclusive = state.bars === "inclusive";
  const count = (g: Group) => (inclusive ? g.inclusive : g.exclusive);
  const by = book.numbers("interventions", "unit");
  const rows = useMemo(() => {
    const largest = [...crossing.rows.keys()]
      .sort((a, b) => crossing.targets[b].length - crossing.targets[a].length)
      .slice(0, mostRows);
    return largest.sort(
      (a, b) =>
        by[crossing.rows[a]] - by[crossing.rows[b]] || crossing.targets[b].length - crossing.targets[a].length,
    );
  }, [crossing]);
  const groups = useMemo(() => groupsOf(crossing, rows), [crossing, rows]);
  const sorted = useMemo(
    () => [...groups].sort((a, b) => count(b) - count(a) || a.members.length - b.members.length),
    [groups, inclusive],
  );
  if (sorted.length === 0) return <p class="quiet">{t("no_crossings")}</p>;
  const shown = sorted.slice(0, mostColumns);
  const names = rows.map((r) => interventionName(book, crossing.rows[r]));
  const left = onPhone() ? 190 : 340;
  const step = 18;
  const top = 130;
  // The expectation is of targets that all of them share: it stands beside inclusive bars only.
  const most = Math.max(...shown.map((g) => Math.max(count(g), inclusive ? g.expected : 0)));
  const tall = (n: number) => (n / most) * (top - 24);
  const width = left + shown.length * step + 10;
  const height = top + rows.length * step + 10;
  const label = (g: Group) => g.members.map((m) => names[m]).join(" + ");
  return (
    <Figure
      title={t("upset_title", { n: count(shown[0]), who: label(shown[0]) })}
      sentence={t(inclusive ? "upset_inclusive" : "upset_exclusive")}
      source={[
        source(book.report.as_of),
        crossing.rows.length > rows.length && t("upset_rows", { n: rows.length, of: crossing.rows.length }),
        sorted.length > shown.length && t("and_more_in_table", { n: sorted.length - shown.length }),
      ]
        .filter(Boolean)
        .join(" · ")}
      table={
        <DataTable
          caption={t("groups")}
          file={t("groups")}
          rows={sorted}
          columns={[
            { name: t("programs"), value: label },
            { name: t("how_many"), value: (g) => g.members.length },
            { name: t("exclusive"), value: (g) => g.exclusive },
            { name: t("inclusive"), value: (g) => g.inclusive },
            { name: t("expected"), value: (g) => g.expected },
          ]}
        />
      }
    >
      <fieldset class="switch">
        <legend>{t("bars")}</legend>
        {(["exclusive", "inclusive"] as const).map((which) => (
          <label key={which}>
            <input
              type="radio"
              name="bars"
              checked={inclusive === (which === "inclusive")}
              onChange={() => go({ bars: which })}
            />
            {t(which)}
          </label>
        ))}
      </fieldset>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("groups")}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("upset_alt", { n: shown.length })}>
          {rows.map((r, i) => {
            const y = top + i * step;
            const same = i > 0 && by[crossing.rows[r]] === by[crossing.rows[rows[i - 1]]];
            return (
              <g key={r}>
                {i % 2 === 0 && <rect x={0} y={y} width={width} height={step} class="band" />}
                {!same && i > 0 && <line x1={0} x2={width} y1={y} y2={y} class="rule" />}
                <text x={left - 46} y={y + 13} text-anchor="end">
                  {fitted(names[i], left - 50)}
                  <title>{names[i]}</title>
                </text>
                <text x={left - 10} y={y + 13} text-anchor="end" class="quiet">
                  {number(crossing.targets[r].length)}
                </text>
              </g>
            );
          })}
          {shown.map((g, i) => {
            const x = left + i * step + step / 2;
            const from = Math.min(...g.members);
            const to = Math.max(...g.members);
            return (
              <g key={g.bits}>
                <title>{`${label(g)}: ${number(count(g))}`}</title>
                <rect x={x - 6} y={top - 8 - tall(count(g))} width={12} height={tall(count(g))} class="bar" />
                {inclusive && (
                  <line x1={x - 8} x2={x + 8} y1={top - 8 - tall(g.expected)} y2={top - 8 - tall(g.expected)} class="expected" />
                )}
                <text x={x} y={top - 11 - tall(count(g))} text-anchor="middle" class="small">
                  {number(count(g))}
                </text>
                {rows.map((_, m) => (
                  <circle cx={x} cy={top + m * step + step / 2} r={4.5} class={g.members.includes(m) ? "dot in" : "dot"} />
                ))}
                <line x1={x} x2={x} y1={top + from * step + step / 2} y2={top + to * step + step / 2} class="join" />
              </g>
            );
          })}
        </svg>
      </div>
    </Figure>
  );
}
