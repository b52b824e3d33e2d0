import type { Both } from "./held";
import { readState } from "./state";
import { strings } from "./strings";

export type Language = "id" | "en";
export type Word = keyof typeof strings;

let language: Language = "id";
let money = { currency: "", decimals: 0 };

export const setLanguage = (l: Language) => {
  language = l;
  document.documentElement.lang = l;
};
export const setMoney = (m: typeof money) => {
  money = m;
};
export const currentLanguage = () => language;
const locale = () => (language === "id" ? "id-ID" : "en-GB");

/** A text in the language of the page; `{name}` is filled in, `{name:one|many}` chosen by it. */
export function t(word: Word, fill: Record<string, string | number> = {}): string {
  const text = strings[word][language === "id" ? 0 : 1];
  const chosen = text.replace(/\{(\w+):([^|}]*)\|([^}]*)\}/g, (_, name, one, many) => (fill[name] === 1 ? one : many));
  return chosen.replace(/\{(\w+)\}/g, (_, name) => {
    const value = fill[name];
    return typeof value === "number" ? number(value) : (value ?? "");
  });
}

/** A word of the data (a kind, a state) if the page knows it, else as it is written. */
export const say = (word: string | null) =>
  word && word in strings ? t(word as Word) : (word ?? "").replaceAll("_", " ");

export const said = (both: Both | null) => both?.[language] ?? "";

// Made once for each way of writing: making one takes longer than writing a hundred numbers.
const writers = new Map<string, Intl.NumberFormat>();
const dateWriters = new Map<string, Intl.DateTimeFormat>();
const collators = new Map<string, Intl.Collator>();

function kept<T>(all: Map<string, T>, form: object, make: () => T): T {
  const key = locale() + JSON.stringify(form);
  let found = all.get(key);
  if (found === undefined) all.set(key, (found = make()));
  return found;
}
const written = (x: number, form: Intl.NumberFormatOptions) =>
  kept(writers, form, () => new Intl.NumberFormat(locale(), form)).format(x).replace("-", "−");
const writtenDate = (ms: number, form: Intl.DateTimeFormatOptions) =>
  kept(dateWriters, form, () => new Intl.DateTimeFormat(locale(), { ...form, timeZone: "UTC" })).format(ms);

/** The order of two texts in the language of the page. */
export const inOrder = (a: string, b: string) =>
  kept(collators, {}, () => new Intl.Collator(locale())).compare(a, b);

export const number = (x: number | null, digits = 1) => (x == null ? "–" : written(x, { maximumFractionDigits: digits }));

export const share = (x: number | null) =>
  x == null ? "–" : written(x, { style: "percent", maximumFractionDigits: 0 });

/** Money; `short` rounds it to words, as on a tile. */
export const amount = (x: number | null, short = false) => {
  if (x == null) return "–";
  const value = x / 10 ** money.decimals;
  try {
    return written(value, {
      style: "currency",
      currency: money.currency,
      maximumFractionDigits: money.decimals,
      minimumFractionDigits: 0,
      ...(short && Math.abs(value) >= 1e9 && { notation: "compact", maximumFractionDigits: 1 }),
    });
  } catch {
    return `${money.currency} ${number(value)}`;
  }
};

export const date = (day: number | null, month: "long" | "short" = "short") =>
  day == null ? "–" : writtenDate(day * 864e5, { day: "numeric", month, year: "numeric" });

export const isoDate = (text: string | null | undefined) =>
  text ? date(Math.floor(Date.parse(text.split("/").at(-1)!) / 864e5), "long") : "–";

export const monthName = (month: number, form: "short" | "narrow" = "short") =>
  writtenDate(Date.UTC(2024, month, 1), { month: form });

export const initialLanguage = (): Language => {
  const asked = readState().lang;
  return asked === "en" || asked === "id" ? asked : (document.documentElement.lang as Language);
};

/** Where a figure comes from. */
export const source = (day: string | null) =>
  day ? t("source_report", { day: isoDate(day) }) : t("source_undated");
