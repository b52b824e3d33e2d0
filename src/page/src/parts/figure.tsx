import type { ComponentChildren } from "preact";
import { t } from "../words";

/** A figure as a yearbook has it: what it says, what it shows, where it comes from, and its table. */
export function Figure(props: {
  title: string;
  sentence?: string;
  source: string;
  children: ComponentChildren;
  table: ComponentChildren;
  open?: boolean;
}) {
  return (
    <figure>
      <figcaption>
        <h3>{props.title}</h3>
        {props.sentence && <p>{props.sentence}</p>}
      </figcaption>
      {props.children}
      <p class="source">{props.source}</p>
      <details open={props.open}>
        <summary>{t("see_table")}</summary>
        {props.table}
      </details>
    </figure>
  );
}

/** The hatch that stands for "planned", whatever the colour. */
export const Hatch = () => (
  <defs>
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="#fff" />
      <rect width="2" height="5" fill="#56606b" />
    </pattern>
  </defs>
);

/** Okabe and Ito's colours, without the yellow that white paper swallows. */
export const hues = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#000000"];
