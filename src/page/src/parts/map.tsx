import { extent, quantile } from "d3-array";
import { geoArea, geoMercator, geoPath } from "d3-geo";
import { scaleSqrt, scaleThreshold } from "d3-scale";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Book } from "../book";
import { useShown } from "../context";
import { go } from "../state";
import { onPhone } from "./fitted";
import { number, share, t } from "../words";

export interface Measure {
  key: string;
  name: string;
  share?: boolean;
  of: Map<number, number>;
  /** What a circle's area stands for. */
  size: Map<number, number>;
}

// On a phone one unit is one pixel, so that what is written can be read.
const width = onPhone() ? 360 : 560;
const height = onPhone() ? 380 : 420;
// One hue, from light to dark in even steps; the lightest still has an outline.
const steps = ["#eef3f7", "#c6d9e8", "#93b9d6", "#5a92bd", "#2c689a", "#0f3f68"];

interface Place {
  area: number;
  path?: string;
  x: number;
  y: number;
  r: number;
}

/** The same outline, wound as the projection takes it: the other way round it would be all but this. */
function wound(f: GeoJSON.Feature): GeoJSON.Feature {
  const turned = (coordinates: GeoJSON.Position[][]) =>
    geoArea({ type: "Polygon", coordinates }) > 2 * Math.PI ? coordinates.map((ring) => [...ring].reverse()) : coordinates;
  const g = f.geometry;
  if (g?.type === "Polygon") return { ...f, geometry: { ...g, coordinates: turned(g.coordinates) } };
  if (g?.type === "MultiPolygon") return { ...f, geometry: { ...g, coordinates: g.coordinates.map(turned) } };
  return f;
}

/** Outlines where they are given. */
function outlined(book: Book): Place[] | null {
  const outlines = book.held.outlines;
  if (!outlines) return null;
  const areaOf = (f: GeoJSON.Feature) => {
    const p = f.properties ?? {};
    return book.find("regions", String(p.region_id ?? f.id ?? p.id ?? p.code ?? p.kode ?? ""));
  };
  const features = outlines.features.filter((f) => book.areas.includes(areaOf(f))).map(wound);
  if (features.length === 0) return null;
  const drawn = { type: "FeatureCollection" as const, features };
  const path = geoPath(geoMercator().fitExtent([[8, 8], [width - 8, height - 8]], drawn));
  return features.map((f) => {
    const [x, y] = path.centroid(f);
    return { area: areaOf(f), path: path(f) ?? "", x, y, r: 0 };
  });
}

/** Circles at the seats, moved apart where they would cover each other. */
function seated(book: Book, size: Map<number, number>): Place[] | null {
  const { latitude, longitude } = book.table("regions").columns as unknown as Record<string, (number | null)[]>;
  const known = book.areas.filter((a) => latitude[a] != null && longitude[a] != null);
  if (known.length < book.areas.length || known.length < 2) return null;
  const points = {
    type: "MultiPoint" as const,
    coordinates: known.map((a) => [longitude[a]!, latitude[a]!]),
  };
  const projection = geoMercator().fitExtent([[60, 40], [width - 60, height - 40]], points);
  const most = Math.min(24, 200 / Math.sqrt(known.length));
  const radius = scaleSqrt([0, Math.max(1, ...known.map((a) => size.get(a) ?? 0))], [most / 3, most]);
  const places = known.map((area) => {
    const [x, y] = projection([longitude[area]!, latitude[area]!])!;
    return { area, x, y, r: radius(size.get(area) ?? 0) };
  });
  for (let round = 0; round < 80; round++) {
    for (const a of places)
      for (const b of places) {
        const gap = a.r + b.r + 6;
        const dx = b.x - a.x || 0.01 * (b.area - a.area);
        const dy = b.y - a.y;
        const far = Math.hypot(dx, dy);
        if (a.area >= b.area || far >= gap) continue;
        const push = (gap - far) / far / 2;
        a.x -= dx * push;
        a.y -= dy * push;
        b.x += dx * push;
        b.y += dy * push;
      }
    for (const p of places) {
      p.x = Math.min(width - p.r - 2, Math.max(p.r + 2, p.x));
      p.y = Math.min(height - p.r - 12, Math.max(p.r + 2, p.y));
    }
  }
  return places;
}

const short = (name: string) => name.replace(/^(Kabupaten|Kota|Kab\.) /, "");

/** The circles whose name fits below without covering another circle or name; the others say theirs
 * when pointed at, and all stand in the table. */
function fitting(book: Book, places: Place[]): Set<number> {
  const boxes: [number, number, number, number][] = places.map((p) => [p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r]);
  const fits = new Set<number>();
  for (const p of [...places].sort((a, b) => b.r - a.r)) {
    const half = short(book.name("regions", p.area)).length * 2.8;
    const box: [number, number, number, number] = [p.x - half, p.y + p.r + 2, p.x + half, p.y + p.r + 13];
    if (boxes.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) continue;
    boxes.push(box);
    fits.add(p.area);
  }
  return fits;
}

