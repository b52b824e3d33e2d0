import { useMemo } from "preact/hooks";
import type { Piece } from "../held";
import { useShown } from "../context";
import { Figure } from "../parts/figure";
import { NarrowForm } from "../parts/narrow";
import { DataTable } from "../parts/table";
import { UnitLegend, Units } from "../parts/unit";
import { amount, isoDate, number, said, say, source, t } from "../words";

/** Who works on what today: the base of any division. */
function Today() {
  const { book, state } = useShown();
  const area = book.find("regions", state.region ?? "");
  const cells = useMemo(() => {
    const c = book.table("deliveries").columns as unknown as Record<string, number[]>;
    const themes = book.numbers("activities", "theme");
    const units = book.table("units").rows + 1;
    const found = new Map<number, { theme: number; unit: number; targets: number; deliveries: number; last: number }>();
    book.numbers("targets", "region").forEach((r, x) => {
      if (area >= 0 && !book.within(r, area)) return;
      for (const d of book.deliveriesAt().of(x)) {
        const theme = c.activity[d] < 0 ? -1 : themes[c.activity[d]];
        const key = (theme + 1) * units + c.unit[d] + 1;
        let cell = found.get(key);
        if (!cell) found.set(key, (cell = { theme, unit: c.unit[d], targets: 0, deliveries: 0, last: -1 }));
        cell.deliveries++;
        // Target by target: a target is new to a cell once.
        if (cell.last !== x) cell.targets++;
        cell.last = x;
      }
    });
    return [...found.values()];
  }, [book, area]);
  const themes = [...new Set(cells.map((c) => c.theme))];
  const units = [...new Set(cells.map((c) => c.unit))]
    .sort((a, b) => cells.filter((c) => c.unit === b).length - cells.filter((c) => c.unit === a).length)
    .slice(0, 12);
  if (cells.length === 0) return <p class="quiet">{t("no_rows")}</p>;
  const crowded = themes
    .map((theme) => ({ theme, n: cells.filter((c) => c.theme === theme).length }))
    .sort((a, b) => b.n - a.n)[0];
  const name = (theme: number) => (theme < 0 ? t("no_activity") : book.name("activities", theme));
  return (
    <Figure
      title={t("today_title", { n: crowded.n, theme: name(crowded.theme) })}
      sentence={t("today_sentence")}
      source={source(book.report.as_of)}
      table={
        <DataTable
          caption={t("today")}
          file={t("today")}
          rows={cells}
          columns={[
            { name: t("theme"), value: (c) => name(c.theme) },
            { name: t("unit"), value: (c) => book.name("units", c.unit) },
            { name: t("targets"), value: (c) => c.targets },
            { name: t("deliveries"), value: (c) => c.deliveries },
          ]}
        />
      }
    >
      <div class="scroll" tabIndex={0} role="region" aria-label={t("today")}>
        <table class="grid">
          <thead>
            <tr>
              <th scope="col">{t("theme")}</th>
              {units.map((u) => (
                <th scope="col" key={u} class="n">
                  {u < 0 ? t("no_unit") : <Units ids={[book.id("units", u)]} />}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {themes.map((theme) => (
              <tr key={theme}>
                <th scope="row">{name(theme)}</th>
                {units.map((u) => {
                  const cell = cells.find((c) => c.theme === theme && c.unit === u);
                  return <td class="n">{cell ? number(cell.targets) : ""}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <UnitLegend ids={units.map((u) => book.id("units", u))} />
    </Figure>
  );
}

/** Which units' tusi name which activities. */
function Mandates() {
  const { book, state } = useShown();
  const c = book.table("mandates").columns as unknown as Record<string, any[]>;
  const unit = book.find("units", state.unit ?? "");
  const rows = c.unit.map((_, i) => i).filter((i) => unit < 0 || c.unit[i] === unit);
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{t("mandates")}</h3>
      <DataTable
        caption={t("mandates_note")}
        file={t("mandates")}
        rows={rows}
        most={10}
        columns={[
          { name: t("unit"), value: (i) => book.name("units", c.unit[i]) },
          { name: t("activity"), value: (i) => book.name("activities", c.activity[i]) },
          { name: t("audience"), value: (i) => say(book.word(c.audience[i])) || t("any") },
          { name: t("region"), value: (i) => book.name("regions", c.region[i]) || t("any") },
          { name: t("strength"), value: (i) => say(book.word(c.strength[i])) },
          { name: t("source"), value: (i) => c.source[i] },
        ]}
      />
    </section>
  );
}

function Agreements() {
  const { book } = useShown();
  const c = book.table("agreements").columns as unknown as Record<string, any[]>;
  if (c.id.length === 0) return null;
  return (
    <section>
      <h3>{t("agreements")}</h3>
      <DataTable
        caption={t("agreements_note")}
        file={t("agreements")}
        rows={c.id.map((_, i) => i)}
        most={10}
        columns={[
          { name: t("agreement"), value: (i) => c.id[i] },
          { name: t("kind"), value: (i) => say(book.word(c.kind[i])) },
          {
            name: t("programs"),
            value: (i) =>
              [...new Set([book.name("programs", c.program[i]), book.name("programs", c.other_program[i])])]
                .filter(Boolean)
                .join(", ") || t("any"),
          },
          { name: t("activity"), value: (i) => book.name("activities", c.activity[i]) || t("any") },
          { name: t("region"), value: (i) => book.name("regions", c.region[i]) || t("any") },
          { name: t("unit"), value: (i) => book.name("units", c.unit[i]) },
          { name: t("source"), value: (i) => c.source[i] },
        ]}
      />
    </section>
  );
}

function Proposed() {
  const { book, state } = useShown();
  const division = book.report.division;
  if (!division) return <p class="notice">{t("no_division")}</p>;
  const unitName = (id: string | null) => book.nameOf("units", id) || "–";
  const units = (ids: string[]) => ids.map(unitName).join(", ");
  const area = book.find("regions", state.region ?? "");
  const here = (region: string | null) => {
    const r = book.find("regions", region);
    return area < 0 || r < 0 || book.within(r, area) || book.within(area, r);
  };
  const mine = (ids: (string | null)[]) => !state.unit || ids.includes(state.unit);
  const pieces = division.pieces.filter(
    (p) => here(p.region) && mine([p.lead, ...p.supports, ...p.today.map((x) => x.unit)]),
  );
  const open = pieces.filter((p) => p.state === "open").length;
  const what = (p: { activity: string; audience: string | null; region: string | null }) =>
    [book.nameOf("activities", p.activity), say(p.audience), book.nameOf("regions", p.region)]
      .filter(Boolean)
      .join(" · ");
  const raci = division.raci.filter(
    (r) => here(r.region) && mine([r.accountable, ...r.responsible, ...r.support]),
  );
  const authorities = division.authorities;
  return (
    <>
      <h3>{t("division_title", { n: pieces.length, open })}</h3>
      <p class="quiet">{t(division.proven ? "division_proven" : "division_not_proven")}</p>
      <DataTable
        caption={t("before_after")}
        file={t("before_after")}
        rows={division.before_after}
        columns={[
          { name: t("figure"), value: (b) => figureName(b.figure) },
          { name: t("before"), value: (b) => b.before, show: (b) => (b.figure === "value_at_stake" ? amount(b.before) : number(b.before)) },
          { name: t("after"), value: (b) => b.after, show: (b) => (b.figure === "value_at_stake" ? amount(b.after) : number(b.after)) },
          { name: t("change"), value: (b) => b.after - b.before, show: (b) => (b.figure === "value_at_stake" ? amount(b.after - b.before) : number(b.after - b.before)) },
        ]}
      />
      <DataTable<Piece>
        caption={t("pieces")}
        file={t("pieces")}
        rows={pieces}
        most={15}
        note={<UnitLegend ids={pieces.flatMap((p) => [p.lead, ...p.supports, ...p.today.map((x) => x.unit)])} />}
        columns={[
          { name: t("piece"), value: what },
          { name: t("lead"), value: (p) => unitName(p.lead), show: (p) => <Units ids={[p.lead]} /> },
          { name: t("supports"), value: (p) => units(p.supports), show: (p) => <Units ids={p.supports} /> },
          { name: t("state"), value: (p) => say(`piece_${p.state}`) },
          {
            name: t("today_reached"),
            value: (p) => p.today.map((x) => `${unitName(x.unit)} (${number(x.targets)})`).join(", "),
            show: (p) =>
              p.today.map((x, i) => (
                <span key={x.unit}>
                  {i > 0 && ", "}
                  <Units ids={[x.unit]} /> ({number(x.targets)})
                </span>
              )),
          },
          { name: t("targets"), value: (p) => p.targets },
          { name: t("needy"), value: (p) => p.needy },
          { name: t("why"), value: (p) => said(p.reason) },
          { name: t("would_change"), value: (p) => said(p.would_change) },
        ]}
      />
      <DataTable
        caption={t("raci")}
        file={t("raci")}
        rows={raci}
        most={15}
        note={<UnitLegend ids={raci.flatMap((r) => [r.accountable, ...r.responsible, ...r.support])} />}
        columns={[
          { name: t("theme"), value: (r) => book.nameOf("activities", r.activity) },
          { name: t("kind_of_activity"), value: (r) => [book.nameOf("activities", r.kind), say(r.audience)].filter(Boolean).join(" · ") },
          { name: t("region"), value: (r) => book.nameOf("regions", r.region) },
          { name: t("accountable"), value: (r) => unitName(r.accountable), show: (r) => <Units ids={[r.accountable]} /> },
          { name: t("responsible"), value: (r) => units(r.responsible), show: (r) => <Units ids={r.responsible} /> },
          { name: t("support"), value: (r) => units(r.support), show: (r) => <Units ids={r.support} /> },
        ]}
      />
      <DataTable
        caption={t("by_unit")}
        file={t("by_unit")}
        rows={division.units.filter((u) => mine([u.unit]))}
        columns={[
          { name: t("unit"), value: (u) => unitName(u.unit) },
          { name: t("load_now"), value: (u) => u.load_now },
          { name: t("load_then"), value: (u) => u.load_then },
          { name: t("capacity"), value: (u) => u.capacity },
          { name: t("pieces_now"), value: (u) => u.pieces_now },
          { name: t("pieces_then"), value: (u) => u.pieces_then },
        ]}
      />
      <DataTable
        caption={t("by_authority")}
        file={t("by_authority")}
        rows={authorities.filter((a) => {
          const x = book.find("targets", a.authority);
          return x < 0 || here(book.id("regions", book.numbers("targets", "region")[x]));
        })}
        most={15}
        columns={[
          { name: t("authority"), value: (a) => book.nameOf("targets", a.authority) },
          { name: t("theme"), value: (a) => book.nameOf("activities", a.activity) },
          { name: t("before"), value: (a) => units(a.units_now), show: (a) => <Units ids={a.units_now} /> },
          { name: t("after"), value: (a) => units(a.units_then), show: (a) => <Units ids={a.units_then} /> },
        ]}
      />
      <DataTable
        caption={t("transition")}
        file={t("transition")}
        rows={division.transition}
        most={15}
        columns={[
          { name: t("step"), value: (s) => s.step },
          {
            name: t("piece"),
            value: (s) => {
              const piece = division.pieces.find((p) => p.id === s.piece);
              return piece ? what(piece) : s.piece;
            },
          },
          { name: t("from_unit"), value: (s) => unitName(s.from), show: (s) => <Units ids={[s.from]} /> },
          { name: t("to_unit"), value: (s) => unitName(s.to), show: (s) => <Units ids={[s.to]} /> },
          { name: t("needy"), value: (s) => s.needy },
          { name: t("why"), value: (s) => said(s.reason) },
        ]}
      />
    </>
  );
}

/** A figure that has no words here yet is shown by its name. */
const figureName = (figure: string) => {
  const words = say(`ba_${figure}`);
  return words.startsWith("ba ") ? words.slice(3) : words;
};

function WorkPlans() {
  const { book, state } = useShown();
  const plan = (book.report.workplan ?? []).filter((w) => !state.unit || w.unit === state.unit);
  if (plan.length === 0) return null;
  return (
    <section>
      <h3>{t("workplan")}</h3>
      <DataTable
        caption={t("workplan_note")}
        file="workplan"
        rows={plan}
        most={20}
        note={<UnitLegend ids={plan.flatMap((w) => [w.unit, ...w.coordinate_with])} />}
        columns={[
          { name: t("unit"), value: (w) => book.nameOf("units", w.unit), show: (w) => <Units ids={[w.unit]} /> },
          { name: t("period"), value: (w) => w.period },
          { name: t("role"), value: (w) => say(w.role) },
          { name: t("activity"), value: (w) => book.nameOf("activities", w.activity) },
          { name: t("audience"), value: (w) => say(w.audience) },
          { name: t("region"), value: (w) => book.nameOf("regions", w.region) },
          { name: t("targets"), value: (w) => w.targets.length },
          { name: t("quantity"), value: (w) => w.quantity, show: (w) => `${number(w.quantity)} ${w.quantity_unit ?? ""}` },
          { name: t("cost"), value: (w) => w.cost, show: (w) => amount(w.cost) },
          { name: t("due"), value: (w) => w.due, show: (w) => isoDate(w.due) },
          { name: t("coordinate_with"), value: (w) => w.coordinate_with.map((u) => book.nameOf("units", u)).join(", "), show: (w) => <Units ids={w.coordinate_with} /> },
          { name: t("why"), value: (w) => said(w.why) },
        ]}
      />
    </section>
  );
}

export const DivisionView = () => (
  <>
    <h2>{t("who_does_what")}</h2>
    <NarrowForm />
    <Proposed />
    <WorkPlans />
    <Today />
    <Mandates />
    <Agreements />
  </>
);
