import { LEVEL_NAMES, LEVELS, type Level } from "@/lib/case/level";
import { formatRisk } from "@/lib/policy/format-risk";
import type { Because, FourQuestions } from "@/lib/policy/four-questions";
import type { AssessmentView } from "../views";

/** A card of CDS Hooks 2.0: what the EHR shows. */
export type Card = {
  readonly uuid: string;
  /** At most 140 characters. */
  readonly summary: string;
  /** GitHub-flavoured Markdown. */
  readonly detail: string;
  readonly indicator: "info" | "warning" | "critical";
  readonly source: { readonly label: string; readonly url: string; readonly topic: Coding };
  readonly links: readonly { readonly label: string; readonly url: string; readonly type: "smart" }[];
  readonly overrideReasons: readonly Coding[];
};
type Coding = { readonly system: string; readonly code: string; readonly display: string };

const LEVEL_SYSTEM = "urn:openacuity:level";
const TOPIC: Coding = {
  system: "http://loinc.org",
  code: "75636-1",
  display: "Emergency severity index [ESI]",
};
const INDICATOR = { 1: "critical", 2: "warning", 3: "info", 4: "info", 5: "info" } as const;
const MOST_REASONS = 4;

/** The level that an override's reason names; null when it names none of ours. */
export function levelOfReason(reason: {
  readonly code: string;
  readonly system?: string | undefined;
}): Level | null {
  if (reason.system !== undefined && reason.system !== LEVEL_SYSTEM) return null;
  return LEVELS.find((level) => reason.code === `level-${level}`) ?? null;
}

/** One card for an assessment. With no level to suggest it says so and why: silence would read as "nothing urgent". */
export function cardFor(
  assessment: Pick<AssessmentView, "level" | "questions" | "floor" | "model" | "criticalRisk" | "outlook">,
  problems: readonly string[],
  { uuid, appOrigin }: { readonly uuid: string; readonly appOrigin: string },
): Card {
  const { level, model } = assessment;
  const label =
    model.state === "ready" ? `OpenAcuity, model ${model.version}` : "OpenAcuity, safety rules alone";
  return {
    uuid,
    summary: model.state === "held-back" && level === null ? OWN_LEVEL : summaryOf(level),
    detail: detailOf(assessment, problems),
    indicator: level === null ? "info" : INDICATOR[level],
    source: { label, url: appOrigin, topic: TOPIC },
    links: [{ label: "Open in OpenAcuity to decide", url: `${appOrigin}/launch`, type: "smart" }],
    overrideReasons: LEVELS.filter((other) => other !== level).map((other) => ({
      system: LEVEL_SYSTEM,
      code: `level-${other}`,
      display: `Level ${other}: ${LEVEL_NAMES[other]}`,
    })),
  };
}

const OWN_LEVEL = "Give this patient a triage level in OpenAcuity";
const summaryOf = (level: Level | null): string =>
  level === null
    ? "No triage level can be suggested for this patient"
    : `Suggested triage level ${level}: ${LEVEL_NAMES[level]}`;

function detailOf(
  { questions, floor, model, criticalRisk, outlook }: Parameters<typeof cardFor>[0],
  problems: readonly string[],
): string {
  const rules = floor?.rules ?? [];
  const risks = [
    ...(criticalRisk === null ? [] : [`critical care or death ${formatRisk(criticalRisk)}`]),
    ...(outlook ? [`admission ${formatRisk(outlook.risks.admission)}`] : []),
  ];
  const lines = [
    ...(model.state === "rules-only" ? [`**Degraded:** ${plain(model.why)}`, ""] : []),
    ...(model.state === "held-back" ? [HELD_BACK[model.mode], ""] : []),
    ...answersOf(questions),
    ...(rules.length > 0 ? ["", `**Safety rules:** ${rules.map((r) => plain(r.reason)).join("; ")}`] : []),
    ...(risks.length > 0 ? ["", `Expected: ${risks.join(", ")}`] : []),
    ...(problems.length > 0 ? ["", `**Not complete:** ${problems.map(plain).join(" ")}`] : []),
    "",
    "A suggestion for a clinician to judge, not a decision. Nothing is written to the record by it.",
  ];
  return lines.join("\n");
}

/** A card has no reader's name: what one of the department's modes keeps back is on none. */
const HELD_BACK = {
  "blind-first": "Your own level comes first here: the model’s is shown in OpenAcuity after it.",
  "disagree-only":
    "The safety rules speak; the model does only in OpenAcuity, where it is more urgent than your level.",
} as const;

const RESOURCES = { none: "none", one: "one", many: "two or more" } as const;

function answersOf({ a, b, c, d }: FourQuestions): string[] {
  const yesNo = (answer: boolean | null) => (answer === null ? "not known" : answer ? "**yes**" : "no");
  const why = (because: readonly Because[]) =>
    because.length === 0
      ? ""
      : ` (${because
          .slice(0, MOST_REASONS)
          .map((r) => plain(r.text))
          .join("; ")})`;
  return [
    `- A, life-saving intervention now: ${yesNo(a.answer)}${why(a.because)}`,
    `- B, should not wait: ${yesNo(b.answer)}${why(b.because)}`,
    `- C, kinds of resources: ${c.answer === null ? "not known" : RESOURCES[c.answer]}`,
    `- D, vital signs in the danger zone: ${yesNo(d.answer)}${why(d.because)}`,
  ];
}

/** Words of a chart stay words: they start no link, picture or tag on the EHR's screen. */
const plain = (text: string): string => text.replace(/[[\]<>*_`!|\\#]/g, "\\$&").replace(/\s+/g, " ");
