import { useMemo } from "preact/hooks";
import { useShown } from "../context";
import { Figure, hues } from "../parts/figure";
import { DataTable } from "../parts/table";
import { source, t } from "../words";
import type { Crossing } from "./crossings";
import { interventionName } from "./upset";

const mostNodes = 200;

/** Units, what they carry out, and the targets where it meets: three columns, lines between. */
export function Network({ crossing }: { crossing: Crossing }) {
  const { book } = useShown();
  const unit = book.numbers("interventions", "unit");
  const units = useMemo(() => [...new Set(crossing.rows.map((i) => unit[i]))].sort((a, b) => a - b), [crossing]);
  const known = units.length + crossing.rows.length;
  const shape = useMemo(() => {
    // So many rows make no picture, whatever they meet at.
    if (known > mostNodes) return [];
    const at = new Map<number, number[]>();
    crossing.targets.forEach((list, r) => {
      for (const x of list) at.set(x, [...(at.get(x) ?? []), r]);
    });
    const met = [...at].filter(([, rows]) => rows.length > 1);
    // Targets that the same rows meet at are one node, or nothing could be told apart.
    const bundles = new Map<string, { rows: number[]; targets: number[] }>();
    for (const [x, rows] of met) {
      const bundle = bundles.get(rows.join()) ?? { rows, targets: [] };
      bundle.targets.push(x);
      bundles.set(rows.join(), bundle);
    }
    return [...bundles.values()].sort((a, b) => b.targets.length - a.targets.length);
  }, [crossing]);
  const nodes = known + shape.length;
  if (known <= mostNodes && shape.length === 0) return null;
  if (nodes > mostNodes) return <p class="quiet">{t("network_too_large", { n: nodes, most: mostNodes })}</p>;
  const order = [...crossing.rows.keys()].sort((a, b) => unit[crossing.rows[a]] - unit[crossing.rows[b]]);
  const height = Math.max(260, 17 * Math.max(order.length, shape.length));
  const place = (i: number, of: number) => ((i + 0.5) * height) / of;
  const rowY = new Map(order.map((r, i) => [r, place(i, order.length)]));
  const unitY = new Map(units.map((u, i) => [u, place(i, units.length)]));
  const colour = (u: number) => hues[units.indexOf(u) % hues.length];
  const name = (b: (typeof shape)[number]) =>
    b.targets.length === 1 ? book.name("targets", b.targets[0]) : t("n_targets", { n: b.targets.length });
  const curve = (x1: number, y1: number, x2: number, y2: number) =>
    `M${x1},${y1}C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`;
  return (
    <Figure
      title={t("network_title", { n: shape.reduce((n, b) => n + b.targets.length, 0) })}
      sentence={t("network_sentence")}
      source={source(book.report.as_of)}
      table={
        <DataTable
          caption={t("network_table")}
          file={t("network_table")}
          rows={shape}
          columns={[
            { name: t("targets"), value: (b) => b.targets.length },
            { name: t("programs"), value: (b) => b.rows.map((r) => interventionName(book, crossing.rows[r])).join(" ∩ ") },
            { name: t("for_example"), value: (b) => b.targets.slice(0, 3).map((x) => book.name("targets", x)).join("; ") },
          ]}
        />
      }
    >
      <div class="scroll" tabIndex={0} role="region" aria-label={t("network_table")}>
        <svg width={900} height={height} role="img" aria-label={t("network_alt", { n: nodes })}>
          {order.map((r) => {
            const u = unit[crossing.rows[r]];
            return <path key={r} d={curve(170, unitY.get(u)!, 320, rowY.get(r)!)} class="link" stroke={colour(u)} />;
          })}
          {shape.map((b, i) =>
            b.rows.map((r) => (
              <path
                key={`${i}-${r}`}
                d={curve(565, rowY.get(r)!, 690, place(i, shape.length))}
                class="link"
                stroke={colour(unit[crossing.rows[r]])}
                stroke-width={Math.min(6, 1 + Math.log2(b.targets.length))}
              />
            )),
          )}
          {units.map((u) => (
            <text key={u} x={164} y={unitY.get(u)! + 4} text-anchor="end">
              {u < 0 ? t("no_unit") : book.id("units", u)}
              <title>{book.name("units", u)}</title>
            </text>
          ))}
          {order.map((r) => {
            const label = book.name("programs", book.numbers("interventions", "program")[crossing.rows[r]]);
            return (
              <g key={r}>
                <rect x={320} y={rowY.get(r)! - 8} width={245} height={16} class="band" />
                <text x={326} y={rowY.get(r)! + 4}>
                  {label.length > 36 ? label.slice(0, 35) + "…" : label}
                  <title>{label}</title>
                </text>
              </g>
            );
          })}
          {shape.map((b, i) => (
            <text key={i} x={696} y={place(i, shape.length) + 4}>
              {name(b)}
            </text>
          ))}
        </svg>
      </div>
    </Figure>
  );
}
