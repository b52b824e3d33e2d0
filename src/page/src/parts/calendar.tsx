import type { Busy } from "../contacts";
import { useShown } from "../context";
import { date, monthName, number, t } from "../words";

const day = 864e5;

/** Days, a line for each month: those with something on, and those on which units clash. */
export function Calendar({ days }: { days: Map<number, Busy> }) {
  const { book } = useShown();
  if (days.size === 0) return <p class="quiet">{t("no_dates")}</p>;
  const all = [...days.keys()].sort((a, b) => a - b);
  const start = new Date(all[0] * day);
  const end = new Date(all[all.length - 1] * day);
  const months = Math.min(
    24,
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth() + 1,
  );
  const step = 19;
  const left = 74;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("calendar")}>
      <svg
        width={left + 31 * step + 4}
        height={18 + months * step}
        viewBox={`0 0 ${left + 31 * step + 4} ${18 + months * step}`}
        role="img"
        aria-label={t("calendar_alt", { n: [...days.values()].filter((d) => d.clash).length })}
      >
        {Array.from({ length: 31 }, (_, d) => (
          <text x={left + d * step + step / 2} y={11} text-anchor="middle" class="small quiet">
            {d + 1}
          </text>
        ))}
        {Array.from({ length: months }, (_, m) => {
          const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + m, 1));
          const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
          return (
            <g key={m}>
              <text x={0} y={18 + m * step + 13}>
                {monthName(first.getUTCMonth())} {first.getUTCFullYear()}
              </text>
              {Array.from({ length }, (_, d) => {
                const at = first.getTime() / day + d;
                const busy = days.get(at);
                const x = left + d * step;
                const y = 18 + m * step;
                return (
                  <g key={d}>
                    <rect x={x} y={y} width={step - 2} height={step - 2} class={busy?.clash ? "day clash" : busy ? "day busy" : "day"} />
                    {busy?.clash && (
                      <text x={x + step / 2 - 1} y={y + 13} text-anchor="middle" class="on-dark small">
                        {number(busy.units.size)}
                      </text>
                    )}
                    {busy && <title>{`${date(at)}: ${[...busy.units].map((u) => book.name("units", u)).join(", ")}`}</title>}
                  </g>
                );
              })}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
