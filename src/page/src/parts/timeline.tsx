import { scaleLinear } from "d3-scale";
import { useShown } from "../context";
import { date, monthName, t } from "../words";
import { fitted, onPhone } from "./fitted";
import { Hatch, hues } from "./figure";

export interface Bar {
  from: number;
  to: number;
  group: number;
  planned: boolean;
  /** What stands beside it, and what it says when pointed at. */
  name: string;
  label: string;
}

const mostBars = 60;
const day = 864e5;

/** When what happens, a line each, coloured by unit; what is only planned is hatched. */
export function Timeline({ bars }: { bars: Bar[] }) {
  const { book } = useShown();
  if (bars.length === 0) return <p class="quiet">{t("no_dates")}</p>;
  const sorted = [...bars].sort((a, b) => a.group - b.group || a.from - b.from);
  const shown = sorted.slice(0, mostBars);
  const groups = [...new Set(sorted.map((b) => b.group))];
  const narrow = onPhone();
  const left = narrow ? 130 : 250;
  const width = narrow ? 520 : 900;
  const step = 17;
  const first = Math.min(...shown.map((b) => b.from));
  const last = Math.max(...shown.map((b) => b.to)) + 1;
  const x = scaleLinear([first, Math.max(last, first + 28)], [left, width - 8]);
  const months: number[] = [];
  const start = new Date(first * day);
  for (let m = 0; m < 480; m++) {
    const at = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1 + m, 1) / day;
    if (at >= last) break;
    months.push(at);
  }
  const every = Math.ceil(months.length / 16);
  const height = 22 + shown.length * step;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("timeline")}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("timeline_alt", { n: bars.length, from: date(first), to: date(last - 1) })}>
          <Hatch />
          {months.map((m, i) => (
            <g key={m}>
              <line x1={x(m)} x2={x(m)} y1={16} y2={height} class="rule" />
              {i % every === 0 && x(m) < width - 40 && (
                <text x={x(m) + 2} y={12} class="small">
                  {monthName(new Date(m * day).getUTCMonth())} {String(new Date(m * day).getUTCFullYear()).slice(2)}
                </text>
              )}
            </g>
          ))}
          {shown.map((b, i) => (
            <g key={i}>
              <title>{`${b.label} (${book.name("units", b.group)}), ${date(b.from)} – ${date(b.to)}`}</title>
              <text x={left - 8} y={20 + i * step + 10} text-anchor="end">
                {fitted(b.name, left - 12)}
              </text>
              <rect
                x={x(b.from)}
                y={20 + i * step}
                width={Math.max(4, x(b.to + 1) - x(b.from))}
                height={step - 5}
                fill={b.planned ? "url(#hatch)" : hues[groups.indexOf(b.group) % hues.length]}
                stroke={hues[groups.indexOf(b.group) % hues.length]}
              />
            </g>
          ))}
        </svg>
      </div>
      <p class="legend">
        {groups.map((g, i) => (
          <span key={g}>
            <svg width="14" height="14" aria-hidden="true">
              <rect width="14" height="14" fill={hues[i % hues.length]} />
            </svg>
            {book.name("units", g) || t("no_unit")}
          </span>
        ))}
        {sorted.length > shown.length && <span>{t("and_more_in_table", { n: sorted.length - shown.length })}</span>}
      </p>
    </>
  );
}
