import { scaleThreshold } from "d3-scale";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useShown } from "../context";
import { Figure } from "../parts/figure";
import { fitted, onPhone } from "../parts/fitted";
import { DataTable } from "../parts/table";
import { number, source, t } from "../words";
import type { Crossing } from "./crossings";
import { interventionName } from "./upset";

const mostRows = 60;
const colour = scaleThreshold<number, string>()
  .domain([0.05, 0.1, 0.25, 0.5, 0.75])
  .range(["#eef3f7", "#c6d9e8", "#93b9d6", "#5a92bd", "#2c689a", "#0f3f68"]);

interface Pair {
  a: number;
  b: number;
  shared: number;
  jaccard: number;
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** What a cell says; without a pair, that the two share nothing. */
const reading = (names: string[], pair: Pair | undefined, y: number, x: number) =>
  `${names[y]} + ${names[x]}: ${number(pair?.shared ?? 0)} (Jaccard ${number(pair?.jaccard ?? 0, 2)})`;

export function Matrix({ crossing }: { crossing: Crossing }) {
  const { book } = useShown();
  const cluster = book.table("interventions").columns.cluster as unknown as (number | null)[];
  const unit = book.numbers("interventions", "unit");
  const rows = useMemo(
    () =>
      [...crossing.rows.keys()]
        .sort((a, b) => crossing.targets[b].length - crossing.targets[a].length)
        .slice(0, mostRows)
        .sort((a, b) => {
          const [i, j] = [crossing.rows[a], crossing.rows[b]];
          return (cluster[i] ?? 0) - (cluster[j] ?? 0) || unit[i] - unit[j] || i - j;
        }),
    [crossing],
  );
  const pairs = useMemo(() => {
    const found: Pair[] = [];
    const sets = rows.map((r) => new Set(crossing.targets[r]));
    for (let a = 0; a < rows.length; a++)
      for (let b = a + 1; b < rows.length; b++) {
        const [small, large] = sets[a].size < sets[b].size ? [sets[a], sets[b]] : [sets[b], sets[a]];
        let shared = 0;
        for (const x of small) if (large.has(x)) shared++;
        if (shared) found.push({ a, b, shared, jaccard: shared / (small.size + large.size - shared) });
      }
    return found.sort((x, y) => y.jaccard - x.jaccard);
  }, [crossing, rows]);
  const names = useMemo(() => rows.map((r) => interventionName(book, crossing.rows[r])), [book, crossing, rows]);
  const step = rows.length > 30 ? 12 : 20;
  const left = onPhone() ? 160 : 300;
  const size = rows.length * step;
  // The cell that is pointed at, or that the arrow keys are on.
  const [cell, point] = useState<[number, number] | null>(null);
  useEffect(() => point(null), [pairs]);
  const outline = useRef<SVGRectElement>(null);
  // Made once: a cell pointed at draws no other anew.
  const cells = useMemo(
    () =>
      pairs.flatMap((p) =>
        [
          [p.a, p.b],
          [p.b, p.a],
        ].map(([y, x]) => (
          <rect key={`${y},${x}`} x={left + x * step} y={y * step} width={step - 1} height={step - 1} fill={colour(p.jaccard)}>
            <title>{reading(names, p, y, x)}</title>
          </rect>
        )),
      ),
    [pairs, names, left, step],
  );
  if (pairs.length === 0) return null;
  const most = pairs[0];
  const walk = (e: KeyboardEvent) => {
    const by = steps[e.key];
    if (!by) return;
    e.preventDefault();
    const inside = (i: number) => Math.min(Math.max(i, 0), rows.length - 1);
    point(cell ? [inside(cell[0] + by[0]), inside(cell[1] + by[1])] : [most.a, most.b]);
    requestAnimationFrame(() => outline.current?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  };
  const pointAt = (e: MouseEvent) => {
    const box = (e.currentTarget as SVGSVGElement).getBoundingClientRect();
    const [y, x] = [e.clientY - box.top, e.clientX - box.left - left].map((d) => Math.floor(d / step));
    if (y >= 0 && x >= 0 && y < rows.length && x < rows.length) point([y, x]);
  };
  const said = (y: number, x: number) =>
    y === x
      ? `${names[y]}: ${number(crossing.targets[rows[y]].length)}`
      : reading(names, pairs.find((p) => p.a === Math.min(y, x) && p.b === Math.max(y, x)), y, x);
  // Where hardly two programs are in one cluster, lines between clusters would be a grid that says nothing.
  const apart = new Set(rows.map((r) => cluster[crossing.rows[r]])).size <= rows.length / 2;
  return (
    <Figure
      title={t("matrix_title", { a: names[most.a], b: names[most.b], n: most.shared })}
      sentence={t("matrix_sentence") + (apart ? " " + t("matrix_clusters") : "")}
      source={[
        source(book.report.as_of),
        crossing.rows.length > rows.length && t("upset_rows", { n: rows.length, of: crossing.rows.length }),
      ]
        .filter(Boolean)
        .join(" · ")}
      table={
        <DataTable
          caption={t("pairs")}
          file={t("pairs")}
          rows={pairs}
          columns={[
            { name: t("first"), value: (p) => names[p.a] },
            { name: t("second"), value: (p) => names[p.b] },
            { name: t("shared"), value: (p) => p.shared },
            { name: "Jaccard", value: (p) => p.jaccard, show: (p) => number(p.jaccard, 2) },
            {
              name: t("same_cluster"),
              value: (p) => t(cluster[crossing.rows[rows[p.a]]] === cluster[crossing.rows[rows[p.b]]] ? "yes" : "no"),
            },
          ]}
        />
      }
    >
      <div class="scroll" tabIndex={0} role="region" aria-label={`${t("pairs")}. ${t("matrix_keys")}`} onKeyDown={walk}>
        <svg
          width={left + size + 10}
          height={size + 10}
          viewBox={`0 0 ${left + size + 10} ${size + 10}`}
          role="img"
          aria-label={t("matrix_alt", { n: rows.length })}
          onClick={pointAt}
        >
          {names.map((name, i) => (
            <text key={i} x={left - 6} y={i * step + step - 4} text-anchor="end" class={step < 20 ? "small" : ""}>
              {fitted(name, left - 10, step < 20 ? 10 : 12)}
            </text>
          ))}
          {cells}
          {rows.map((r, i) => {
            const starts = apart && i > 0 && cluster[crossing.rows[r]] !== cluster[crossing.rows[rows[i - 1]]];
            return (
              <g key={r}>
                <rect x={left + i * step} y={i * step} width={step - 1} height={step - 1} class="self" />
                {starts && (
                  <path d={`M${left},${i * step - 0.5}h${size}M${left + i * step - 0.5},0v${size}`} class="cluster" />
                )}
              </g>
            );
          })}
          {cell && (
            <rect ref={outline} x={left + cell[1] * step - 1} y={cell[0] * step - 1} width={step + 1} height={step + 1} class="pointed" />
          )}
        </svg>
      </div>
      <p class="reading" aria-live="polite">
        {cell ? said(...cell) : t("matrix_keys")}
      </p>
      <p class="legend" aria-hidden="true">
        Jaccard{" "}
        {colour.range().map((c, i) => (
          <span key={c}>
            <svg width="14" height="14">
              <rect width="14" height="14" fill={c} stroke="#56606b" />
            </svg>
            {i < colour.domain().length
              ? `${number(i ? colour.domain()[i - 1] : 0, 2)}–${number(colour.domain()[i], 2)}`
              : `≥ ${number(colour.domain()[i - 1], 2)}`}
          </span>
        ))}
      </p>
    </Figure>
  );
}
