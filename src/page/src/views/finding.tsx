import { useState } from "preact/hooks";
import type { Finding } from "../book";
import { useShown } from "../context";
import { enter, useEntered } from "../decisions";
import { DataTable, dateColumn } from "../parts/table";
import { UnitLegend, Units } from "../parts/unit";
import { viewLink } from "../state";
import { amount, number, said, say, share, t, type Word } from "../words";

/** A chance in plain words: "fewer than 1 in 1 000 000". */
function oneIn(ln: number | undefined): string {
  if (ln === undefined || ln === null) return t("not_testable");
  const log10 = ln / Math.LN10;
  if (log10 < -6) return t("less_than_one_in", { n: 1_000_000 });
  const chance = Math.exp(ln);
  return chance > 0.1 ? t("in_a_hundred", { n: Math.round(chance * 100) }) : t("one_in", { n: Math.round(1 / chance) });
}

function Chance({ f }: { f: Finding }) {
  const chance = f.evidence.chance;
  if (!chance) return null;
  const nulls = (["stratified", "pooled", "degrees"] as const).filter((n) => chance[n]);
  return (
    <>
      <h4>{t("chance")}</h4>
      <ul>
        {nulls.map((n) => (
          <li key={n}>
            {t(`null_${n}`)}:{" "}
            {t("chance_says", {
              shared: f.evidence.shared,
              expected: number(chance[n].expected ?? null),
              p: oneIn(chance[n].ln_p),
              q: oneIn(chance[n].ln_q),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

function Evidence({ f }: { f: Finding }) {
  const flat: [string, number][] = [];
  for (const part of [f.evidence, f.evidence.need ?? {}, f.evidence.kinship ?? {}])
    for (const [key, value] of Object.entries(part))
      if (typeof value === "number" && key !== "shared_size") flat.push([key, value]);
  return (
    <>
      <h4>{t("evidence")}</h4>
      <dl class="evidence">
        {flat.map(([key, value]) => (
          <div key={key}>
            <dt>{say(`e_${key}`) === `e ${key.replaceAll("_", " ")}` ? say(key) : t(`e_${key}` as Word)}</dt>
            <dd>{key.endsWith("_error") ? share(value) : number(value, 2)}</dd>
          </div>
        ))}
        {f.value.amount != null && (
          <div>
            <dt>{t("value_at_stake")}</dt>
            <dd>
              {f.value.at_least && t("at_least")} {amount(f.value.amount)}
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Rows({ f }: { f: Finding }) {
  const { book } = useShown();
  const c = book.table("deliveries").columns as unknown as Record<string, any[]>;
  const targets = book.table("targets").columns as unknown as Record<string, any[]>;
  return (
    <>
      {f.rows.length > 0 && (
        <DataTable
          caption={t("rows_of_finding", { n: f.rows.length })}
          file={f.id + "-rows"}
          rows={f.rows}
          most={10}
          note={<UnitLegend ids={f.rows.map((d) => book.id("units", c.unit[d]))} />}
          columns={[
            { name: t("row"), value: (d) => c.key[d] },
            { name: t("program"), value: (d) => book.name("programs", c.program[d]) },
            {
              name: t("unit"),
              value: (d) => book.name("units", c.unit[d]),
              show: (d) => (c.unit[d] < 0 ? "–" : <Units ids={[book.id("units", c.unit[d])]} />),
            },
            {
              name: t("target"),
              value: (d) => book.name("targets", c.target[d]),
              show: (d) => (
                <a href={viewLink("school", { t: book.id("targets", c.target[d]) })}>
                  {book.name("targets", c.target[d])}
                </a>
              ),
            },
            { name: t("activity"), value: (d) => book.name("activities", c.activity[d]) },
            { name: t("audience"), value: (d) => say(book.word(c.audience[d])) },
            dateColumn(t("start"), (d: number) => book.days(c.when[d])[0]),
            dateColumn(t("end"), (d: number) => book.days(c.when[d])[1]),
            { name: t("participants"), value: (d) => c.participants[d] },
            { name: t("cost"), value: (d) => c.cost[d], show: (d) => amount(c.cost[d]) },
            { name: t("status"), value: (d) => say(book.word(c.status[d])) },
          ]}
        />
      )}
      <DataTable
        caption={t("targets_of_finding", { n: f.target_count })}
        file={f.id + "-targets"}
        rows={f.targets}
        most={10}
        empty={t("targets_not_here")}
        columns={[
          {
            name: t("target"),
            value: (x) => targets.name[x] || targets.id[x],
            show: (x) => <a href={viewLink("school", { t: targets.id[x] })}>{targets.name[x] || targets.id[x]}</a>,
          },
          { name: "id", value: (x) => targets.id[x] },
          { name: t("level"), value: (x) => book.word(targets.level[x]) },
          { name: t("region"), value: (x) => book.name("regions", targets.region[x]) },
        ]}
      />
    </>
  );
}

function Decide({ f }: { f: Finding }) {
  const { book } = useShown();
  const before = useEntered().find((e) => e.finding === f.id);
  const [decision, setDecision] = useState(before?.decision ?? "");
  const [reason, setReason] = useState(before?.reason ?? "");
  const [unit, setUnit] = useState(before?.unit ?? f.units[0] ?? "");
  const [expires, setExpires] = useState(before?.expires ?? "");
  const units = [...new Set([...f.units, ...book.texts("units", "id")])];
  return (
    <form
      class="decision"
      onSubmit={(e) => {
        e.preventDefault();
        enter(f, { decision, reason, unit, expires });
      }}
    >
      <h4>{t("decision")}</h4>
      {f.decision && (
        <p>
          {t("decided_so_far", { what: say(f.decision), status: say(f.status) })} {f.decision_reason}
        </p>
      )}
      <label>
        {t("decision")}
        <select required value={decision} onChange={(e) => setDecision(e.currentTarget.value)}>
          <option value="">–</option>
          {["intended", "accepted", "resolved", "disputed"].map((d) => (
            <option key={d} value={d}>
              {say(d)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("unit")}
        <select value={unit} onChange={(e) => setUnit(e.currentTarget.value)}>
          {units.map((u) => (
            <option key={u} value={u}>
              {book.nameOf("units", u)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("expires")}
        <input type="date" value={expires} onInput={(e) => setExpires(e.currentTarget.value)} />
      </label>
      <label class="wide">
        {t("reason")}
        <textarea rows={2} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
      </label>
      <button type="submit">{t("enter_decision")}</button>
      <span role="status">{before && t("entered", { what: say(before.decision) })}</span>
    </form>
  );
}

export function FindingDetail({ f }: { f: Finding }) {
  return (
    <div class="detail">
      <p class="ask">→ {said(f.ask)}</p>
      <p class="quiet">
        {f.severity_reason && `${t("severity_is", { what: say(f.severity) })}: ${said(f.severity_reason)}. `}
        {f.planned_by && `${t("planned_by")}: ${said(f.planned_by)}. `}
        <code>{f.id}</code>
      </p>
      <Evidence f={f} />
      <Chance f={f} />
      <Rows f={f} />
      <Decide f={f} />
    </div>
  );
}
