import { useMemo } from "preact/hooks";
import { isOpen, type Book, type Finding } from "../book";
import { useChosen, useInRegion, useShown } from "../context";
import { Figure } from "../parts/figure";
import { RegionMap, type Measure } from "../parts/map";
import { DataTable } from "../parts/table";
import { go, linkTo, viewLink } from "../state";
import { ChangeSince, signed } from "./change";
import { amount, date, isoDate, number, said, say, share, source, t, type Word } from "../words";

/** What matters most of the findings that are left: as the report says, where it says so. */
function first(book: Book, chosen: Finding[], all: boolean): Finding[] {
  if (all) return book.report.most_important.flatMap((id) => book.findingById().get(id) ?? []);
  const out: Finding[] = [];
  for (const f of chosen) {
    if (out.length === 5 || !isOpen(f)) break;
    const said = out.some(
      (c) =>
        c.kind === "duplication" &&
        f.kind === "overlap" &&
        c.activity === f.activity &&
        String(c.programs) === String(f.programs) &&
        String(c.units) === String(f.units),
    );
    if (!said) out.push(f);
  }
  return out;
}

/** Whether a finding is new, and else since when it has been seen. */
export function Fate({ f }: { f: Finding }) {
  const { book } = useShown();
  if (!f.fate || book.held.change?.what_if) return null;
  if (f.fate === "opened") return <span class="tag new">{t("fate_opened")}</span>;
  return f.first_seen ? <span class="quiet">{t("seen_since", { day: isoDate(f.first_seen) })}</span> : null;
}

