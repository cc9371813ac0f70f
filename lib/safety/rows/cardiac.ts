import type { FindingKey } from "@/lib/findings/catalogue";
import { heartRateSaid } from "@/lib/findings/measures";
import type { FindingRow } from "../finding-rule";
import { ADULT } from "../limits";
import { type SafetyInput, SOURCES } from "../rule";

const CARDIAC_SIGNS: readonly FindingKey[] = [
  "diaphoretic",
  "dyspnea",
  "syncope",
  "pain-radiating",
  "chest-pressure",
];

function highRiskChestPain({ case: { ageYears, arrivalMode }, found }: SafetyInput): boolean {
  if (ageYears < ADULT) return false;
  if (found.ever(["heart-disease"])) return true;
  if (ageYears < 30) return false;
  const sign = found.now(CARDIAC_SIGNS);
  return (
    arrivalMode === "ambulance" ||
    found.ever(["diabetes"]) ||
    (sign !== null && sign.doubt !== "considered" && !sign.daysAgo)
  );
}

/** Chest pain, rhythm, syncope, great vessels. */
export const CARDIAC_ROWS: readonly FindingRow[] = [
  {
    id: "chest-pain-high-risk",
    level: 2,
    label: "Chest pain with danger signs",
    source: SOURCES.chestPain,
    any: ["chest-pain"],
    unless: ["pleuritic-or-wall-pain"],
    onlyWhen:
      "from 30 years with sweating, shortness of breath, syncope, spread to arm or jaw, pressure, ambulance or diabetes; " +
      "from 16 years with known heart disease",
    only: highRiskChestPain,
  },
  {
    id: "chest-pain",
    level: 3,
    label: "Chest pain",
    source: SOURCES.chestPain,
    any: ["chest-pain"],
    onlyWhen: "from 35 years",
    only: ({ case: c }) => c.ageYears >= 35,
  },
  {
    id: "acs-equivalent",
    level: 2,
    label: "Pain that may be the heart's, with danger signs",
    source: SOURCES.chestPain,
    any: ["acs-equivalent"],
    with: [["diaphoretic", "pain-radiating", "exertional", "syncope", "skin-poor-perfusion"]],
    onlyWhen: "from 40 years",
    only: ({ case: c }) => c.ageYears >= 40,
  },
  {
    id: "chest-pain-stimulant",
    level: 2,
    label: "Chest pain after cocaine or another stimulant",
    source: SOURCES.chestPain,
    any: ["chest-pain"],
    with: [["stimulant"]],
  },
  {
    id: "heart-rate-said",
    level: 2,
    label: "Very fast heart, as told",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["heart-racing"],
    onlyWhen: "150 a minute or more in words",
    only: ({ case: c, found }) =>
      c.ageYears >= ADULT && found.sources.some((s) => (heartRateSaid(s) ?? 0) >= 150),
  },
  {
    id: "heart-pump",
    level: 2,
    label: "Trouble with a heart pump",
    source: `${SOURCES.esi}, chapter 4`,
    any: [
      "dizzy-or-weak",
      "syncope",
      "presyncope",
      "dyspnea",
      "chest-pain",
      "bleeding",
      "fever",
      "palpitations",
      "pump-alarm",
    ],
    onlyWhen: "a heart pump (LVAD) named, the patient's own",
    // "LVAD alarm" reads as an errand, and is none.
    only: ({ found }) =>
      found.all.some(
        (f) => f.key === "lvad" && !["other-person", "denied", "hypothetical"].includes(f.assertion),
      ),
  },
  { id: "heart-attack", level: 2, label: "Heart attack", source: SOURCES.chestPain, any: ["heart-attack"] },
  {
    id: "arrhythmia",
    level: 2,
    label: "Dangerous heart rhythm",
    source: `${SOURCES.esi}, chapter 4`,
    any: ["arrhythmia"],
    or: [
      {
        any: ["shocks-felt"],
        onlyWhen: "a pacemaker or defibrillator, now or in the history",
        only: ({ found }) => found.ever(["heart-device"]),
      },
    ],
  },
  {
    id: "syncope-high-risk",
    level: 2,
    label: "Syncope with danger signs",
    source:
      "Canadian Syncope Risk Score, Thiruganasambandamoorthy et al., CMAJ 2016;188:E289; ESC syncope guideline 2018",
    any: ["syncope"],
    with: [
      [
        "chest-pain",
        "dyspnea",
        "palpitations",
        "exertional",
        "pregnant",
        "headache",
        "abdominal-pain",
        "back-or-neck-pain",
        "gi-bleed",
        "no-warning",
        "heart-device",
      ],
    ],
    or: [
      {
        any: ["syncope"],
        onlyWhen: "known heart disease or a device in the history",
        only: ({ found }) => found.ever(["heart-disease", "heart-device"]),
      },
    ],
  },
  { id: "syncope", level: 3, label: "Loss of consciousness", source: SOURCES.ctas, any: ["syncope"] },
  {
    id: "aortic-catastrophe",
    level: 2,
    label: "Possible aortic dissection or rupture",
    source: SOURCES.chestPain,
    any: ["aortic-pain"],
    or: [
      {
        any: ["abdominal-pain", "back-or-neck-pain", "pain-crisis-of-kidney", "syncope", "presyncope"],
        onlyWhen: "an aneurysm of the aorta, now or in the history",
        only: ({ found }) => found.ever(["aneurysm"]),
      },
    ],
  },
  {
    id: "pulmonary-embolism",
    level: 2,
    label: "Pulmonary embolism",
    source: SOURCES.chestPain,
    any: ["pulmonary-embolism"],
  },
  {
    id: "pulmonary-embolism-likely",
    level: 2,
    label: "Possible clot or collapse of the lung",
    source: "Wells et al., Thromb Haemost 2000;83:416; BTS pleural disease guideline 2010",
    any: ["dyspnea", "chest-pain", "pleuritic-or-wall-pain", "hemoptysis"],
    with: [["calf-sign", "long-journey"]],
    or: [
      { any: ["hemoptysis"], with: [["chest-pain", "dyspnea", "pleuritic-or-wall-pain"]] },
      {
        any: ["dyspnea"],
        onlyWhen: "an earlier clot or collapse of the lung",
        only: ({ found }) => found.ever(["clot-before", "pneumothorax", "pulmonary-embolism"]),
      },
    ],
  },
  {
    id: "pulmonary-embolism-complaint",
    level: 2,
    label: "Pulmonary embolism as the complaint",
    source: SOURCES.chestPain,
    any: ["pe-alone"],
    onlyWhen: "the complaint is this word alone (elsewhere it may mean a physical examination)",
    only: ({ found }) =>
      found.sources.some((s) => /^\W*((r\/o|rule out|possible|poss|acute|new)\W+)?PE\W*$/i.test(s)),
  },
  { id: "hemoptysis", level: 3, label: "Coughing up blood", source: SOURCES.ctas, any: ["hemoptysis"] },
  {
    id: "low-pressure-reported",
    level: 3,
    label: "Low blood pressure reported",
    source: SOURCES.ctas,
    any: ["low-pressure"],
  },
  {
    id: "low-pressure-with-signs",
    level: 2,
    label: "Low blood pressure reported, with symptoms",
    source: SOURCES.ctas,
    any: ["low-pressure"],
    with: [
      [
        "syncope",
        "chest-pain",
        "dyspnea",
        "altered-mental-status",
        "bleeding",
        "gi-bleed",
        "skin-poor-perfusion",
        "diaphoretic",
        "infection",
      ],
    ],
  },
  {
    id: "bradycardia-with-signs",
    level: 2,
    label: "Slow heart with symptoms",
    source: SOURCES.ctas,
    any: ["bradycardia", "slow-pulse-told"],
    with: [
      [
        "syncope",
        "chest-pain",
        "dyspnea",
        "dizzy-or-weak",
        "low-pressure",
        "altered-mental-status",
        "vision-change",
        "vomiting",
        "taken-by-mistake",
        "skin-poor-perfusion",
      ],
    ],
  },
];
