import type { TriageCase } from "@/lib/case/triage-case";
import { ABDOMEN } from "@/lib/findings/catalogue/abdomen";
import { BREATHING } from "@/lib/findings/catalogue/breathing";
import { CIRCULATION } from "@/lib/findings/catalogue/circulation";
import { INFECTION_AND_CHILDREN } from "@/lib/findings/catalogue/infection-and-children";
import { MIND_AND_POISON } from "@/lib/findings/catalogue/mind-and-poison";
import { NERVOUS_SYSTEM } from "@/lib/findings/catalogue/nervous-system";
import { TRAUMA } from "@/lib/findings/catalogue/trauma";
import { readFindings } from "@/lib/findings/read-findings";
import { readText } from "@/lib/language/text";

/**
 * Whether two patients came with the same kind of thing, as a nurse would say it. The model's own nearness is no answer to
 * that: it puts a newborn beside a drunk adult when both have the same level in its eyes.
 */
export type Kinship = "same-complaint" | "same-area" | "none";

const AREAS = [
  BREATHING,
  CIRCULATION,
  NERVOUS_SYSTEM,
  ABDOMEN,
  TRAUMA,
  INFECTION_AND_CHILDREN,
  MIND_AND_POISON,
];
const OF_TODAY = new Set(["present", "resolved", "uncertain"]);

/** What a patient came with: the findings of the complaint, and its other words that say something. */
export type Complaint = { readonly findings: ReadonlySet<string>; readonly words: ReadonlySet<string> };

export function complaintOf(c: TriageCase): Complaint {
  const text = c.chiefComplaint ?? "";
  const findings = readFindings({ id: c.id, ageYears: c.ageYears, chiefComplaint: text })
    .filter((f) => OF_TODAY.has(f.assertion))
    .map((f) => f.key);
  const words = readText(text)
    .words.filter((w) => w.standing === "affirmed" || w.standing === "considered")
    // "earache" is an ear that aches.
    .map((w) => w.text.replace(/(?<=^\w{3,})aches?$/, ""))
    .filter((w) => w.length > 2 && !/\d/.test(w) && !COMMON.has(w));
  return { findings: new Set(findings), words: new Set(words) };
}

/** Words that stand in any complaint. */
const COMMON = new Set(
  (
    "pain ache sore hurts hurting swelling swollen acute severe mild bad worse since after before from with without and the for " +
    "not has had been was were his her its who what when then than this that now today yesterday night morning week weeks day days " +
    "hour hours ago left right both side upper lower history new old while during able cannot cant patient home brought sent came " +
    "can wants needs per very some more less over into out onset sudden started"
  ).split(" "),
);

const share = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((x) => b.has(x));
const isOfArea = ({ findings }: Complaint, area: object): boolean => [...findings].some((key) => key in area);

export function kinship(a: Complaint, b: Complaint): Kinship {
  if (share(a.findings, b.findings) || share(a.words, b.words)) return "same-complaint";
  return AREAS.some((area) => isOfArea(a, area) && isOfArea(b, area)) ? "same-area" : "none";
}

/** Ages within which triage asks the same questions: the limits of the rules for infants, and school age, youth, adult, old age. */
const GROUPS = [0.25, 1, 5, 12, 18, 65, Number.POSITIVE_INFINITY];
const groupOf = (ageYears: number): number => GROUPS.findIndex((upTo) => ageYears < upTo);

/** "near": the next group, on the same side of three months and of 18 years. */
export function ageKinship(a: number, b: number): "same" | "near" | "none" {
  const [x, y] = [groupOf(a), groupOf(b)];
  if (x === y) return "same";
  const kind = (g: number) => (g === 0 ? "infant" : g <= 4 ? "child" : "adult");
  return Math.abs(x - y) === 1 && kind(x) === kind(y) ? "near" : "none";
}
