import { useShown } from "../context";
import { DataTable } from "../parts/table";
import { number, t } from "../words";

export function Method() {
  const { book } = useShown();
  const { report } = book;
  const rules = Object.entries(report.rules);
  return (
    <>
      <h2>{t("method_title", { version: report.irisan })}</h2>
      <p>{t("method_text")}</p>
      <h3>{t("rules")}</h3>
      <DataTable
        caption={t("rules_note")}
        file="rules"
        rows={rules}
        most={60}
        columns={[
          { name: t("rule"), value: ([name]) => name },
          {
            name: t("value"),
            value: ([, value]) => String(value),
            show: ([, value]) => (typeof value === "number" ? number(value, 4) : String(value)),
          },
        ]}
      />
      {report.need_rules && <pre tabIndex={0}>{report.need_rules}</pre>}
      <h3>{t("inputs")}</h3>
      <DataTable
        caption={t("inputs_note")}
        file="inputs"
        rows={report.inputs}
        most={40}
        columns={[
          { name: t("table"), value: (i) => i.table },
          { name: t("rows"), value: (i) => i.rows },
          { name: "SHA-256", value: (i) => i.sha256, show: (i) => <code>{i.sha256}</code> },
        ]}
      />
    </>
  );
}
