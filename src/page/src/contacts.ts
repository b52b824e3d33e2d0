import type { Book } from "./book";

/** One thing that a local government must deal with, as findings count it: deliveries of one unit,
 * program, activity and period at itself or at targets it governs. */
export interface Contact {
  unit: number;
  program: number;
  activity: number;
  theme: number;
  when: number;
  deliveries: number[];
}

export const localGovernments = (book: Book) => {
  const kind = book.numbers("targets", "kind");
  const wanted = book.find("words", "local_government");
  return [...kind.keys()].filter((x) => wanted >= 0 && kind[x] === wanted);
};

/** The targets of each local government, itself included. */
export function governedBy(book: Book): Map<number, number[]> {
  const all = localGovernments(book);
  const governed = new Map(all.map((x) => [x, [x]]));
  const byArea = new Map(all.map((x) => [book.areaOfTarget[x], x]));
  book.numbers("targets", "authority").forEach((authority, x) => {
    if (governed.has(x)) return;
    governed.get(authority >= 0 ? authority : (byArea.get(book.areaOfTarget[x]) ?? -1))?.push(x);
  });
  return governed;
}

export function contactsOf(book: Book, authority: number, targets: number[]): Contact[] {
  const c = book.table("deliveries").columns as unknown as Record<string, number[]>;
  const themes = book.numbers("activities", "theme");
  const itself = book.numbers("targets", "unit")[authority];
  const found = new Map<string, Contact>();
  for (const x of targets)
    for (const d of book.deliveriesAt().of(x)) {
      if (c.unit[d] < 0 || c.unit[d] === itself) continue;
      const key = `${c.unit[d]}|${c.program[d]}|${c.activity[d]}|${c.when[d]}`;
      const contact = found.get(key);
      if (contact) contact.deliveries.push(d);
      else
        found.set(key, {
          unit: c.unit[d],
          program: c.program[d],
          activity: c.activity[d],
          theme: c.activity[d] < 0 ? -1 : themes[c.activity[d]],
          when: c.when[d],
          deliveries: [d],
        });
    }
  return [...found.values()];
}

export interface Busy {
  units: Set<number>;
  clash: boolean;
}

/** Each day that something certainly takes place, and whether units clash on a theme. */
export function daysOf(book: Book, contacts: Contact[]): Map<number, Busy> {
  const byTheme = new Map<number, Map<number, Set<number>>>();
  const days = new Map<number, Busy>();
  for (const contact of contacts) {
    const span = book.certainDays(contact.when);
    if (!span) continue;
    const theme = byTheme.get(contact.theme) ?? new Map<number, Set<number>>();
    byTheme.set(contact.theme, theme);
    for (let day = span[0]; day <= Math.min(span[1], span[0] + 800); day++) {
      const units = theme.get(day) ?? new Set();
      theme.set(day, units.add(contact.unit));
      const busy = days.get(day) ?? { units: new Set(), clash: false };
      busy.units.add(contact.unit);
      busy.clash ||= units.size > 1;
      days.set(day, busy);
    }
  }
  return days;
}
