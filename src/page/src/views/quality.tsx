import { useShown } from "../context";
import { DataTable, dateColumn } from "../parts/table";
import { number, said, say, t, type Word } from "../words";

/** Units that report, and areas of theirs from which they have reported nothing. */
function NotReported() {
  const { book } = useShown();
  const s = book.table("sources").columns as unknown as Record<string, any[]>;
  if (s.unit.length === 0) return <p class="quiet">{t("no_sources")}</p>;
  const units = [...new Set(s.unit as number[])];
  const seat = book.numbers("units", "region");
  const missing = units.flatMap((unit) => {
    // Nobody is said to owe a report on another's region.
    if (seat[unit] < 0) return [];
    const told = s.unit.flatMap((u, i) => (u === unit ? [s.region[i] as number] : []));
    return book.areas
      .filter((a) => book.within(a, seat[unit]) && !told.some((r) => r < 0 || book.within(a, r)))
      .map((area) => ({ unit, area }));
  });
  return (
    <>
      <DataTable
        caption={t("not_reported_areas", { n: missing.length })}
        file="not-reported"
        rows={missing}
        empty={t("all_reported")}
        columns={[
          { name: t("unit"), value: (m) => book.name("units", m.unit) },
          { name: t("region"), value: (m) => book.name("regions", m.area) },
        ]}
      />
      <DataTable
        caption={t("reported")}
        file="sources"
        rows={s.unit.map((_, i) => i)}
        most={10}
        columns={[
          { name: t("unit"), value: (i) => book.name("units", s.unit[i]) },
          { name: t("program"), value: (i) => book.name("programs", s.program[i]) || t("any") },
          { name: t("region"), value: (i) => book.name("regions", s.region[i]) || t("any") },
          dateColumn(t("start"), (i: number) => book.days(s.covers[i])[0]),
          dateColumn(t("end"), (i: number) => book.days(s.covers[i])[1]),
          dateColumn(t("received"), (i: number) => s.received[i]),
        ]}
      />
    </>
  );
}

export function Quality() {
  const { book } = useShown();
  const { report, left_out } = { ...book.held, left_out: book.held.left_out };
  const d = book.table("deliveries");
  const columns = d.columns as unknown as Record<string, (number | null)[]>;
  const unknown = (["activity", "audience", "when", "participants", "cost", "quantity"] as const).map((name) => ({
    name,
    n: columns[name].filter((x) => x === null || x === -1).length,
  }));
  return (
    <>
      <h2>{t("quality_title", { n: report.problems.reduce((n, p) => n + p.rows, 0) })}</h2>
      <p>
        {Object.entries(report.rows)
          .map(([key, n]) => `${t(`rows_${key}` as Word)}: ${number(n)}`)
          .join(" · ")}
      </p>
      <DataTable
        caption={t("problems")}
        file="problems"
        rows={report.problems}
        empty={t("no_problems")}
        columns={[
          { name: t("kind"), value: (p) => say(p.level) },
          { name: t("table"), value: (p) => p.file || p.table },
          { name: t("column"), value: (p) => p.column ?? "" },
          { name: t("value"), value: (p) => p.value ?? "" },
          { name: t("what"), value: (p) => said(p.what) },
          { name: t("rows"), value: (p) => p.rows },
        ]}
      />
      <h3>{t("unknowns")}</h3>
      <DataTable
        caption={t("unknowns_note", { n: d.rows })}
        file="unknown"
        rows={unknown}
        columns={[
          { name: t("column"), value: (u) => t(u.name as Word) },
          { name: t("unknown_rows"), value: (u) => u.n },
        ]}
      />
      <h3>{t("who_has_not_reported")}</h3>
      <NotReported />
      {report.not_computed.length > 0 && (
        <>
          <h3>{t("not_computed")}</h3>
          <ul>
            {report.not_computed.map((n) => (
              <li key={n.en}>{said(n)}</li>
            ))}
          </ul>
        </>
      )}
      {left_out.length > 0 && <p class="notice">{t("left_out_where")}</p>}
    </>
  );
}