/** A tile for each area where nobody says where they lie. */
function tiled(book: Book): Place[] {
  const across = Math.ceil(Math.sqrt((book.areas.length * width) / height));
  const side = Math.min(width / across, height / Math.ceil(book.areas.length / across));
  return book.areas.map((area, i) => {
    const x = (i % across) * side;
    const y = Math.floor(i / across) * side;
    return {
      area,
      path: `M${x + 2},${y + 2}h${side - 4}v${side - 4}h${4 - side}z`,
      x: x + side / 2,
      y: y + side / 2,
      r: 0,
    };
  });
}

/** The place that an arrow key leads to: the nearest that lies more that way than aside. */
function towards(places: Place[], from: number, key: string): number | null {
  const [ax, ay] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [0, 0];
  let best: number | null = null;
  let least = Infinity;
  places.forEach((p, i) => {
    const dx = p.x - places[from].x;
    const dy = p.y - places[from].y;
    const ahead = dx * ax + dy * ay;
    const aside = Math.abs(dx * ay) + Math.abs(dy * ax);
    if (ahead <= 0 || aside > ahead || ahead + 2 * aside >= least) return;
    least = ahead + 2 * aside;
    best = i;
  });
  return best;
}

export function RegionMap({ measure }: { measure: Measure }) {
  const { book, state } = useShown();
  const places = useMemo(
    () => outlined(book) ?? seated(book, measure.size) ?? tiled(book),
    [book, measure.size],
  );
  // One stop of the tab key, however many places; the arrow keys walk over them.
  const [stop, setStop] = useState(0);
  const box = useRef<SVGSVGElement>(null);
  const named = useMemo(() => fitting(book, places), [book, places]);
  const values = book.areas.map((a) => measure.of.get(a) ?? 0);
  const [low = 0, high = 0] = extent(values);
  const show = measure.share ? share : number;
  // Counts are cut between whole numbers.
  const cut = (x: number) => (measure.share ? x : Math.ceil(x));
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const cuts = [...new Set([0.2, 0.4, 0.6, 0.8].map((q) => cut(quantile(sorted, q) ?? 0)))].filter((c) => c > low);
  const colour = scaleThreshold<number, string>()
    .domain(cuts)
    .range(steps.filter((_, i) => i < cuts.length + 1));
  const span = (from: number, to: number) => (show(from) === show(to) ? show(from) : `${show(from)}–${show(to)}`);
  const chosen = book.find("regions", state.region ?? "");
  // The table beside the map says the same; here each place is one button.
  return (
    <div class="map">
      <svg ref={box} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${t("map_of", { what: measure.name })}. ${t("map_keys")}`}>
        {places.map((p, i) => {
          const name = book.name("regions", p.area);
          const value = measure.of.get(p.area) ?? 0;
          const fill = colour(value);
          const choose = () =>
            go({ region: p.area === chosen ? "" : book.id("regions", p.area) });
          return (
            <g
              key={p.area}
              class={p.area === chosen ? "place chosen" : "place"}
              role="button"
              tabindex={i === (stop < places.length ? stop : 0) ? 0 : -1}
              aria-pressed={p.area === chosen}
              onFocus={() => setStop(i)}
              onClick={choose}
              onKeyDown={(e) => {
                const to = towards(places, i, e.key);
                if (to !== null) box.current?.querySelectorAll<SVGGElement>(".place")[to]?.focus();
                else if (e.key === "Enter" || e.key === " ") choose();
                else if (e.key === "Escape" && chosen >= 0) go({ region: "" });
                else return;
                e.preventDefault();
              }}
            >
              <title>{`${name}: ${show(value)}`}</title>
              {p.path ? <path d={p.path} fill={fill} /> : <circle cx={p.x} cy={p.y} r={p.r} fill={fill} />}
              {(places.length <= 60 || p.area === chosen) && (
                <text x={p.x} y={p.y + 4} class={steps.indexOf(fill) > 2 ? "on-dark" : ""}>
                  {show(value)}
                </text>
              )}
              {!p.path && named.has(p.area) && (
                <text x={p.x} y={p.y + p.r + 11} class="place-name">
                  {short(name)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <p class="legend" aria-hidden="true">
        {high > low &&
          colour.range().map((c, i) => (
            <span key={c}>
              <svg width="14" height="14">
                <rect width="14" height="14" fill={c} stroke="#56606b" />
              </svg>
              {span(i === 0 ? low : cuts[i - 1], i === cuts.length ? high : measure.share ? cuts[i] : cuts[i] - 1)}
            </span>
          ))}
      </p>
    </div>
  );
}