function ToDecide() {
  const { book, state } = useShown();
  const chosen = useChosen();
  const all = !state.region && !state.unit && !state.theme;
  const five = useMemo(() => first(book, chosen, all), [book, chosen, all]);
  const open = chosen.filter(isOpen).length;
  return (
    <section class="decide">
      <h2>{five.length ? t("to_decide", { n: five.length, of: open }) : t("nothing_to_decide")}</h2>
      <ol class="first">
        {five.map((f) => {
          const [from, to] = book.span(f);
          return (
            <li key={f.id}>
              <p class="tags">
                <span class={f.planned ? "tag planned" : "tag"}>{t(f.planned ? "planned" : "not_planned")}</span>
                <span class="tag">{say(f.kind)}</span>
                <span class={"tag severity-" + f.severity}>{t("severity_is", { what: say(f.severity) })}</span>
                <Fate f={f} />
              </p>
              <p>{said(f.sentence)}</p>
              <p class="ask">→ {said(f.ask)}</p>
              <p class="quiet">
                {[
                  from != null && `${date(from)} – ${date(to)}`,
                  f.value.amount != null &&
                    `${t("value_at_stake")} ${f.value.at_least ? t("at_least") + " " : ""}${amount(f.value.amount)}`,
                ]
                  .filter(Boolean)
                  .join(" · ")}
                <span class="on-screen">
                  {(from != null || f.value.amount != null) && " · "}
                  <a href={viewLink("findings", { f: f.id })}>{t("evidence_and_rows")}</a>
                </span>
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What can be looked at on the map, counted per area of the rules' level. */
function useMeasures(): Measure[] {
  const { book } = useShown();
  const chosen = useChosen();
  return useMemo(() => {
    const size = new Map<number, number>();
    book.areaOfTarget.forEach((a) => a >= 0 && size.set(a, (size.get(a) ?? 0) + 1));
    const sum = (key: "needy" | "served" | "not_served" | "not_reported") => {
      const of = new Map<number, number>();
      for (const c of book.report.coverage) {
        const r = book.find("regions", c.region);
        if (r >= 0) of.set(r, (of.get(r) ?? 0) + c[key]);
      }
      return of;
    };
    const needs = sum("needy");
    const served = sum("served");
    const measures: Measure[] = [];
    if (needs.size) {
      const covered = new Map([...needs].filter(([, n]) => n > 0).map(([a, n]) => [a, (served.get(a) ?? 0) / n]));
      measures.push(
        { key: "not_served", name: t("m_not_served"), of: sum("not_served"), size },
        { key: "needs", name: t("m_needs"), of: needs, size },
        { key: "coverage", name: t("m_coverage"), of: covered, size, share: true },
        { key: "not_reported", name: t("m_not_reported"), of: sum("not_reported"), size },
      );
    }
    const kinds = new Map<string, Map<number, number>>();
    for (const f of chosen)
      for (const a of book.areasOf(f)) {
        const of = kinds.get(f.kind) ?? new Map<number, number>();
        kinds.set(f.kind, of.set(a, (of.get(a) ?? 0) + 1));
      }
    for (const { kind, all } of book.report.figures.findings)
      if (all > 0)
        measures.push({
          key: kind,
          name: t("m_findings", { kind: say(kind) }),
          of: kinds.get(kind) ?? new Map(),
          size,
        });
    return measures;
  }, [book, chosen]);
}

function Regions() {
  const { book, state } = useShown();
  const measures = useMeasures();
  if (book.areas.length === 0) return <p class="quiet">{t("no_regions")}</p>;
  const measure = measures.find((m) => m.key === state.m) ?? measures[0];
  if (!measure) return <p class="quiet">{t("nothing_to_decide")}</p>;
  const chosen = book.areas.find((a) => book.id("regions", a) === state.region) ?? -1;
  const best = [...book.areas].sort((a, b) => (measure.of.get(b) ?? 0) - (measure.of.get(a) ?? 0))[0];
  const show = (m: Measure, a: number) => {
    const value = m.of.get(a) ?? (m.share ? null : 0);
    return m.share ? share(value) : number(value);
  };
  const shown = [measure, ...measures.filter((m) => m !== measure && m.key !== "not_reported").slice(0, 3)];
  return (
    <section>
      <Figure
        title={
          chosen >= 0
            ? t("map_title_of", { what: measure.name, where: book.name("regions", chosen), n: show(measure, chosen) })
            : t("map_title", { what: measure.name, where: book.name("regions", best), n: show(measure, best) })
        }
        source={source(book.report.as_of)}
        open
        table={
          <DataTable
            caption={t("by_region")}
            file={t("by_region")}
            rows={book.areas}
            most={20}
            columns={[
              {
                name: t("region"),
                value: (a) => book.name("regions", a),
                show: (a) => (
                  <a href={linkTo({ region: book.id("regions", a) }, state)}>{book.name("regions", a)}</a>
                ),
              },
              ...shown.map((m) => ({
                name: m.name,
                value: (a: number) => m.of.get(a) ?? (m.share ? null : 0),
                show: (a: number) => show(m, a),
              })),
            ]}
          />
        }
      >
        <label class="measure">
          {t("show")}{" "}
          <select value={measure.key} onChange={(e) => go({ m: e.currentTarget.value })}>
            {measures.map((m) => (
              <option key={m.key} value={m.key}>
                {m.name}
              </option>
            ))}
          </select>
        </label>
        <RegionMap measure={measure} />
      </Figure>
    </section>
  );
}

/** The figures of what is chosen: of the report, or counted anew for a region. */
function useGlance() {
  const { book, state } = useShown();
  const chosen = useChosen();
  const inRegion = useInRegion();
  return useMemo(() => {
    const h = book.report.figures;
    const count = (kind: string) => chosen.filter((f) => f.kind === kind);
    const duplications = count("duplication");
    const stake = duplications.reduce((sum, f) => sum + (f.value.amount ?? 0), 0);
    const loads = count("coordination_load");
    const contacts = loads.reduce((sum, f) => sum + (f.evidence.contacts ?? 0), 0);
    const overlaps = count("overlap");
    const found = { overlaps, duplications, stake, loads, contacts };
    if (!state.region) return { ...h, ...found };
    const area = book.find("regions", state.region);
    const programs = new Set<number>();
    const units = new Set<number>();
    const reached = new Set<number>();
    const c = book.table("reached").columns as unknown as Record<string, number[]>;
    const of = book.table("interventions").columns as unknown as Record<string, number[]>;
    c.target.forEach((x, i) => {
      if (!inRegion(x)) return;
      reached.add(x);
      programs.add(of.program[c.intervention[i]]);
      units.add(of.unit[c.intervention[i]]);
    });
    const needs: Record<string, number> = { all: 0, not_served: 0, not_reported: 0 };
    for (const n of book.report.coverage) {
      const r = book.find("regions", n.region);
      if (r < 0 || !book.within(r, area)) continue;
      needs.all += n.needy;
      needs.not_served += n.not_served;
      needs.not_reported += n.not_reported;
    }
    return {
      ...found,
      programs: programs.size,
      units: units.size,
      targets: book.numbers("targets", "region").filter((_, x) => inRegion(x)).length,
      targets_reached: reached.size,
      deliveries: book.numbers("deliveries", "target").filter(inRegion).length,
      needs,
    };
  }, [book, state.region, chosen, inRegion]);
}

function Glance() {
  const { book, state } = useShown();
  const g = useGlance();
  // What was before is known of the whole only.
  const before = new Map(
    state.region || state.unit || state.theme
      ? []
      : book.held.change?.figures.map((c) => [c.figure + (c.kind ? ":" + c.kind : ""), c]),
  );
  const tile = (value: string, word: Word, to: string, was?: string, fill = {}) => {
    const then = was ? before.get(was) : undefined;
    const shown = (x: number) => (was === "value" ? amount(x, true) : number(x));
    return (
      <li>
        <a href={to}>
          <b>{value}</b> {t(word, fill)}
        </a>
        {then && (
          <span class="quiet">
            {" "}
            {then.after === then.before
              ? t("was_same")
              : t("was", { n: shown(then.before), change: signed(then.after - then.before, shown) })}
          </span>
        )}
      </li>
    );
  };
  const kind = (found: Finding[], word: Word, name: string) =>
    tile(number(found.length), word, viewLink("findings", { kind: name }), "findings:" + name, {
      n: found.filter((f) => !f.planned).length,
    });
  const n = g.needs;
  return (
    <section>
      <h2>{state.region ? book.nameOf("regions", state.region) : t("at_a_glance")}</h2>
      <ul class="tiles">
        {tile(number(g.programs), "f_programs", viewLink("crossings"), undefined, { units: g.units })}
        {tile(`${number(g.targets_reached)} / ${number(g.targets)}`, "f_reached", viewLink("school"), "targets_reached")}
        {tile(number(g.deliveries), "f_deliveries", viewLink("school"), "deliveries")}
        {kind(g.overlaps, "f_overlap", "overlap")}
        {kind(g.duplications, "f_duplication", "duplication")}
        {g.stake > 0 && tile(amount(g.stake, true), "f_stake", viewLink("findings", { kind: "duplication" }), "value")}
        {n.all > 0 &&
          tile(
            n.not_reported > 0
              ? `${number(n.not_served)}–${number(n.not_served + n.not_reported)}`
              : number(n.not_served),
            "f_gap",
            viewLink("findings", { kind: "gap" }),
            "needs_not_served",
            { of: n.all },
          )}
        {g.loads.length > 0 &&
          tile(number(g.contacts), "f_contacts", viewLink("authority"), "contacts", { n: g.loads.length })}
      </ul>
    </section>
  );
}

function Goals() {
  const { book } = useShown();
  const { goals } = book.report;
  if (goals.length === 0) return null;
  return (
    <section>
      <h2>{t("goals")}</h2>
      <DataTable
        caption={t("goals_note")}
        file={t("goals")}
        rows={goals}
        columns={[
          { name: t("indicator"), value: (g) => g.indicator },
          { name: t("region"), value: (g) => book.nameOf("regions", g.region) },
          { name: t("baseline"), value: (g) => g.baseline },
          {
            name: t("now"),
            value: (g) => g.value,
            show: (g) => <span title={isoDate(g.date)}>{number(g.value)}</span>,
          },
          { name: t("goal"), value: (g) => g.goal },
          { name: t("way"), value: (g) => g.way, show: (g) => share(g.way) },
          { name: t("due"), value: (g) => g.due, show: (g) => isoDate(g.due) },
          { name: t("measured"), value: (g) => g.measured },
        ]}
      />
    </section>
  );
}

export function Reflections() {
  const { book, state } = useShown();
  const { columns, rows } = book.table("reflections");
  const c = columns as unknown as Record<string, any[]>;
  const area = book.find("regions", state.region ?? "");
  const unit = book.find("units", state.unit ?? "");
  const list = Array.from({ length: rows }, (_, i) => i).filter(
    (i) =>
      (area < 0 || c.region[i] < 0 || book.within(area, c.region[i]) || book.within(c.region[i], area)) &&
      (unit < 0 || c.unit[i] === unit),
  );
  if (list.length === 0) return null;
  return (
    <section>
      <h2>{t("reflections")}</h2>
      {list.map((i) => (
        <blockquote key={i}>
          <p>
            <b>{t("root_cause")}:</b> {c.root_cause[i]}
          </p>
          <p>
            <b>{t("next_step")}:</b> {c.next_step[i]}
          </p>
          <footer class="quiet">
            {[book.name("units", c.unit[i]), book.name("regions", c.region[i]), book.name("activities", c.activity[i]), date(c.date[i])]
              .filter(Boolean)
              .join(" · ")}
          </footer>
        </blockquote>
      ))}
    </section>
  );
}

export const Summary = () => (
  <>
    <div class="two">
      <ToDecide />
      <Regions />
    </div>
    <Glance />
    <ChangeSince />
    <Reflections />
    <Goals />
  </>
);
