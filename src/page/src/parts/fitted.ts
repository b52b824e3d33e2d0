/** Whether the screen is a phone's; as in the style. */
export const onPhone = () => matchMedia("(max-width: 600px)").matches;

let pen: CanvasRenderingContext2D | null = null;
let family = "";

/** How wide a text is in a figure, in pixels. */
function widthOf(text: string, size: number): number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * size * 0.6;
  family ||= getComputedStyle(document.body).fontFamily;
  pen.font = `${size}px ${family}`;
  return pen.measureText(text).width;
}

/** A name that fits into so many pixels: cut at its end, but for the unit in brackets behind it. */
export function fitted(name: string, room: number, size = 12): string {
  if (widthOf(name, size) <= room) return name;
  const bracket = / (\([^()]*\))$/.exec(name)?.[1] ?? "";
  // A unit that would leave the program no room is cut with it.
  const unit = bracket && widthOf(bracket, size) < room * 0.55 ? " " + bracket : "";
  let low = 0;
  let high = name.length - unit.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(name.slice(0, middle) + "…" + unit, size) <= room) low = middle;
    else high = middle - 1;
  }
  return name.slice(0, low).trimEnd() + "…" + unit;
}
