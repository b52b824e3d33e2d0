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

export const number = (x: number | null, digits = 1) =>
  x == null ? "–" : new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(x);

export const share = (x: number | null) =>
  x == null
    ? "–"
    : new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(x);

/** Money; `short` rounds it to words, as on a tile. */
export const amount = (x: number | null, short = false) => {
  if (x == null) return "–";
  const value = x / 10 ** money.decimals;
  try {
    return new Intl.NumberFormat(locale(), {
      style: "currency",
      currency: money.currency,
      maximumFractionDigits: money.decimals,
      minimumFractionDigits: 0,
      ...(short && Math.abs(value) >= 1e9 && { notation: "compact", maximumFractionDigits: 1 }),
    }).format(value);
  } catch {
    return `${money.currency} ${number(value)}`;
  }
};

export const date = (day: number | null, month: "long" | "short" = "short") =>
  day == null
    ? "–"
    : new Intl.DateTimeFormat(locale(), {
        day: "numeric",
        month,
        year: "numeric",
        timeZone: "UTC",
      }).format(day * 864e5);

export const isoDate = (text: string | null | undefined) =>
  text ? date(Math.floor(Date.parse(text.split("/").at(-1)!) / 864e5), "long") : "–";

export const monthName = (month: number, form: "short" | "narrow" = "short") =>
  new Intl.DateTimeFormat(locale(), { month: form, timeZone: "UTC" }).format(Date.UTC(2024, month, 1));

export const initialLanguage = (): Language => {
  const asked = readState().lang;
  return asked === "en" || asked === "id" ? asked : (document.documentElement.lang as Language);
};

/** Where a figure comes from. */
export const source = (day: string | null) =>
  day ? t("source_report", { day: isoDate(day) }) : t("source_undated");
