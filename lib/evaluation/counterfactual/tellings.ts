import type { TriageCase } from "@/lib/case/triage-case";
import { JUDGING_WORDS } from "@/lib/language/judging-words";
import { OF_ANOTHER, type OfAnother } from "../told-of-another";
import type { Telling } from "../told-otherwise";

/** Words that say nothing of how ill somebody is: what any added words do. */
export const CONTROLS: readonly Telling[] = [
  "Seen at the desk.",
  "Seen today.",
  "Came by the front door.",
].map((words) => ({ name: `"${words}"`, of: noted(words) }));

function noted(words: string): (c: TriageCase) => TriageCase {
  return (c) => ({ ...c, note: c.note ? `${words} ${c.note}` : words });
}

/** "frequent flyer" -> "Frequent flyer." */
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** Each of the words that judge, beside the same note without them, or with what of them is about health. */
export const JUDGED: readonly Telling[] = JUDGING_WORDS.map(({ said, neutral }) => ({
  name: `"${said}"`,
  of: noted(sentence(said)),
  ...(neutral ? { beside: noted(sentence(neutral)) } : {}),
}));

const MORE_NAMES: readonly OfAnother[] = ["Mohammed Al-Hassan.", "Nguyen Thi Mai.", "Precious Okafor."].map(
  (name) => ({
    kind: "person",
    name: `a name: ${name.split(" ")[0]}`,
    of: noted(name),
  }),
);

/** The same patient as somebody else; without controls and judging words, which are lists of their own. */
export const ANOTHER: readonly OfAnother[] = [
  ...OF_ANOTHER.filter((t) => t.kind === "person" || t.kind === "circumstances"),
  ...MORE_NAMES,
];

/** Complaints as they are typed, and the same in Spanish. */
const IN_SPANISH: readonly (readonly [string, string])[] = [
  ["chest pain", "dolor de pecho"],
  ["shortness of breath", "falta de aire"],
  ["abdominal pain", "dolor abdominal"],
  ["headache", "dolor de cabeza"],
  ["fever", "fiebre"],
  ["vomiting", "vómitos"],
  ["back pain", "dolor de espalda"],
  ["dizziness", "mareo"],
  ["seizure", "convulsión"],
  ["fall", "caída"],
  ["sore throat", "dolor de garganta"],
  ["cough", "tos"],
  ["weakness on one side", "debilidad de un lado"],
  ["suicidal thoughts", "ideas suicidas"],
  ["allergic reaction", "reacción alérgica"],
  ["bleeding", "sangrado"],
];
const AGES = [25, 50, 75];

export const SPANISH_CASES: readonly TriageCase[] = IN_SPANISH.flatMap(([chiefComplaint]) =>
  AGES.map((ageYears) => ({ id: `${chiefComplaint}-${ageYears}`, ageYears, chiefComplaint })),
);
export const TOLD_IN_SPANISH: Telling = {
  name: "the complaint in Spanish",
  of: (c) => {
    const told = IN_SPANISH.find(([english]) => english === c.chiefComplaint)?.[1];
    return told ? { ...c, chiefComplaint: told } : null;
  },
};
