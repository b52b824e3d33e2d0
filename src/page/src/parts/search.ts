import { useMemo, useState } from "preact/hooks";

const folded = (text: string) => {
  const small = text.toLowerCase();
  return /^[\x20-\x7e]*$/.test(small) ? small : small.normalize("NFD").replace(/\p{M}/gu, "");
};

/** Rows whose id or name holds what was typed. */
export function useDeferredSearch(
  ids: string[],
  names: string[],
  keep: (row: number) => boolean,
): [string, number[], (query: string) => void] {
  const [query, input] = useState("");
  const lines = useMemo(() => ids.map((id, i) => folded(`${id} ${names[i]}`)), [ids, names]);
  const found = useMemo(() => {
    const parts = folded(query).split(/\s+/).filter(Boolean);
    const rows: number[] = [];
    lines.forEach((line, i) => {
      if (keep(i) && parts.every((part) => line.includes(part))) rows.push(i);
    });
    return rows;
  }, [lines, query, keep]);
  return [query, found, input];
}
