import { useSearch } from "../parts/search";
import type { Book } from "../book";
import { useInRegion, useShown } from "../context";
import { Figure } from "../parts/figure";
import { DataTable, dateColumn } from "../parts/table";
import { Timeline, type Bar } from "../parts/timeline";
import { UnitLegend, Units } from "../parts/unit";
import { go, linkTo, viewLink } from "../state";
import { amount, number, said, say, source, t } from "../words";

const columns = (book: Book, table: string) => book.table(table).columns as unknown as Record<string, any[]>;

const barsOf = (book: Book, deliveries: number[]): Bar[] => {
  const c = columns(book, "deliveries");
  return deliveries.flatMap((d) => {
    const [from, to] = book.days(c.when[d]);
    if (from == null) return [];
    return {
      from,
      to: to ?? from,
      group: c.unit[d],
      planned: book.word(c.status[d]) === "planned",
      name: book.name("programs", c.program[d]),
      label: `${book.name("programs", c.program[d])}: ${book.name("activities", c.activity[d])}`,
    };
  });
};

function Deliveries({ list, file, x }: { list: number[]; file: string; x: number }) {
  const { book } = useShown();
  const c = columns(book, "deliveries");
  return (
    <DataTable
      caption={t("deliveries_here")}
      file={file}
      rows={list}
      most={15}
      note={<UnitLegend ids={list.map((d) => book.id("units", c.unit[d]))} />}
      columns={[
        { name: t("program"), value: (d) => book.name("programs", c.program[d]) },
        {
          name: t("unit"),
          value: (d) => book.name("units", c.unit[d]),
          show: (d) => (c.unit[d] < 0 ? "–" : <Units ids={[book.id("units", c.unit[d])]} />),
        },
        { name: t("activity"), value: (d) => book.name("activities", c.activity[d]) },
        { name: t("audience"), value: (d) => say(book.word(c.audience[d])) },
        dateColumn(t("start"), (d: number) => book.days(c.when[d])[0]),
        dateColumn(t("end"), (d: number) => book.days(c.when[d])[1]),
        { name: t("quantity"), value: (d) => c.quantity[d], show: (d) => (c.quantity[d] == null ? "–" : `${number(c.quantity[d])} ${book.word(c.quantity_unit[d])}`) },
        { name: t("participants"), value: (d) => c.participants[d] },
        { name: t("cost"), value: (d) => c.cost[d], show: (d) => amount(c.cost[d]) },
        { name: t("status"), value: (d) => say(book.word(c.status[d])) },
        { name: t("through"), value: (d) => (c.target[d] === x ? t("directly") : book.name("targets", c.target[d])) },
      ]}
    />
  );
}

function Needs({ x }: { x: number }) {
  const { book } = useShown();
  const n = columns(book, "needs");
  const v = columns(book, "indicators");
  const needs = [...book.needsOf().of(x)];
  const values = [...book.indicatorsOf().of(x)];
  return (
    <>
      <h3>{t("needs_here")}</h3>
      <DataTable
        caption={t("needs_caption")}
        file={"needs-" + book.id("targets", x)}
        rows={needs}
        empty={t("no_needs")}
        columns={[
          { name: t("activity"), value: (i) => book.name("activities", n.activity[i]) },
          { name: t("state"), value: (i) => (n.needy[i] ? say(book.word(n.state[i])) : t("no_need")) },
          { name: t("score"), value: (i) => n.score[i], show: (i) => number(n.score[i], 2) },
          { name: t("required"), value: (i) => n.required[i] },
          { name: t("supplied"), value: (i) => n.supplied[i] },
          {
            name: t("missing"),
            value: (i) => n.unmet_most[i],
            show: (i) =>
              n.unmet_least[i] === n.unmet_most[i]
                ? number(n.unmet_most[i])
                : `${number(n.unmet_least[i])}–${number(n.unmet_most[i])}`,
          },
          { name: t("quantity_unit"), value: (i) => book.word(n.quantity_unit[i]) },
        ]}
      />
      {values.length > 0 && (
        <DataTable
          caption={t("indicators")}
          file={"indicators-" + book.id("targets", x)}
          rows={values}
          columns={[
            { name: t("indicator"), value: (i) => book.word(v.indicator[i]) },
            { name: t("value"), value: (i) => v.value[i] },
            dateColumn(t("date"), (i: number) => v.last[i]),
            { name: t("access"), value: (i) => say("access_" + book.word(v.access[i])) },
          ]}
        />
      )}
    </>
  );
}

