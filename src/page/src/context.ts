import { createContext } from "preact";
import { useContext, useMemo } from "preact/hooks";
import type { Book, Finding } from "./book";
import type { State } from "./state";

interface Shown {
  book: Book;
  state: State;
}

export const Context = createContext<Shown>(null!);
export const useShown = () => useContext(Context);

/** The findings that what is chosen leaves. */
export function useChosen(): Finding[] {
  const { book, state } = useShown();
  const { region = "", unit = "", theme = "", kind = "", severity = "", planned = "", status = "", fate = "" } = state;
  return useMemo(() => {
    const area = book.find("regions", region);
    const root = book.find("activities", theme);
    return book.findings.filter(
      (f) =>
        (!kind || f.kind === kind) &&
        (!severity || f.severity === severity) &&
        (!planned || f.planned === (planned === "yes")) &&
        (!status || f.status === status) &&
        (!fate || f.fate === fate) &&
        (!unit || f.units.includes(unit)) &&
        (root < 0 || book.theme(f.activity) === root) &&
        (area < 0 || book.concerns(f, area)),
    );
  }, [book, region, unit, theme, kind, severity, planned, status, fate]);
}

/** The targets that the chosen region leaves: a test by position. */
export function useInRegion(): (target: number) => boolean {
  const { book, state } = useShown();
  const { region = "" } = state;
  return useMemo(() => {
    const r = book.find("regions", region);
    if (r < 0) return () => true;
    const inside = book.numbers("regions", "parent").map((_, i) => book.within(i, r));
    const of = book.numbers("targets", "region");
    return (t) => of[t] >= 0 && inside[of[t]];
  }, [book, region]);
}
