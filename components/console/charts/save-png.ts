"use client";
import type { Picture } from "@/lib/monitoring/charts/picture";
import { eventDays } from "./event-days";

/** Paint that hangs on the page's theme: an image of its own has no theme. */
const PAINTED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "fill-opacity",
  "font-size",
  "font-family",
  "font-weight",
  "text-anchor",
];
const SCALE = 2;
const PAD = 16;
const LINE = 17;

/** What the file says in the person's language. */
export type PngWords = {
  readonly notes: readonly string[];
  readonly day: (day: string) => string;
  /** How the four lines, and the four parts of a bar, are told apart. */
  readonly shapes: readonly string[];
  readonly hatches: readonly string[];
};

/**
 * Saves the chart as it stands as a PNG, with its title, what it was measured on, its events and the notes under it, so that
 * the picture says the same wherever it is pasted.
 * @throws where the browser cannot draw an SVG
 */
export async function savePng(svg: SVGSVGElement, picture: Picture, words: PngWords): Promise<void> {
  const box = svg.getBoundingClientRect();
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => resolveColour(`var(${name})`);
  const { title, about } = picture;
  const below = [
    ...legendOf(picture, words),
    ...(picture.kind === "time" && picture.events
      ? eventDays(picture.events).map((e) => `${e.number}  ${words.day(e.day)}: ${e.labels.join("; ")}`)
      : []),
    `${about.measuredOn}. ${about.window}. n = ${about.n}.`,
    about.definition,
    ...words.notes,
  ];
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas to draw on");
  const width = Math.max(560, box.width) + 2 * PAD;
  const font = style.fontFamily || "sans-serif";
  context.font = `12px ${font}`;
  const lines = below.flatMap((text) => wrap(context, text, width - 2 * PAD));
  const height = PAD + 24 + box.height + 10 + lines.length * LINE + PAD;
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = colour("--surface");
  context.fillRect(0, 0, width, height);
  context.fillStyle = colour("--ink");
  context.font = `600 15px ${font}`;
  context.fillText(title, PAD, PAD + 12);
  context.drawImage(await imageOf(svg, box), PAD, PAD + 24, box.width, box.height);
  context.font = `12px ${font}`;
  context.fillStyle = colour("--ink-2");
  lines.forEach((text, i) => {
    context.fillText(text, PAD, PAD + 24 + box.height + 10 + (i + 1) * LINE - 5);
  });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the chart could not be drawn");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `openacuity-${picture.id}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const legendOf = (picture: Picture, { shapes: lines, hatches }: PngWords): string[] => {
  const names =
    picture.kind === "time"
      ? picture.lines.map((l) => l.name)
      : picture.kind === "rows"
        ? picture.columns
        : picture.kind === "bars"
          ? picture.parts
          : [];
  const shapes = picture.kind === "bars" ? hatches : lines;
  return names.length > 1 ? [names.map((n, i) => `${shapes[i % shapes.length]}: ${n}`).join("    ")] : [];
};

function resolveColour(value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

async function imageOf(svg: SVGSVGElement, box: DOMRect): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
    const computed = getComputedStyle(originals[i] as Element);
    for (const name of PAINTED) {
      const value = computed.getPropertyValue(name);
      // A reference into the same image stays one.
      if (value && !value.startsWith("url(")) element.setAttribute(name, value);
    }
    element.removeAttribute("class");
    element.removeAttribute("style");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

function wrap(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}
