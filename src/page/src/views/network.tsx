import { useMemo, useRef, useState } from "preact/hooks";
import { useShown } from "../context";
import { Figure, hues } from "../parts/figure";
import { fitted, onPhone } from "../parts/fitted";
import { DataTable } from "../parts/table";
import { go } from "../state";
import { number, source, t } from "../words";
import type { Crossing } from "./crossings";
import { meetingsOf, type Doer, type Place } from "./meetings";
import { interventionName } from "./upset";

interface Node {
  column: 0 | 1 | 2;
  at: number;
  y: number;
  name: string;
  full: string;
  /** What it says when it is reached: its name and how much meets there. */
  says: string;
  choose?: () => void;
}

/** Units, what they carry out, and where it meets: three columns, lines between. The arrow keys walk
 * over the nodes; the lines of the one that is reached stand out. */
export function Network({ crossing }: { crossing: Crossing }) {
  const { book } = useShown();
  const m = useMemo(() => meetingsOf(book, crossing), [crossing]);
  const [lit, light] = useState(-1);
  const [stop, setStop] = useState(0);
  const box = useRef<SVGSVGElement>(null);
  if (m.met === 0) return null;

  const narrow = onPhone();
  const [unitX, doerX, doerWidth, placeX, width] = narrow ? [92, 150, 190, 440, 600] : [170, 300, 290, 740, 960];
  const height = Math.max(220, 18 * Math.max(m.doers.length, m.places.length, m.units.length));
  const spread = (i: number, of: number) => ((i + 0.5) * height) / of;
  const unitName = (u: number) => (u === -2 ? t("other_units") : u < 0 ? t("no_unit") : book.name("units", u));
  const unitId = (u: number) => (u < 0 ? unitName(u) : book.id("units", u));
  const doerName = (d: Doer) =>
    d.rows.length > 1 || d.unit === -2
      ? t("n_programs", { n: d.rows.length })
      : book.name("programs", book.numbers("interventions", "program")[crossing.rows[d.rows[0]]]);
  const placeName = (p: Place) => (m.bundledBy === "sets" ? p.name : `${p.name} (${number(p.targets.length)})`);
  // A hue that comes twice would say that two units are one.
  const hue = new Map(m.units.map((u, i) => [u, m.units.length > hues.length ? hues[0] : hues[i]]));
  const thinned = m.strong.size < m.lines.length;
  const reached = (d: number) => m.places.reduce((n, p) => n + (p.by.get(d) ?? 0), 0);

  const nodes: Node[] = [
    ...m.units.map((u, at): Node => ({
      column: 0, at, y: spread(at, m.units.length), name: fitted(unitId(u), unitX - 4), full: unitName(u),
      says: t("node_unit", { who: unitName(u), n: m.doers.reduce((n, d) => n + (d.unit === u ? d.rows.length : 0), 0) }),
      choose: u >= 0 ? () => go({ unit: book.id("units", u) }) : undefined,
    })),
    ...m.doers.map((d, at): Node => ({
      column: 1, at, y: spread(at, m.doers.length), name: fitted(doerName(d), doerWidth - 12), full: doerName(d),
      says: t("node_program", { who: `${doerName(d)} (${unitId(d.unit)})`, n: reached(at) }),
      choose: d.unit >= 0 ? () => go({ unit: book.id("units", d.unit) }) : undefined,
    })),
    ...m.places.map((p, at): Node => ({
      column: 2, at, y: spread(at, m.places.length), name: fitted(placeName(p), width - placeX - 4), full: placeName(p),
      says: t("node_place", { where: p.name, n: p.targets.length, programs: p.programs }),
      choose:
        m.bundledBy === "sets"
          ? p.targets.length === 1
            ? () => go({ v: "school", t: book.id("targets", p.targets[0]) })
            : undefined
          : p.area >= 0
            ? () => go({ region: book.id("regions", p.area) })
            : undefined,
    })),
  ];
  const y = (column: number, at: number) =>
    nodes[column === 0 ? at : column === 1 ? m.units.length + at : m.units.length + m.doers.length + at].y;
  const curve = (x1: number, y1: number, x2: number, y2: number) =>
    `M${x1},${y1}C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`;
  const most = m.lines.length ? m.lines[0][2] : 1;
  const weight = (n: number) => 1 + 7 * Math.sqrt(n / most);
  const on = lit >= 0 ? nodes[lit] : null;
  const shows = (unit: number, doer: number | null, place: number | null) =>
    !on ||
    (on.column === 0 && m.units[on.at] === unit) ||
    (on.column === 1 && (doer === on.at || (doer === null && m.doers[on.at].unit === unit))) ||
    (on.column === 2 && (place === on.at || (place === null && doer !== null && m.places[on.at].by.has(doer))));
  const unitsOf = (p: Place) => [
    ...new Set([...p.by].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([d]) => unitId(m.doers[d].unit))),
  ];
  const few = (names: string[]) =>
    names.length > 6 ? `${names.slice(0, 5).join(", ")} ${t("and_more", { n: names.length - 5 })}` : names.join(", ");
  const more = on ? m.lines.filter(([d, p], i) => !m.strong.has(i) && shows(m.doers[d].unit, d, p)).length : 0;
  const walk = (i: number, key: string): number | null => {
    const n = nodes[i];
    if (key === "ArrowDown") return i + 1 < nodes.length && nodes[i + 1].column === n.column ? i + 1 : null;
    if (key === "ArrowUp") return i > 0 && nodes[i - 1].column === n.column ? i - 1 : null;
    const to = key === "ArrowRight" ? n.column + 1 : key === "ArrowLeft" ? n.column - 1 : -1;
    const there = nodes.map((x, j) => [x, j] as const).filter(([x]) => x.column === to);
    if (there.length === 0) return null;
    return there.reduce((a, b) => (Math.abs(b[0].y - n.y) < Math.abs(a[0].y - n.y) ? b : a))[1];
  };
  const focus = (i: number) => {
    setStop(i);
    box.current?.querySelectorAll<SVGGElement>(".node")[i]?.focus();
  };
  const bundled = [
    m.doers.some((d) => d.rows.length > 1) && t("bundled_programs", { n: crossing.rows.length, units: m.unitCount }),
    m.bundledBy !== "sets" && t(`bundled_${m.bundledBy}`, { n: m.met, places: m.places.length }),
    thinned && t("strong_lines", { n: m.strong.size, all: m.lines.length }),
  ].filter(Boolean);
  return (
    <Figure
      title={t("network_title", { n: m.met })}
      sentence={[t("network_sentence"), m.bundledBy === "sets" && t("bundled_sets"), ...bundled].filter(Boolean).join(" ")}
      source={source(book.report.as_of)}
      table={
        <>
          <DataTable
            caption={t("network_table")}
            file={t("network_table")}
            rows={m.places}
            columns={[
              ...(m.bundledBy === "sets" ? [] : [{ name: t("where"), value: (p: Place) => p.name }]),
              { name: t("targets"), value: (p) => p.targets.length },
              {
                name: t("programs"),
                value: (p) =>
                  m.doers.length === crossing.rows.length && p.by.size <= 6
                    ? [...p.by.keys()].sort((a, b) => a - b).map((d) => interventionName(book, crossing.rows[m.doers[d].rows[0]])).join(" + ")
                    : t("n_programs", { n: p.programs }),
              },
              {
                name: t("units"),
                value: (p) => unitsOf(p).join(", "),
                show: (p) => few(unitsOf(p)),
              },
              { name: t("for_example"), value: (p) => p.targets.slice(0, 3).map((x) => book.name("targets", x)).join("; ") },
            ]}
          />
          <DataTable
            caption={t("lines_table")}
            file={t("lines_table")}
            rows={m.lines}
            columns={[
              { name: t("unit"), value: ([d]) => unitName(m.doers[d].unit) },
              { name: t("programs"), value: ([d]) => doerName(m.doers[d]) },
              { name: t("where"), value: ([, p]) => m.places[p].name },
              { name: t("targets"), value: ([, , n]) => n },
            ]}
          />
        </>
      }
    >
      <div class="scroll">
        <svg
          ref={box}
          class="network"
          width={width}
          height={height + 22}
          viewBox={`0 0 ${width} ${height + 22}`}
          role="group"
          aria-label={t("network_alt", { n: nodes.length })}
          onMouseLeave={() => light(-1)}
        >
          <g transform="translate(0,22)">
            {([[unitX, "end", "units"], [doerX + 6, "start", "programs"], [placeX, "start", m.bundledBy === "sets" ? "targets" : "where"]] as const).map(
              ([x, anchor, word]) => (
                <text key={word} x={x} y={-8} text-anchor={anchor} class="quiet">
                  {t(word)}
                </text>
              ),
            )}
            {m.doers.map((d, i) => (
              <path
                key={i}
                d={curve(unitX + 6, y(0, m.units.indexOf(d.unit)), doerX, y(1, i))}
                class={shows(d.unit, i, null) ? "link" : "link dim"}
                stroke={hue.get(d.unit)}
                stroke-width={1.5}
              />
            ))}
            {m.lines.map(
              ([d, p, n], i) =>
                (m.strong.has(i) || (on && shows(m.doers[d].unit, d, p))) && (
                  <path
                    key={`${d}-${p}`}
                    d={curve(doerX + doerWidth, y(1, d), placeX - 6, y(2, p))}
                    class={shows(m.doers[d].unit, d, p) ? "link" : "link dim"}
                    stroke={hue.get(m.doers[d].unit)}
                    stroke-width={weight(n)}
                  />
                ),
            )}
            {nodes.map((n, i) => (
              <g
                key={`${n.column}-${n.at}`}
                class="node"
                role="button"
                tabindex={i === stop ? 0 : -1}
                aria-label={n.says.includes(n.name) ? n.says : `${n.name}, ${n.says}`}
                onMouseEnter={() => light(i)}
                onFocus={() => light(i)}
                onBlur={() => light(-1)}
                onClick={() => (n.choose ? n.choose() : light(i))}
                onKeyDown={(e) => {
                  if (e.key === "Enter" || e.key === " ") {
                    e.preventDefault();
                    n.choose?.();
                    return;
                  }
                  const to = walk(i, e.key);
                  if (to === null) return;
                  e.preventDefault();
                  focus(to);
                }}
              >
                <title>{n.says}</title>
                {n.column === 1 ? (
                  <rect x={doerX} y={n.y - 8} width={doerWidth} height={16} class="band" />
                ) : (
                  <rect x={n.column === 0 ? 0 : placeX - 4} y={n.y - 8} width={n.column === 0 ? unitX + 4 : width - placeX} height={16} class="behind" />
                )}
                <text
                  x={n.column === 0 ? unitX : n.column === 1 ? doerX + 6 : placeX}
                  y={n.y + 4}
                  text-anchor={n.column === 0 ? "end" : "start"}
                >
                  {n.name}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
      <p class="quiet reading">{on ? [on.says, more > 0 && t("more_lines", { n: more })].filter(Boolean).join(" · ") : t("network_keys")}</p>
    </Figure>
  );
}
