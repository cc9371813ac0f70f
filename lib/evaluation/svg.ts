/**
 * Just enough of SVG for the report's plots: a framed pair of axes, lines, points and words. Text and axes are a grey that
 * reads on white and on black paper; series differ by dash and by a word at the line as well as by colour (Okabe & Ito's
 * palette, safe for colour-blind eyes).
 */
type Range = readonly [from: number, to: number];
export type Point = readonly [x: number, y: number];

export const INK = "#757575";
export const SERIES = [
  { colour: "#0072B2", dash: "" },
  { colour: "#D55E00", dash: "7 4" },
  { colour: "#009E73", dash: "2 3" },
  { colour: "#CC79A7", dash: "9 3 2 3" },
] as const;

const WIDTH = 560;
const HEIGHT = 400;
const BOX = { left: 64, top: 20, right: 20, bottom: 56 };

const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const n = (x: number): string => (Math.round(x * 100) / 100).toString();

/** A whole picture with a title and a description for those who cannot see it. */
export function picture(
  { title, description, width = WIDTH, height = HEIGHT }: PictureOptions,
  body: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="${INK}">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(description)}</desc>
${body.join("\n")}
</svg>
`;
}
export type PictureOptions = {
  readonly title: string;
  readonly description: string;
  readonly width?: number;
  readonly height?: number;
};

export function text(
  x: number,
  y: number,
  words: string,
  { anchor = "start", fill = "", size = 0, turn = 0 } = {},
): string {
  const extra = [
    anchor === "start" ? "" : ` text-anchor="${anchor}"`,
    fill ? ` fill="${fill}"` : "",
    size ? ` font-size="${size}"` : "",
    turn ? ` transform="rotate(${turn} ${n(x)} ${n(y)})"` : "",
  ].join("");
  return `<text x="${n(x)}" y="${n(y)}"${extra}>${escaped(words)}</text>`;
}

export type AxisOptions = {
  readonly label: string;
  readonly range: Range;
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
};

export type Axes = {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly frame: string;
};

/** Axes with ticks and names; `x` and `y` map values to the picture. */
export function axes(horizontal: AxisOptions, vertical: AxisOptions): Axes {
  const [left, right] = [BOX.left, WIDTH - BOX.right];
  const [top, bottom] = [BOX.top, HEIGHT - BOX.bottom];
  const scale =
    ([from, to]: Range, a: number, b: number) =>
    (v: number) =>
      a + ((v - from) / (to - from)) * (b - a);
  const x = scale(horizontal.range, left, right);
  const y = scale(vertical.range, bottom, top);
  const parts = [
    `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="${INK}"/>`,
  ];
  for (const t of ticksOf(horizontal)) {
    parts.push(`<path d="M${n(x(t))} ${bottom}v5" stroke="${INK}"/>`);
    parts.push(text(x(t), bottom + 18, (horizontal.format ?? shortest)(t), { anchor: "middle" }));
  }
  for (const t of ticksOf(vertical)) {
    parts.push(`<path d="M${left} ${n(y(t))}h-5" stroke="${INK}"/>`);
    parts.push(text(left - 8, y(t) + 4, (vertical.format ?? shortest)(t), { anchor: "end" }));
  }
  parts.push(text((left + right) / 2, HEIGHT - 14, horizontal.label, { anchor: "middle" }));
  parts.push(text(18, (top + bottom) / 2, vertical.label, { anchor: "middle", turn: -90 }));
  return { x, y, frame: parts.join("\n") };
}

const ticksOf = ({ ticks, range: [from, to] }: AxisOptions): readonly number[] =>
  ticks ?? [0, 1, 2, 3, 4, 5].map((i) => from + ((to - from) * i) / 5);

const shortest = (v: number): string => (Math.round(v * 1000) / 1000).toString();
export const percent = (v: number): string => `${Math.round(100 * v)} %`;

export function line(a: Axes, points: readonly Point[], series = 0): string {
  const { colour, dash } = SERIES[series % SERIES.length] as (typeof SERIES)[number];
  const d = points.map(([px, py], i) => `${i === 0 ? "M" : "L"}${n(a.x(px))} ${n(a.y(py))}`).join("");
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
}

/** The line nothing better than chance, or nothing but truth, lies on. */
export const reference = (a: Axes, [x1, y1]: Point, [x2, y2]: Point): string =>
  `<path d="M${n(a.x(x1))} ${n(a.y(y1))}L${n(a.x(x2))} ${n(a.y(y2))}" stroke="${INK}" stroke-dasharray="1 4"/>`;

/** A marked point with its name beside it. */
export function mark(
  a: Axes,
  [px, py]: Point,
  words: string,
  series = 0,
  side: "left" | "right" = "right",
): string {
  const { colour } = SERIES[series % SERIES.length] as (typeof SERIES)[number];
  const at = a.x(px) + (side === "right" ? 8 : -8);
  return `<circle cx="${n(a.x(px))}" cy="${n(a.y(py))}" r="4.5" fill="${colour}"/>\n${text(at, a.y(py) + 4, words, { anchor: side === "right" ? "start" : "end" })}`;
}

/** Names of the series, a stretch of each line before its name. */
export function legend(names: readonly string[], { x = 330, y = 250 } = {}): string {
  return names
    .map((name, i) => {
      const { colour, dash } = SERIES[i % SERIES.length] as (typeof SERIES)[number];
      const at = y + i * 18;
      return `<path d="M${x} ${at}h28" stroke="${colour}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ""}/>\n${text(x + 34, at + 4, name)}`;
    })
    .join("\n");
}