function School({ x }: { x: number }) {
  const { book } = useShown();
  const c = columns(book, "targets");
  const list = book.deliveriesOf(x);
  const units = new Set(list.map((d) => book.numbers("deliveries", "unit")[d]));
  const findings = book.findings.filter((f) => f.targets.includes(x));
  const authority = c.authority[x];
  return (
    <article>
      <h2>
        {t("school_title", { name: book.name("targets", x), n: list.length, units: units.size })}
      </h2>
      <p class="quiet">
        {[
          book.id("targets", x),
          book.word(c.level[x]),
          book.word(c.status[x]),
          book.name("regions", c.region[x]),
          c.students[x] != null && t("n_students", { n: c.students[x] }),
          c.teachers[x] != null && t("n_teachers", { n: c.teachers[x] }),
        ]
          .filter(Boolean)
          .join(" · ")}
        {authority >= 0 && (
          <>
            {" · "}
            <a href={viewLink("authority", { t: book.id("targets", authority) })}>{book.name("targets", authority)}</a>
          </>
        )}
      </p>
      <Figure
        title={t("receives")}
        sentence={t("receives_sentence")}
        source={source(book.report.as_of)}
        open
        table={<Deliveries x={x} list={list} file={"deliveries-" + book.id("targets", x)} />}
      >
        <Timeline bars={barsOf(book, list)} />
      </Figure>
      <Needs x={x} />
      <h3>{t("findings_here", { n: findings.length })}</h3>
      <ul class="findings">
        {findings.slice(0, 20).map((f) => (
          <li key={f.id}>
            <a href={viewLink("findings", { f: f.id })}>
              {say(f.kind)}: {said(f.sentence)}
            </a>
          </li>
        ))}
      </ul>
    </article>
  );
}

export function SchoolView() {
  const { book, state } = useShown();
  const inRegion = useInRegion();
  const x = book.find("targets", state.t ?? "");
  const names = book.texts("targets", "name");
  const ids = book.texts("targets", "id");
  const [query, found, input] = useSearch(ids, names, inRegion);
  if (x >= 0)
    return (
      <>
        <p>
          <a href={linkTo({ t: "" }, state)}>{t("another_school")}</a>
        </p>
        <School x={x} />
      </>
    );
  return (
    <>
      <h2>{t("find_school")}</h2>
      {state.t && <p class="notice">{t("not_in_page", { id: state.t })}</p>}
      <form
        class="filters"
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          if (found.length) go({ t: ids[found[0]] });
        }}
      >
        <label class="wide">
          {t("name_or_id")}
          <input type="search" value={query} onInput={(e) => input(e.currentTarget.value)} />
        </label>
      </form>
      <DataTable
        caption={t("targets_found", { n: found.length })}
        file="targets"
        rows={found}
        columns={[
          {
            name: t("target"),
            value: (i) => names[i] || ids[i],
            show: (i) => <a href={linkTo({ t: ids[i] }, state)}>{names[i] || ids[i]}</a>,
          },
          { name: "id", value: (i) => ids[i] },
          { name: t("level"), value: (i) => book.word(book.numbers("targets", "level")[i]) },
          { name: t("region"), value: (i) => book.name("regions", book.numbers("targets", "region")[i]) },
          { name: t("programs"), value: (i) => book.reachedBy().of(i).length },
        ]}
      />
    </>
  );
}
