import { type Document, NOT_KNOWN, type Row, type Table } from "./document";

/** As a file that reads well as it is and prints well once rendered. Every cell is of our own making, or escaped. */
export function toMarkdown(d: Document): string {
  const parts = [
    `# ${d.title}`,
    `${d.about}.`,
    grid({
      heads: ["", ""],
      rows: [
        ["Product", d.stamp.product],
        ["Model in use", `${d.stamp.model}${d.stamp.modelDigest ? `, sha256 ${d.stamp.modelDigest}` : ""}`],
        ["Checks in force", d.stamp.gates],
        ["Made", d.stamp.madeAt],
        ["sha256 of the content", d.stamp.digest],
      ],
    }),
  ];
  for (const s of d.sections) {
    parts.push(`## ${plain(s.title)}`);
    if (s.about) parts.push(plain(s.about));
    if (s.rows && s.rows.length > 0)
      parts.push(grid({ heads: ["", "Answer", "From"], rows: s.rows.map(cells) }));
    if (s.table && s.table.rows.length > 0) parts.push(grid(s.table));
  }
  parts.push(
    "## Not known",
    d.notKnown.length === 0 ? "Nothing is missing." : d.notKnown.map((line) => `- ${plain(line)}`).join("\n"),
  );
  return `${parts.join("\n\n")}\n`;
}

const cells = ({ what, answer, from }: Row): string[] => [what, answer ?? `**${NOT_KNOWN}**`, from];

const line = (row: readonly string[]): string => `| ${row.map(plain).join(" | ")} |`;
const grid = ({ heads, rows }: Table): string =>
  [line(heads), `|${heads.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");

const plain = (text: string): string =>
  text
    .replace(/\r?\n/g, " ")
    .replace(/[<>]/g, (c) => (c === "<" ? "&lt;" : "&gt;"))
    .replaceAll("|", "\\|");

/** The same for machines. */
export const toJson = (d: Document): string => `${JSON.stringify(d, null, 2)}\n`;
