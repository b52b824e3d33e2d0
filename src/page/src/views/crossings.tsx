import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useInRegion, useShown } from "../context";
import { NarrowForm } from "../parts/narrow";
import { Network } from "./network";
import { Matrix } from "./matrix";
import { UpSet } from "./upset";
import { t } from "../words";

/** The interventions that what is chosen leaves, with the targets of each. */
export interface Crossing {
  rows: number[];
  targets: number[][];
  /** Targets that any of them may reach: those of the chosen region. */
  population: number;
}

function useCrossing(): Crossing {
  const { book, state } = useShown();
  const inRegion = useInRegion();
  const { unit = "", theme = "" } = state;
  return useMemo(() => {
    const by = book.numbers("interventions", "unit");
    const of = book.numbers("interventions", "program");
    const target = book.numbers("reached", "target");
    const root = book.find("activities", theme);
    let inTheme: Set<string> | null = null;
    if (root >= 0) {
      const c = book.table("deliveries").columns as unknown as Record<string, number[]>;
      const themes = book.numbers("activities", "theme");
      inTheme = new Set();
      for (let d = 0; d < c.program.length; d++)
        if (c.activity[d] >= 0 && themes[c.activity[d]] === root) inTheme.add(`${c.program[d]}|${c.unit[d]}`);
    }
    const all = by.map((u, i) => {
      if (inTheme && !inTheme.has(`${of[i]}|${u}`)) return [];
      return Array.from(book.reached().of(i), (r) => target[r]).filter(inRegion);
    });
    // With a unit chosen: it, and those who meet it.
    const chosen = book.find("units", unit);
    const meets = new Set<number>();
    if (chosen >= 0) all.forEach((list, i) => by[i] === chosen && list.forEach((x) => meets.add(x)));
    const rows = [...all.keys()].filter(
      (i) => all[i].length > 0 && (chosen < 0 || by[i] === chosen || all[i].some((x) => meets.has(x))),
    );
    const population = book.numbers("targets", "region").reduce((n, _, x) => n + Number(inRegion(x)), 0);
    return { rows, targets: rows.map((i) => all[i]), population };
  }, [book, inRegion, unit, theme]);
}

/** Draws a figure so many tasks later, and again when what it shows has changed: between two figures the page answers. */
function Later({ crossing, tasks, children }: { crossing: Crossing; tasks: number; children: (c: Crossing) => ComponentChildren }) {
  const [shown, show] = useState<Crossing | null>(null);
  useEffect(() => {
    let timer = 0;
    const wait = (left: number) => {
      timer = window.setTimeout(() => (left > 1 ? wait(left - 1) : show(crossing)));
    };
    wait(tasks);
    return () => clearTimeout(timer);
  }, [crossing, tasks]);
  return <>{shown && children(shown)}</>;
}

export function Crossings() {
  const crossing = useCrossing();
  if (crossing.rows.length < 2)
    return (
      <>
        <NarrowForm />
        <p class="quiet">{t("no_crossings")}</p>
      </>
    );
  return (
    <>
      <NarrowForm />
      <UpSet crossing={crossing} />
      <Later crossing={crossing} tasks={1}>
        {(c) => <Matrix crossing={c} />}
      </Later>
      <Later crossing={crossing} tasks={2}>
        {(c) => <Network crossing={c} />}
      </Later>
    </>
  );
}
