import type { TriageCase } from "@/lib/case/triage-case";
import type { Prompt } from "./prompt";

export type Message = { readonly role: "system" | "user"; readonly content: string };

/**
 * What a language model is asked about one case: the version's instructions, then the case as JSON in a fence. A case's texts
 * are escaped until nothing in them can be anything but the inside of a JSON string: no quote, fence, bracket or angle bracket
 * survives, so neither the fence can be closed nor a chat template's own marks ("<|im_end|>", "[INST]") be written from within.
 * The id is not sent.
 */
export const messagesFor = (prompt: Prompt, c: TriageCase): readonly Message[] => [
  { role: "system", content: `${prompt.instructions}\n\n${prompt.frame}` },
  { role: "user", content: `\`\`\`json\n${dataJson({ case: told(c) })}\n\`\`\`` },
];

const told = (c: TriageCase) => ({
  age_years: c.ageYears,
  sex: c.sex,
  arrival: c.arrivalMode,
  injury: c.injury,
  vital_signs: c.vitals,
  chief_complaint: c.chiefComplaint,
  note: c.note,
  history: c.history,
});

/** Letters and digits of any script, spaces and the punctuation of charts; everything else is escaped. */
const PLAIN = /[\p{L}\p{M}\p{N} .,;:/()%'+=_-]/u;

/** JSON whose strings hold plain characters only, the rest as \\uXXXX. Read back, it is the same value. */
export function dataJson(value: unknown): string {
  if (typeof value === "string") return `"${[...value].map(escaped).join("")}"`;
  if (Array.isArray(value)) return `[${value.map(dataJson).join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => `${dataJson(k)}:${dataJson(v)}`)
      .join(",")}}`;
  return JSON.stringify(value);
}

const escaped = (character: string): string =>
  PLAIN.test(character)
    ? character
    : Array.from(
        { length: character.length },
        (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
      ).join("");
