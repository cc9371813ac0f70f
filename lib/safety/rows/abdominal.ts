import type { ComplaintRow } from "../complaint-rule";
import { ADULT, rateLimits } from "../limits";
import { pattern } from "../pattern";
import { type SafetyInput, SOURCES } from "../rule";

const BLEEDING_RISK = ["anticoagulant", "hemophilia*|haemophilia*", "afib", "atrial fib*"].map(pattern);
const BLOOD_LOSS = [
  "syncope",
  "presyncope",
  "dizz*|lighthead*|pale|weak*",
  "large|copious|massive|profuse|lots blood|bleeding|amount|stool",
].map(pattern);

function bleedingUnstable(input: SafetyInput): boolean {
  const { heartRate, systolic } = input.vitals;
  return (
    (heartRate !== undefined && heartRate > rateLimits(input.case.ageYears).danger.heart) ||
    (systolic !== undefined && systolic < 100) ||
    input.says(BLOOD_LOSS) !== null ||
    input.hasHistory(BLEEDING_RISK)
  );
}

/** Gut, pregnancy, urogenital. */
export const ABDOMINAL_ROWS: readonly ComplaintRow[] = [
  {
    id: "hematemesis",
    level: 2,
    label: "Vomiting blood",
    source: `${SOURCES.esi}, chapter 4 (gastrointestinal bleeding)`,
    any: ["hematemesis"],
    unless: ["hematemesis streak*|specks|tinged"],
    onlyWhen: "from 16 years",
    only: ({ case: c }) => c.ageYears >= ADULT,
  },
  {
    id: "gi-bleed-unstable",
    level: 2,
    label: "Gastrointestinal bleeding with signs of blood loss",
    source: `${SOURCES.esi}, chapter 4 (gastrointestinal bleeding)`,
    any: ["melena", "=rectal bleeding", "=gi bleed", "hematemesis"],
    onlyWhen: "fast heart rate, systolic below 100, syncope, dizziness, heavy bleeding or a blood thinner",
    only: bleedingUnstable,
  },
  {
    id: "gi-bleed",
    level: 3,
    label: "Gastrointestinal bleeding",
    source: SOURCES.ctas,
    any: ["melena", "=gi bleed", "hematemesis", "=rectal bleeding"],
    unless: ["hemorrhoid*", "constipat*"],
  },
  {
    id: "peritonitis",
    level: 2,
    label: "Signs of peritonitis",
    source: SOURCES.ctas,
    any: [
      "rigid|boardlike abdominal|abdomen|belly|stomach",
      "peritonitis",
      "perforat* bowel|ulcer|viscus|appendi*",
    ],
  },
  {
    id: "ectopic-risk",
    level: 2,
    label: "Pregnancy with abdominal pain or bleeding",
    source: `${SOURCES.esi}, chapter 4 (ectopic pregnancy)`,
    any: ["pregnant", "=missed period", "ectopic"],
    and: [
      "abdominal pain|cramp*",
      "=vaginal bleeding",
      "bleeding",
      "spotting",
      "ectopic",
      "cramp*",
      "syncope",
      "shoulder pain",
    ],
    onlyWhen: "not male, 10 to 60 years",
    only: ({ case: c }) => c.sex !== "male" && c.ageYears >= 10 && c.ageYears < 60,
    // A pregnancy seen in the womb is not ectopic; bleeding in it is still urgent.
    eased: ({ texts }) => (texts.some((t) => /\bIUP\b/i.test(t.source)) ? 3 : null),
  },
  {
    id: "imminent-birth",
    level: 1,
    label: "Birth about to happen",
    source: `${SOURCES.esi}, chapter 4 (obstetrics)`,
    acute: true,
    any: [
      "crowning",
      "=baby coming",
      "=baby is coming",
      "imminent|precipitous delivery|birth|labor",
      "cord prolapse|prolapsed",
      "urge|need push contractions|pregnant|labor",
      "delivered baby|infant car|home|triage|lobby|ambulance|route",
    ],
  },
  {
    id: "pregnancy-danger",
    level: 2,
    label: "Danger sign in pregnancy or after birth",
    source: `${SOURCES.esi}, chapter 4 (obstetrics); ${SOURCES.acog}`,
    any: [
      "pregnant|postpartum",
      "eclampsia|preeclampsia",
      "=pre eclampsia",
      "contractions",
      "labor",
      "=water broke",
      "=waters broke",
      "=membranes ruptured",
    ],
    and: [
      "eclampsia|preeclampsia",
      "=in|active labor",
      "=labor pain|pains",
      "water|waters|membranes broke|ruptured|leaking",
      "contractions",
      "decreased fetal movement*",
      "baby moving less|not",
      "seizure",
      "heavy|severe bleeding",
      "headache vision|visual|swelling|blurr*",
      "fall|fell|mvc|assault",
    ],
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
    any: ["testicular|ovarian torsion", "testicular pain|ache|aching|swelling|swollen|hurts|tender*"],
    onlyWhen: "under 40 years, or with a sudden start",
    only: (input) => input.case.ageYears < 40 || input.says([pattern("sudden*|acute|torsion")]) !== null,
  },
  {
    id: "priapism",
    level: 2,
    label: "Priapism",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["priapism", "erection prolonged|painful|persistent|hours|penile"],
  },
];
