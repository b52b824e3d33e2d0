import { useEffect, useRef } from "preact/hooks";
import type { Book } from "./book";
import { Context, useShown } from "./context";
import { linkTo, useFragment, viewLink, type State } from "./state";
import { AuthorityView } from "./views/authority";
import { Crossings } from "./views/crossings";
import { DivisionView } from "./views/division";
import { Findings } from "./views/findings";
import { Method } from "./views/method";
import { Quality } from "./views/quality";
import { SchoolView } from "./views/school";
import { Summary } from "./views/summary";
import { initialLanguage, isoDate, said, say, setLanguage, t, type Word } from "./words";

const views = {
  summary: Summary,
  crossings: Crossings,
  findings: Findings,
  division: DivisionView,
  school: SchoolView,
  authority: AuthorityView,
  quality: Quality,
  method: Method,
};
type View = keyof typeof views;

/** What is chosen, in words, each with one click to undo it. */
function ChosenBar() {
  const { book, state } = useShown();
  const chosen: [string, string][] = [];
  if (state.region) chosen.push(["region", book.nameOf("regions", state.region)]);
  if (state.unit) chosen.push(["unit", book.nameOf("units", state.unit)]);
  if (state.theme) chosen.push(["theme", book.nameOf("activities", state.theme)]);
  if (state.v === "findings") {
    for (const key of ["kind", "severity", "status"]) if (state[key]) chosen.push([key, say(state[key])]);
    if (state.fate) chosen.push(["fate", say(`fate_${state.fate}`)]);
    if (state.planned) chosen.push(["planned", t(state.planned === "yes" ? "planned" : "not_planned")]);
  }
  if (chosen.length === 0) return null;
  return (
    <p class="chosen-bar">
      {t("chosen")}{" "}
      {chosen.map(([key, name]) => (
        <a key={key} class="tag" href={linkTo({ [key]: "" }, state)} aria-label={t("undo", { what: name })}>
          {name} <span aria-hidden="true">×</span>
        </a>
      ))}
    </p>
  );
}

function Header({ book, state, view }: { book: Book; state: State; view: View }) {
  const { report, reader, left_out } = book.held;
  const other = document.documentElement.lang === "id" ? "en" : "id";
  const reads = reader && (reader.unit
    ? book.nameOf("units", reader.unit)
    : reader.region
      ? book.nameOf("regions", reader.region)
      : book.nameOf("targets", reader.target));
  return (
    <header>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main")?.focus(); }}>
        {t("skip")}
      </a>
      <p class="brand">
        irisan{report.as_of && " · " + t("as_of", { day: isoDate(report.as_of) })}
        <a class="language" lang={other} href={linkTo({ lang: other }, state)}>
          {other === "en" ? "English" : "Bahasa Indonesia"}
        </a>
      </p>
      <h1>{report.title || t("untitled")}</h1>
      {report.invented && (
        <p class="notice" role="note">
          {said(report.invented)}
        </p>
      )}
      {reads && (
        <p class="notice" role="note">
          {t("written_for", { who: reads })}
        </p>
      )}
      {report.scope.without.length > 0 && (
        <p class="notice" role="note">
          {t("what_if", { what: report.scope.without.join(", ") })}
        </p>
      )}
      {left_out.length > 0 && (
        <p class="notice" role="note">
          {t("left_out", { what: left_out.map((l) => say(l)).join(", ") })}
        </p>
      )}
      <nav aria-label={t("views")}>
        {(Object.keys(views) as View[]).map((v) => (
          <a key={v} href={viewLink(v)} aria-current={v === view ? "page" : undefined}>
            {t(`view_${v}` as Word)}
          </a>
        ))}
      </nav>
      <ChosenBar />
    </header>
  );
}

export function App({ book }: { book: Book }) {
  const state = useFragment();
  const view: View = state.v in views ? (state.v as View) : "summary";
  setLanguage(initialLanguage());
  document.title = `${t(`view_${view}` as Word)} · ${book.report.title || "irisan"}`;
  const main = useRef<HTMLElement>(null);
  const before = useRef(view);
  useEffect(() => {
    // A new view is read from its start; the first one leaves the focus alone.
    if (before.current !== view) {
      main.current?.focus();
      scrollTo(0, 0);
    }
    before.current = view;
  }, [view]);
  const Shown = views[view];
  return (
    <Context.Provider value={{ book, state }}>
      <Header book={book} state={state} view={view} />
      <main id="main" ref={main} tabIndex={-1}>
        <Shown key={view + document.documentElement.lang} />
      </main>
      <footer>
        <p class="quiet">{t("footer", { version: book.report.irisan })}</p>
      </footer>
    </Context.Provider>
  );
}
