import type { FindingKey } from "@/lib/findings/catalogue";
import type { FindingRow } from "../finding-rule";
import { ADULT, ELDERLY, rateLimits } from "../limits";
import { type SafetyInput, SOURCES } from "../rule";

const BLOOD_LOSS: readonly FindingKey[] = [
  "syncope",
  "presyncope",
  "dizzy-or-weak",
  "skin-poor-perfusion",
  "bleeding-heavy",
];

function bleedingUnstable({ case: c, vitals: { heartRate, systolic }, found }: SafetyInput): boolean {
  return (
    (heartRate !== undefined && heartRate > rateLimits(c.ageYears).danger.heart) ||
    (systolic !== undefined && systolic < 100) ||
    found.now(BLOOD_LOSS) !== null ||
    found.ever(["anticoagulant", "bleeding-disorder", "atrial-fibrillation"])
  );
}

const mayBePregnant = ({ case: c }: SafetyInput) => c.sex !== "male" && c.ageYears >= 10 && c.ageYears < 60;
const isKnownPregnant = ({ found }: SafetyInput): boolean =>
  found.now(["pregnant", "labor", "labor-active"]) !== null ||
  found.all.some((f) => f.key === "pregnant" && f.field === "history" && f.assertion === "past");
const hurtsBadly = ({ vitals: { pain }, found }: SafetyInput): boolean =>
  (pain !== undefined && pain >= 7) ||
  found.now(["severe-pain", "restless-with-pain"]) !== null ||
  found.all.some((f) => f.key === "abdominal-pain" && f.assertion === "present" && f.severity === "severe");

