import { useEffect, useState } from "preact/hooks";

/** Where the reader is and what is chosen: all of it stands in the URL's fragment. */
export type State = Record<string, string>;

export const readState = (): State =>
  Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

const written = (state: State) => {
  const kept = Object.entries(state).filter(([, value]) => value !== "");
  return "#" + new URLSearchParams(kept).toString();
};

/** A link to this state with some of it changed. */
export const linkTo = (changes: State, from: State = readState()) => written({ ...from, ...changes });

/** Goes there; the back button comes back. */
export const go = (changes: State) => {
  location.hash = linkTo(changes);
};

/** A link to a view: what narrows (region, unit, theme, language) stays, what opened one thing goes. */
export const viewLink = (v: string, changes: State = {}) => {
  const { lang = "", region = "", unit = "", theme = "" } = readState();
  return written({ v, lang, region, unit, theme, ...changes });
};

export function useFragment(): State {
  const [state, set] = useState(readState);
  useEffect(() => {
    const follow = () => set(readState());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return state;
}
