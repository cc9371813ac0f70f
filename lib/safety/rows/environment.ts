import type { FindingRow } from "../finding-rule";
import { SOURCES } from "../rule";

/** Burns, eyes, bites, drowning, swallowed hazards. */
export const ENVIRONMENT_ROWS: readonly FindingRow[] = [
  {
    id: "airway-burn",
    level: 1,
    label: "Burn of the airway",
    source: `${SOURCES.atls}, chapter 9 (thermal injuries)`,
    acute: true,
    any: ["airway-burn"],
  },
  {
    id: "smoke-with-airway-signs",
    level: 1,
    label: "Breathed in smoke, with signs of the airway",
    source: `${SOURCES.atls}, chapter 9 (thermal injuries)`,
    acute: true,
    any: ["smoke-inhalation"],
    with: [["voice-change", "stridor", "dyspnea", "respiratory-distress", "altered-mental-status"]],
  },
  {
    id: "severe-burn",
    level: 2,
    label: "Severe burn",
    source: `${SOURCES.atls}, chapter 9 (thermal injuries)`,
    acute: true,
    any: ["severe-burn"],
    or: [{ any: ["burn"], with: [["circumferential"]] }],
  },
  {
    id: "eye-chemical",
    level: 2,
    label: "Chemical in the eye",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    acute: true,
    any: ["eye-chemical"],
  },
  {
    id: "eye-penetrating",
    level: 2,
    label: "Penetrating eye injury",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    acute: true,
    any: ["eye-penetrated"],
  },
  {
    id: "envenomation",
    level: 2,
    label: "Venomous bite",
    source: SOURCES.ctas,
    acute: true,
    any: ["envenomation"],
    or: [{ any: ["venomous-animal"], with: [["bitten"]] }],
  },
  {
    id: "hanging-drowning",
    level: 2,
    label: "Hanging, strangulation or drowning",
    source: SOURCES.ctas,
    acute: true,
    any: ["hanging-or-drowning"],
  },
  {
    id: "swallowed-battery",
    level: 2,
    label: "Battery or magnets swallowed or lodged",
    source: `${SOURCES.esiPeds}; National Capital Poison Center button battery guideline`,
    any: ["swallowed-battery"],
    or: [{ any: ["magnet-or-battery"], with: [["swallowed"]] }],
  },
];
