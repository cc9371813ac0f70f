import type { FindingKey } from "@/lib/findings/catalogue";
import type { FindingRow } from "../finding-rule";
import { DAYS_28, hasCalmCirculation } from "../limits";
import { SOURCES } from "../rule";

/** Pallor and a faint are not among them: heavy periods bring both. */
const POOR_CIRCULATION: readonly FindingKey[] = [
  "mottled",
  "diaphoretic",
  "capillary-refill-slow",
  "unresponsive",
  "altered-mental-status",
];
const POOR_BREATH_OR_MIND: readonly FindingKey[] = [
  "respiratory-distress",
  "not-breathing",
  "blue-or-cyanotic",
  "stridor",
  "gurgling",
  "seizure",
  "unresponsive",
  "altered-mental-status",
];

/** Findings that together say that a patient is failing now, and rare dangers that a single word names. */
export const FAILING_ROWS: readonly FindingRow[] = [
  {
    id: "shock-named",
    level: 1,
    label: "State of shock",
    source: `${SOURCES.esi}, level 1 criteria (signs of poor perfusion)`,
    any: ["shock-named", "pressure-unrecordable"],
  },
  {
    id: "newborn-blue",
    level: 1,
    label: "Blue newborn",
    source: `${SOURCES.esiPeds}; Neonatal Resuscitation Program, 8th edition, AAP and AHA 2021`,
    any: ["blue-newborn"],
    onlyWhen: "under 28 days; not of hands and feet; oxygen saturation not measured to be 92 % or more",
    only: ({ case: c, vitals: { spo2 } }) => c.ageYears < DAYS_28 && (spo2 === undefined || spo2 < 92),
  },
  {
    id: "bleeding-with-shock",
    level: 1,
    label: "Heavy bleeding with signs of shock",
    source: `${SOURCES.esi}, level 1 criteria; ${SOURCES.atls}, chapter 3 (shock)`,
    any: ["bleeding-heavy", "bleeding-uncontrolled", "hemoptysis-heavy"],
    with: [POOR_CIRCULATION],
    or: [
      {
        any: ["bleeding-heavy", "bleeding-uncontrolled"],
        with: [
          ["pregnant", "postpartum"],
          ["syncope", "presyncope", "skin-poor-perfusion", "mottled-or-pale"],
        ],
      },
    ],
    eased: (input) => (hasCalmCirculation(input) ? 2 : null),
  },
  {
    id: "bleeding-with-symptoms",
    level: 2,
    label: "Heavy bleeding with symptoms, or where blood hardly clots",
    source: `${SOURCES.esi}, chapter 4 (high-risk situations); ACC pathway on bleeding under anticoagulants, Tomaselli et al., J Am Coll Cardiol 2020;76:594`,
    any: ["bleeding-heavy"],
    with: [["syncope", "presyncope", "palpitations", "dyspnea", "chest-pain"]],
    or: [
      {
        any: ["inr-high"],
        with: [
          ["bleeding", "nosebleed", "bleeding-heavy", "gi-bleed", "hematemesis", "hemoptysis", "head-injury"],
        ],
      },
    ],
  },
  {
    id: "hemoptysis-heavy",
    level: 2,
    label: "Coughing up much blood",
    source: "Life-threatening hemoptysis: Davidson and Shojaee, Chest 2020;157:77",
    any: ["hemoptysis-heavy"],
  },
  {
    id: "embolism-massive",
    level: 1,
    label: "Massive pulmonary embolism",
    source: "ESC acute pulmonary embolism guideline 2019, Konstantinides et al., Eur Heart J 2020;41:543",
    any: ["embolism-massive"],
    or: [{ any: ["pulmonary-embolism"], with: [["low-pressure", "syncope", "unresponsive"]] }],
  },
  {
    id: "aorta-ruptured",
    level: 1,
    label: "Ruptured aorta",
    source: "ESVS abdominal aorto-iliac aneurysm guideline 2024, Wanhainen et al.",
    any: ["aorta-ruptured"],
  },
  {
    id: "eclampsia",
    level: 1,
    label: "Fit of eclampsia",
    source: `${SOURCES.esi}, level 1 criteria; ${SOURCES.acog}`,
    any: ["eclampsia"],
  },
  {
    id: "poisoned-and-failing",
    level: 1,
    label: "Poisoned and failing",
    source: `${SOURCES.esi}, level 1 criteria (overdose with failing breath)`,
    any: ["overdose", "poison-deadly"],
    with: [["snoring-breath", "not-breathing", "blue-or-cyanotic"]],
    or: [
      {
        any: ["overdose"],
        onlyWhen: "breathing 8 /min or less",
        only: ({ vitals: { respiratoryRate: rate } }) => rate !== undefined && rate <= 8,
      },
      { any: ["poison-deadly"], with: [[...POOR_BREATH_OR_MIND, "dyspnea", "syncope"]] },
      { any: ["pesticide-contact"], with: [["cholinergic-sign"], [...POOR_BREATH_OR_MIND, "dyspnea"]] },
    ],
  },
  {
    id: "poison-deadly",
    level: 2,
    label: "Contact with a deadly poison",
    source: "ATSDR Medical Management Guidelines",
    any: ["poison-deadly"],
    or: [{ any: ["irritant-gas"], with: [["dyspnea", "respiratory-distress", "chest-pain", "syncope"]] }],
  },
  {
    id: "strangled-or-drowned-and-failing",
    level: 1,
    label: "Hanging or drowning, and failing",
    source: `${SOURCES.esi}, level 1 criteria`,
    acute: true,
    any: ["hanging-or-drowning"],
    with: [POOR_BREATH_OR_MIND],
    eased: ({ vitals: { consciousness, spo2 } }) =>
      consciousness === "alert" && spo2 !== undefined && spo2 >= 94 ? 2 : null,
  },
  {
    id: "speechless-for-breath",
    level: 1,
    label: "Too short of breath to speak",
    source: `${SOURCES.esi}, level 1 criteria (severe respiratory distress)`,
    any: ["speechless-for-breath"],
    or: [
      { any: ["frothy-sputum"], with: [["respiratory-distress", "speech-lost"]] },
      { any: ["respiratory-distress"], with: [["speech-lost"]] },
    ],
    eased: ({ vitals: { spo2, respiratoryRate } }) =>
      spo2 !== undefined && spo2 >= 94 && respiratoryRate !== undefined && respiratoryRate <= 24 ? 2 : null,
  },
  {
    id: "ventilator-lost",
    level: 1,
    label: "Lives on a ventilator, and the tube is out or blocked",
    source: `${SOURCES.esi}, level 1 criteria`,
    any: ["home-ventilator"],
    longStanding: true,
    with: [["tube-out-or-blocked"]],
  },
  {
    id: "trauma-severe",
    level: 2,
    label: "Severe injury by its kind",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["impaled", "flail-chest", "jumped-from-height", "intracranial-bleed", "seatbelt-sign", "degloved"],
  },
  {
    id: "threat-by-name",
    level: 2,
    label: "Disease that threatens life or an organ",
    source: `${SOURCES.esi}, chapter 4 (high-risk situations; threat to organ); withdrawal: ASAM guideline on alcohol withdrawal 2020`,
    any: [
      "malaria",
      "weak-breathing-muscles",
      "svc-syndrome",
      "orbital-infection",
      "skin-coming-off",
      "wound-burst",
      "stoma-dark",
      "blood-in-eye",
      "baclofen-withdrawal",
      "withdrawal-score-high",
    ],
  },
  {
    id: "spine-infection",
    level: 2,
    label: "Back pain with fever in somebody who injects drugs",
    source: "IDSA vertebral osteomyelitis guideline 2015, Berbari et al., Clin Infect Dis 2015;61:e26",
    any: ["back-or-neck-pain"],
    longStanding: true,
    onlyWhen: "feverish or 38 °C or more; injects drugs, now or in the history",
    only: ({ vitals, found }) =>
      ((vitals.temperature ?? 0) >= 38 || found.now(["fever"]) !== null) && found.ever(["injects-drugs"]),
  },
];
