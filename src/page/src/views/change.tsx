import { useShown } from "../context";
import { DataTable } from "../parts/table";
import { viewLink } from "../state";
import { amount, isoDate, number, said, say, t, type Word } from "../words";

/** A difference with its sign. */
export const signed = (x: number, show: (x: number) => string = number) => (x > 0 ? "+" : "") + show(x);

/** What has changed since an earlier report, or by a what-if: figures, findings that came and went. */
export function ChangeSince() {
  const { book, state } = useShown();
  const { change, reader } = book.held;
  // What was before is known of the whole only.
  if (!change || state.region || state.unit || state.theme) return null;
  const total = (figure: string) =>
    change.figures.reduce((n, f) => n + (f.figure === figure ? f.after : 0), 0);
  const opened = total("findings_opened");
  const closed = total("findings_closed");
  const waiting = total("findings_not_reported");
  const persistent = total("findings") - opened;
  const day = change.since ? isoDate(change.since) : t("earlier_report");
  const shown = change.figures.filter(
    (f) => !/^(findings|programs)_/.test(f.figure) && (f.before !== 0 || f.after !== 0),
  );
  const name = (f: (typeof shown)[number]) =>
    f.figure === "findings" ? t("c_findings", { kind: say(f.kind) }) : t(`c_${f.figure}` as Word);
  const show = (f: (typeof shown)[number]) => (f.figure === "value" ? (x: number) => amount(x) : (x: number) => number(x));
  const programs = (key: "begun" | "ended" | "not_reported") => {
    const list = change.programs?.[key] ?? [];
    return list.length > 0 && <p>{t(`c_${key}`, { what: list.slice(0, 8).join(", ") + (list.length > 8 ? " …" : "") })}</p>;
  };
  return (
    <section>
      <h2>{change.what_if ? t("what_if_title") : t("since_title", { day, opened, closed, persistent })}</h2>
      {!change.what_if && (
        <>
          <p class="quiet">
            {t("since_note")} {waiting > 0 && t("since_unknown", { n: waiting })}{" "}
            {!change.reporting_known && t("no_sources_since")}{" "}
            {change.rules_differ.length > 0 && t("rules_differ", { what: change.rules_differ.join(", ") })}
          </p>
          {!reader && opened > 0 && (
            <p>
              <a href={viewLink("findings", { fate: "opened" })}>{t("see_new", { n: opened })}</a>
            </p>
          )}
          {programs("begun")}
          {programs("ended")}
          {programs("not_reported")}
        </>
      )}
      <DataTable
        caption={t("changed_figures")}
        file={t("changed_figures")}
        rows={shown}
        columns={[
          { name: t("figure"), value: name },
          { name: t("then"), value: (f) => f.before, show: (f) => show(f)(f.before) },
          { name: t("now"), value: (f) => f.after, show: (f) => show(f)(f.after) },
          {
            name: t("difference"),
            value: (f) => f.after - f.before,
            show: (f) => signed(f.after - f.before, show(f)),
          },
        ]}
      />
      {change.findings.length > 0 && (
        <details>
          <summary>{t("gone_findings", { n: change.findings.length })}</summary>
          <DataTable
            caption={t("gone_findings", { n: change.findings.length })}
            file="findings-gone"
            rows={change.findings}
            most={10}
            columns={[
              { name: t("kind"), value: (f) => say(f.kind) },
              { name: t("finding"), value: (f) => said(f.sentence) },
              { name: t("fate"), value: (f) => say(`fate_${f.fate}`) },
              { name: t("first_seen"), value: (f) => f.first_seen, show: (f) => isoDate(f.first_seen) },
            ]}
          />
        </details>
      )}
    </section>
  );
}