/** Gut, pregnancy and the weeks after, urogenital, metabolism. */
export const ABDOMINAL_ROWS: readonly FindingRow[] = [
  {
    id: "hematemesis",
    level: 2,
    label: "Vomiting blood",
    source: `${SOURCES.esi}, chapter 4 (gastrointestinal bleeding)`,
    any: ["hematemesis"],
    onlyWhen: "from 16 years",
    only: ({ case: c }) => c.ageYears >= ADULT,
  },
  {
    id: "gi-bleed-unstable",
    level: 2,
    label: "Gastrointestinal bleeding with signs of blood loss",
    source: `${SOURCES.esi}, chapter 4 (gastrointestinal bleeding)`,
    any: ["gi-bleed"],
    onlyWhen: "fast heart rate, systolic below 100, syncope, dizziness, heavy bleeding or a blood thinner",
    only: bleedingUnstable,
  },
  {
    id: "gi-bleed",
    level: 3,
    label: "Gastrointestinal bleeding",
    source: SOURCES.ctas,
    any: ["gi-bleed"],
    unless: ["hemorrhoid-or-constipation"],
  },
  {
    id: "peritonitis",
    level: 2,
    label: "Signs of peritonitis",
    source: SOURCES.ctas,
    any: ["abdomen-rigid"],
  },
  {
    id: "abdomen-elderly-severe",
    level: 2,
    label: "Severe abdominal pain in an older patient",
    source: `${SOURCES.esi}, chapter 4 (abdominal pain in the elderly)`,
    any: ["abdominal-pain"],
    onlyWhen: "from 65 years, pain severe or 7 or more",
    only: (input) => input.case.ageYears >= ELDERLY && hurtsBadly(input),
  },
  {
    id: "bowel-blocked",
    level: 2,
    label: "Bowel that may be blocked",
    source: `${SOURCES.esi}, chapter 4 (abdominal pain in the elderly)`,
    any: ["vomiting-stool"],
    or: [
      {
        any: ["belly-distended"],
        with: [
          ["vomiting", "not-opened-bowels"],
          ["abdominal-pain", "vomiting"],
        ],
        onlyWhen: "from 65 years",
        only: ({ case: c }) => c.ageYears >= ELDERLY,
      },
    ],
  },
  {
    id: "abdomen-elderly",
    level: 3,
    label: "Abdominal pain in an older patient",
    source: `${SOURCES.esi}, chapter 4 (abdominal pain in the elderly)`,
    any: ["abdominal-pain"],
    onlyWhen: "from 65 years",
    only: ({ case: c }) => c.ageYears >= ELDERLY,
  },
  {
    id: "ectopic-risk",
    level: 2,
    label: "Pregnancy with abdominal pain or bleeding",
    source: `${SOURCES.esi}, chapter 4 (ectopic pregnancy)`,
    any: ["pregnant", "missed-period", "ectopic"],
    with: [
      [
        "abdominal-pain",
        "vaginal-bleeding",
        "bleeding",
        "ectopic",
        "cramps",
        "syncope",
        "shoulder-pain",
        "one-sided-pain",
      ],
    ],
    onlyWhen: "not male, 10 to 60 years, pregnancy not denied",
    only: (input) =>
      mayBePregnant(input) &&
      (input.found.now(["pregnant", "ectopic"]) !== null || !input.found.denied(["pregnant"])),
    // A pregnancy seen in the womb is not ectopic; bleeding in it is still urgent.
    eased: ({ found }) => (found.sources.some((s) => /\b(IUP|intrauterine pregnancy)\b/i.test(s)) ? 3 : null),
  },
  {
    id: "imminent-birth",
    level: 1,
    label: "Birth about to happen",
    source: `${SOURCES.esi}, chapter 4 (obstetrics)`,
    acute: true,
    any: ["birth-imminent"],
  },
  {
    id: "pregnancy-danger",
    level: 2,
    label: "Danger sign in pregnancy",
    source: `${SOURCES.esi}, chapter 4 (obstetrics); ${SOURCES.acog}`,
    any: ["pregnant", "preeclampsia", "labor"],
    with: [
      [
        "preeclampsia",
        "labor-active",
        "fetal-movement-less",
        "seizure",
        "bleeding-heavy",
        "headache-sudden-worst",
        "vision-change",
        "fall",
        "crash",
        "struck-or-assaulted",
        "chest-pain",
        "dyspnea",
      ],
    ],
    only: mayBePregnant,
    onlyWhen: "not male, 10 to 60 years",
  },
  {
    id: "pregnancy-headache",
    level: 2,
    label: "Headache or sight trouble late in pregnancy or after birth, with swelling",
    source: SOURCES.acog,
    any: ["pregnant", "postpartum"],
    with: [
      ["headache", "vision-change"],
      ["edema", "vision-change"],
    ],
    only: mayBePregnant,
    onlyWhen: "not male, 10 to 60 years",
  },
  {
    id: "fetal-movement",
    level: 2,
    label: "Unborn child moving less",
    source: `${SOURCES.esi}, chapter 4 (obstetrics)`,
    any: ["fetal-movement-less"],
    unless: ["postpartum"],
    only: mayBePregnant,
    onlyWhen: "not male, 10 to 60 years",
    // "Haven't felt him since last night": of an unborn child only where there is said to be one.
    or: [
      {
        any: ["not-felt-moving"],
        unless: ["postpartum"],
        only: (input) => mayBePregnant(input) && isKnownPregnant(input),
        onlyWhen: "not male, 10 to 60 years, pregnancy said or in the history",
      },
    ],
  },
  {
    id: "pregnancy-pressure",
    level: 2,
    label: "Possible pre-eclampsia",
    source: SOURCES.acog,
    any: ["pregnant", "postpartum"],
    with: [["headache", "vision-change", "edema", "abdominal-pain"]],
    onlyWhen: "systolic 140 mmHg or diastolic 90 mmHg or more",
    only: (input) =>
      mayBePregnant(input) && ((input.vitals.systolic ?? 0) >= 140 || (input.vitals.diastolic ?? 0) >= 90),
  },
  {
    id: "postpartum-infection",
    level: 2,
    label: "Fever after birth with pain of the belly or a bad wound",
    source: `${SOURCES.esi}, chapter 4 (obstetrics); ${SOURCES.sepsis}`,
    any: ["postpartum"],
    with: [
      ["abdominal-pain", "infection", "wound-bad"],
      ["abdominal-pain", "vaginal-bleeding", "wound-bad"],
    ],
    onlyWhen: "feverish",
    only: ({ case: c, vitals, found }) =>
      c.sex !== "male" && ((vitals.temperature ?? 0) >= 38 || found.now(["fever"]) !== null),
  },
  {
    id: "postpartum-danger",
    level: 2,
    label: "Danger sign in the weeks after birth",
    source: `${SOURCES.esi}, chapter 4 (obstetrics); ACOG Committee Opinion 736 (warning signs after birth)`,
    any: ["postpartum"],
    with: [
      [
        "dyspnea",
        "chest-pain",
        "bleeding-heavy",
        "bleeding-uncontrolled",
        "seizure",
        "syncope",
        "headache-sudden-worst",
        "vision-change",
        "preeclampsia",
        "altered-mental-status",
        "suicidal",
        "psychosis",
        "homicidal",
      ],
    ],
    only: ({ case: c }) => c.sex !== "male" && c.ageYears >= 10,
    onlyWhen: "not male",
  },
  {
    id: "preeclampsia-pressure",
    level: 2,
    label: "Severe high blood pressure in pregnancy",
    source: SOURCES.acog,
    any: ["pregnant", "postpartum"],
    onlyWhen: "systolic 160 mmHg or diastolic 110 mmHg or more",
    only: ({ vitals: { systolic, diastolic } }) =>
      (systolic !== undefined && systolic >= 160) || (diastolic !== undefined && diastolic >= 110),
  },
  {
    id: "torsion",
    level: 2,
    label: "Possible torsion",
    source: `${SOURCES.esi}, chapter 4 (testicular torsion)`,
    any: ["testicular-pain"],
    onlyWhen: "under 40 years, or with a sudden start",
    only: ({ case: c, found }) =>
      c.ageYears < 40 ||
      found.now(["torsion"]) !== null ||
      found.all.some((f) => f.key === "testicular-pain" && f.sudden),
  },
  {
    id: "ovarian-torsion",
    level: 2,
    label: "Possible torsion of an ovary",
    source: `${SOURCES.esi}, chapter 4 (threat to organ)`,
    any: ["adnexal-pain"],
    with: [["torsion"]],
    only: ({ case: c }) => c.sex !== "male",
    onlyWhen: "not male",
  },
  { id: "priapism", level: 2, label: "Priapism", source: `${SOURCES.esi}, chapter 4`, any: ["priapism"] },
  {
    id: "penile-injury",
    level: 2,
    label: "Injury that threatens an organ",
    source: `${SOURCES.esi}, chapter 4 (threat to organ)`,
    any: ["penile-injury"],
  },
  {
    id: "hernia-trapped",
    level: 2,
    label: "Hernia that may be trapped",
    source: `${SOURCES.esi}, chapter 4 (threat to organ)`,
    any: ["hernia"],
    longStanding: true,
    with: [["hernia-stuck", "vomiting", "severe-pain"]],
  },
  {
    id: "colic-severe",
    level: 2,
    label: "Colic that lets the patient find no rest",
    source: `${SOURCES.esi}, decision point B (severe pain)`,
    any: ["pain-crisis-of-kidney"],
    with: [["restless-with-pain", "vomiting"]],
    onlyWhen: "pain 9 or 10",
    only: ({ vitals: { pain } }) => (pain ?? 0) >= 9,
  },
  {
    id: "intussusception",
    level: 2,
    label: "Possible intussusception",
    source: SOURCES.esiPeds,
    any: ["bowel-telescoped"],
    onlyWhen: "under 4 years",
    only: ({ case: c }) => c.ageYears < 4,
  },
  {
    id: "new-diabetes-child",
    level: 3,
    label: "Signs of new diabetes in a child",
    source: "ISPAD Clinical Practice Consensus Guidelines 2022 (diabetic ketoacidosis)",
    any: ["new-diabetes"],
    longStanding: true,
    onlyWhen: "under 18 years",
    only: ({ case: c }) => c.ageYears < 18,
  },
  {
    id: "new-diabetes-ill",
    level: 2,
    label: "Signs of new diabetes in a child who is ill",
    source: "ISPAD Clinical Practice Consensus Guidelines 2022 (diabetic ketoacidosis)",
    any: ["new-diabetes"],
    longStanding: true,
    with: [["vomiting", "abdominal-pain", "altered-mental-status", "lethargic", "dyspnea"]],
    onlyWhen: "under 18 years",
    only: ({ case: c }) => c.ageYears < 18,
  },
];
