import type { Level } from "@/lib/case/level";
import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import type { CaseFindings } from "@/lib/findings/case-findings";
import type { FiredRule } from "./floor";

/** A case with its words read once, as every rule needs them. */
export type SafetyInput = {
  readonly case: TriageCase;
  readonly vitals: Vitals;
  readonly found: CaseFindings;
};

/** A named rule: pure, and citing where it comes from. */
export type SafetyRule = {
  readonly id: string;
  /** The most urgent level the rule can demand. */
  readonly level: Level;
  readonly family: "breathing" | "circulation" | "consciousness" | "temperature" | "scores" | "complaint";
  /** One line for the console: what makes it fire. */
  readonly when: string;
  readonly source: string;
  readonly applies: (input: SafetyInput) => FiredRule | null;
};

export const SOURCES = {
  esiV5: "Emergency Severity Index Handbook, 5th edition, Emergency Nurses Association 2023",
  esi: "ESI handbook v4, AHRQ Publication 12-0014",
  esiD: "ESI handbook v4, AHRQ Publication 12-0014, decision point D",
  esiPeds: "ESI handbook v4, AHRQ Publication 12-0014, chapter 6 (children)",
  news2: "NEWS2, Royal College of Physicians 2017",
  pals: "Pediatric Advanced Life Support, American Heart Association 2020",
  ctas: "CTAS guidelines 2008 revision, Bullard et al., CJEM 2008;10:136",
  manchester: "Emergency Triage, Manchester Triage Group, 3rd edition",
  atls: "ATLS Student Course Manual, 10th edition, American College of Surgeons",
  fieldTriage:
    "National guideline for the field triage of injured patients 2021, Newgard et al., J Trauma 2022;93:e49",
  stroke: "AHA/ASA early management of acute ischemic stroke 2019, Powers et al., Stroke 2019;50:e344",
  chestPain: "AHA/ACC chest pain guideline 2021, Gulati et al., Circulation 2021;144:e368",
  anaphylaxis: "World Allergy Organization anaphylaxis guidance 2020, Cardona et al.",
  sepsis: "Surviving Sepsis Campaign 2021, Evans et al.; qSOFA, Singer et al., JAMA 2016;315:801",
  niceFever: "NICE NG143, Fever in under 5s",
  oxygenRatio: "SpO2/FiO2 ratio, Rice et al., Chest 2007;132:410",
  hypothermia: "Revised Swiss system for hypothermia, Musi et al., Resuscitation 2021;162:182",
  acog: "ACOG Practice Bulletin 222, Gestational hypertension and preeclampsia",
} as const;
