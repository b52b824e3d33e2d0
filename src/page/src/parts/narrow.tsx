import { useMemo } from "preact/hooks";
import { useShown } from "../context";
import { go } from "../state";
import { say, t } from "../words";

type Options = [value: string, text: string][];

export const options = (words: string[]): Options => words.map((w) => [w, say(w)]);

/** One thing to narrow by; what is chosen stands in the fragment. */
export function Choice(props: { name: string; label: string; options: Options }) {
  const { state } = useShown();
  return (
    <label>
      {props.label}
      <select value={state[props.name] ?? ""} onChange={(e) => go({ [props.name]: e.currentTarget.value, f: "" })}>
        <option value="">{t("all")}</option>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What narrows every view: region, unit, theme. */
export function Narrow() {
  const { book } = useShown();
  const named = (table: string, rows: number[]) =>
    rows.map((i): [string, string] => [book.id(table, i), book.name(table, i)]);
  const units = useMemo(() => {
    const working = new Set(book.numbers("interventions", "unit"));
    for (const f of book.findings) for (const u of f.units) working.add(book.find("units", u));
    return [...working].filter((u) => u >= 0).sort((a, b) => a - b);
  }, [book]);
  return (
    <>
      {book.areas.length > 0 && <Choice name="region" label={t("region")} options={named("regions", book.areas)} />}
      {units.length > 0 && <Choice name="unit" label={t("unit")} options={named("units", units)} />}
      {book.themes().length > 0 && (
        <Choice name="theme" label={t("theme")} options={named("activities", book.themes())} />
      )}
    </>
  );
}

export const NarrowForm = () => (
  <form class="filters" onSubmit={(e) => e.preventDefault()}>
    <Narrow />
  </form>
);
