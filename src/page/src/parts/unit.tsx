import type { Book } from "../book";
import { useShown } from "../context";
import { t } from "../words";

const longest = 16;

/** A unit's name where it is short, else its id: full names widen a table beyond any screen. */
export function unitWord(book: Book, id: string | null): string {
  if (!id) return "–";
  const name = book.nameOf("units", id);
  return name.length <= longest || name.length <= id.length ? name : id;
}

/** Units as a table names them, each with its full name when pointed at. */
export function Units({ ids }: { ids: (string | null)[] }) {
  const { book } = useShown();
  return (
    <>
      {ids.map((id, i) => {
        const word = unitWord(book, id);
        const name = book.nameOf("units", id);
        return (
          <span key={i}>
            {i > 0 && ", "}
            {word === name || !id ? word : <abbr title={name}>{word}</abbr>}
          </span>
        );
      })}
    </>
  );
}

/** What the short names of a table stand for. */
export function UnitLegend({ ids }: { ids: (string | null)[] }) {
  const { book } = useShown();
  const known = [...new Set(ids)].filter((id): id is string => !!id && unitWord(book, id) !== book.nameOf("units", id)).sort();
  if (known.length === 0 || known.length > 30) return null;
  return (
    <p class="quiet short-for">
      {t("short_for")} {known.map((id) => `${id}: ${book.nameOf("units", id)}`).join(" · ")}
    </p>
  );
}
