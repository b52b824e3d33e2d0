import { useMemo, useState } from "preact/hooks";

const folded = (text: string) => {
  const small = text.toLowerCase();
  return /^[\x20-\x7e]*$/.test(small) ? small : small.normalize("NFD").replace(/\p{M}/gu, "");
};

/** Rows whose id or name holds every part of what was typed. */
export function useSearch(
  ids: string[],
  names: string[],
  keep: (row: number) => boolean,
): [string, number[], (query: string) => void] {
  const [query, input] = useState("");
  const found = useMemo(() => {
    const parts = folded(query).split(/\s+/).filter(Boolean);
    const rows: number[] = [];
    for (let i = 0; i < ids.length; i++) {
      if (!keep(i)) continue;
      if (parts.length) {
        const line = folded(`${ids[i]} ${names[i]}`);
        if (!parts.every((part) => line.includes(part))) continue;
      }
      rows.push(i);
    }
    return rows;
  }, [ids, names, query, keep]);
  return [query, found, input];
}
