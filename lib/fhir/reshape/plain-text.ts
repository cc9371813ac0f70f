/** Words of a note that is kept as HTML: what a reader of the page would read, and nothing that was struck out or hidden. */
const UNSEEN = /<(script|style|head|title|template|del|s|strike)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const HIDDEN = /<(\w+)\b[^>]*\b(?:display\s*:\s*none|line-through)[^>]*>[\s\S]*?<\/\1\s*>/gi;
const BREAKS =
  /<\/?(?:p|div|br|li|ul|ol|tr|table|h[1-6]|section|article|hr|dd|dt|dl|blockquote|pre)\b[^>]*>/gi;
const CELLS = /<\/t[dh]\s*>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  deg: "°",
  ge: "≥",
  le: "≤",
  plusmn: "±",
  ndash: "–",
  mdash: "—",
  micro: "µ",
};

export function textOfHtml(html: string): string {
  return (
    html
      .replace(/<!--[\s\S]*?(?:-->|$)/g, " ")
      .replace(UNSEEN, " ")
      .replace(HIDDEN, " ")
      .replace(BREAKS, "\n")
      .replace(CELLS, " ")
      // A tag begins with a letter: "SpO2 <90" is none.
      .replace(/<[/!?]?[a-z][^>]*>/gi, "")
      // All at once, so that "&amp;lt;" becomes "&lt;" and no more.
      .replace(/&(#x?[\da-f]{1,6}|[a-z]+);/gi, (whole, name: string) => entity(name) ?? whole)
      .replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n ?/g, "\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim()
  );
}

function entity(name: string): string | null {
  if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? null;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  // Letters, digits, signs; no control characters.
  return code >= 32 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}
