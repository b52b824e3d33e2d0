import { useEffect, useRef, useState } from "preact/hooks";
import type { Finding } from "../book";
import { useChosen, useShown } from "../context";
import { exportDecisions, useEntered } from "../decisions";
import { download } from "../parts/table";
import { Choice, Narrow, options } from "../parts/narrow";
import { go, linkTo } from "../state";
import { amount, said, say, t } from "../words";
import { FindingDetail } from "./finding";
import { Fate } from "./summary";

function Item({ f, open }: { f: Finding; open: boolean }) {
  const { state } = useShown();
  const head = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (open) head.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  // Esc closes, but not what somebody is writing in.
  const close = (e: KeyboardEvent) => {
    if (!open || e.key !== "Escape" || (e.target as Element).matches("input, select, textarea")) return;
    go({ f: "" });
    head.current?.focus();
  };
  return (
    <li class={open ? "finding open" : "finding"} onKeyDown={close}>
      <p class="tags">
        <span class={f.planned ? "tag planned" : "tag"}>{t(f.planned ? "planned" : "not_planned")}</span>
        <span class="tag">{say(f.kind)}</span>
        <span class={"tag severity-" + f.severity}>{t("severity_is", { what: say(f.severity) })}</span>
        <Fate f={f} />
        {f.status !== "open" && <span class="tag">{say(f.status)}</span>}
        {f.value.amount != null && (
          <span class="quiet">
            {t("value_at_stake")} {f.value.at_least && t("at_least")} {amount(f.value.amount)}
          </span>
        )}
      </p>
      <p>
        <a
          ref={head}
          class="sentence"
          href={linkTo({ f: open ? "" : f.id }, state)}
          role="button"
          aria-expanded={open}
        >
          {said(f.sentence)}
        </a>
      </p>
      {open && <FindingDetail f={f} />}
    </li>
  );
}

export function Findings() {
  const { book, state } = useShown();
  const chosen = useChosen();
  const entered = useEntered();
  const [most, setMost] = useState(30);
  const opened = state.f ? book.findingById().get(state.f) : undefined;
  const shown = chosen.slice(0, most);
  // A finding that a link names is shown whatever is chosen.
  if (opened && !shown.includes(opened)) shown.unshift(opened);
  const notPlanned = chosen.filter((f) => !f.planned).length;
  return (
    <>
      <h2>{t("findings_title", { n: chosen.length, not: notPlanned })}</h2>
      <form class="filters" onSubmit={(e) => e.preventDefault()}>
        <Choice
          name="kind"
          label={t("kind")}
          options={options(book.report.figures.findings.filter((k) => k.all > 0).map((k) => k.kind))}
        />
        <Choice name="severity" label={t("severity")} options={options(["high", "medium", "low"])} />
        <Choice
          name="planned"
          label={t("planned_or_not")}
          options={[
            ["no", t("not_planned")],
            ["yes", t("planned")],
          ]}
        />
        <Choice name="status" label={t("status")} options={options(["open", "decided", "grown", "expired"])} />
        {book.held.change && !book.held.change.what_if && (
          <Choice
            name="fate"
            label={t("fate")}
            options={[
              ["opened", t("fate_opened")],
              ["persistent", t("fate_persistent")],
            ]}
          />
        )}
        <Narrow />
      </form>
      <p class="under">
        <button
          type="button"
          onClick={() =>
            download(
              "findings.csv",
              ["finding_id", "kind", "planned", "severity", "status", "programs", "units", "region_id", "targets", "value", "sentence", "ask"],
              chosen.map((f) => [
                f.id, f.kind, String(f.planned), f.severity, f.status, f.programs.join("|"), f.units.join("|"),
                f.region, f.target_count, f.value.amount, said(f.sentence), said(f.ask),
              ]),
            )
          }
        >
          {t("download", { n: chosen.length })}
        </button>
        <button type="button" disabled={!entered.length && !book.table("decisions").rows} onClick={() => exportDecisions(book)}>
          {t("export_decisions", { n: entered.length })}
        </button>
      </p>
      {chosen.length === 0 && <p class="quiet">{t("no_findings")}</p>}
      <ul class="findings">
        {shown.map((f) => (
          <Item key={f.id} f={f} open={f.id === state.f} />
        ))}
      </ul>
      {chosen.length > most && (
        <button type="button" onClick={() => setMost(most + 100)}>
          {t("show_more", { n: Math.min(100, chosen.length - most), of: chosen.length })}
        </button>
      )}
    </>
  );
}
