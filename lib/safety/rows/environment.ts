import type { ComplaintRow } from "../complaint-rule";
import { SOURCES } from "../rule";

/** Burns, eyes, bites, drowning, swallowed hazards. */
export const ENVIRONMENT_ROWS: readonly ComplaintRow[] = [
  {
    id: "airway-burn",
    level: 1,
    label: "Burn of the airway",
    source: `${SOURCES.atls}, chapter 9 (thermal injuries)`,
    acute: true,
    any: [
      "burn|burned|fire|flash airway|inhalation|singed|soot|hoarse*|stridor",
      "burn|burned face|facial dyspnea",
    ],
    unless: ["reflux|gerd|heartburn"],
  },
  {
    id: "severe-burn",
    level: 2,
    label: "Severe burn",
    source: `${SOURCES.atls}, chapter 9 (thermal injuries)`,
    acute: true,
    any: [
      "electrical|electric burn|shock|injury",
      "electrocut*",
      "lightning",
      "third|3rd|full degree|thickness burn",
      "burn|burned|scald* face|facial|genital*|groin|circumferential",
      "chemical burn",
      "burn|burned|scald* 10%|15%|20%|25%|30%|35%|40%|50%|60%|tbsa",
      "house fire",
      "explosion|blast",
    ],
    unless: ["electric* shock feeling|sensation|like", "sunburn"],
  },
  {
    id: "eye-chemical",
    level: 2,
    label: "Chemical in the eye",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    acute: true,
    any: [
      "eye|eyes|ocular chemical|bleach|acid|alkali|lye|ammonia|cleaner|battery|cement|lime|detergent|splash*|drano|peroxide",
    ],
  },
  {
    id: "eye-penetrating",
    level: 2,
    label: "Penetrating eye injury",
    source: `${SOURCES.esi}, chapter 4 (eye emergencies)`,
    acute: true,
    any: ["eye|eyes|globe puncture*|penetrat*|stab*|nail|hook|bb|knife", "=ruptured|open globe"],
  },
  {
    id: "envenomation",
    level: 2,
    label: "Venomous bite",
    source: SOURCES.ctas,
    acute: true,
    any: [
      "snake|rattlesnake|copperhead|cottonmouth|cobra|viper bite|bit|bitten",
      "snakebite",
      "scorpion|widow bite|sting|stung|bit",
    ],
  },
  {
    id: "hanging-drowning",
    level: 2,
    label: "Hanging, strangulation or drowning",
    source: SOURCES.ctas,
    acute: true,
    any: [
      "hanging|hanged|hung attempt*|found|self|neck|suicidal",
      "strangled|strangulation|strangling",
      "choked boyfriend|husband|partner|assault|ex",
      "drown*|submersion|submerged",
    ],
  },
  {
    id: "swallowed-battery",
    level: 2,
    label: "Battery or magnets swallowed or lodged",
    source: `${SOURCES.esiPeds}; National Capital Poison Center button battery guideline`,
    any: ["ingestion battery|batteries|magnet*", "=button battery", "battery nose|ear|throat"],
  },
];
