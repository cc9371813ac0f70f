import type { FindingRow } from "../finding";

/** What says by itself that circulation, breathing or the mind is about to fail, or has. */
export const FAILING = {
  "shock-named": {
    label: "State of shock",
    snomed: "27942005",
    phrases: [
      "=cardiogenic|septic|hypovolemic|hypovolaemic|hemorrhagic|haemorrhagic|neurogenic|obstructive|circulatory shock",
    ],
  },
  "pressure-unrecordable": {
    label: "Blood pressure that cannot be measured",
    phrases: [
      "=bp|pressure unrecordable|undetectable|unpalpable",
      "=bp|pressure not recordable|detectable|palpable",
      "=bp|pressure is unrecordable|undetectable",
      "=unrecordable|undetectable bp|pressure",
      "=unrecordable|undetectable blood pressure",
    ],
  },
  "embolism-massive": {
    label: "Massive pulmonary embolism",
    phrases: ["=massive|saddle pe|embolism|embolus", "=massive|saddle pulmonary embolism|embolus"],
  },
  "aorta-ruptured": {
    label: "Ruptured aorta",
    phrases: [
      "=ruptured|leaking|rupturing aaa|aneurysm|aorta",
      "=ruptured abdominal aortic|aneurysm",
      "=ruptured aortic aneurysm",
    ],
    not: ["aneurysm brain|cerebral|berry|coil*|clip*"],
  },
  eclampsia: {
    label: "Eclampsia",
    snomed: "15938005",
    phrases: ["eclamptic fit|seizure|convuls*", "=eclampsia"],
    not: ["=pre eclampsia|eclamptic"],
  },
  "hemoptysis-heavy": {
    label: "Coughing up much blood",
    phrases: [
      "cough*|hemoptysis cup|cups|cupful*|bowl|bowls|pint|pints|mouthful*|bucket* blood|red|clots",
      "cough* lots|loads|large|copious blood",
      "=massive|large|heavy|profuse hemoptysis",
    ],
    not: ["blood pressure|sugar|test|thinner*"],
  },
  "blue-newborn": {
    label: "Blue newborn",
    untold: true,
    phrases: ["blue|dusky|purple"],
    not: [
      "blue|dusky|purple hand|hands|foot|feet|finger|fingers|toe|toes|eyes|blanket|hat|bottle|spot|spots",
    ],
  },
  "snoring-breath": {
    label: "Snoring breath",
    phrases: ["=snoring respiration|respirations|resps|breath|breaths", "=breathing|breath snoring"],
  },
  "speechless-for-breath": {
    label: "Too short of breath to speak",
    phrases: ["speechless-for-breath", "speechless wheezing|asthma|gasping"],
  },
  "frothy-sputum": {
    label: "Pink frothy sputum",
    phrases: ["frothy|froth|foamy|foaming pink|sputum|blood|spit", "=pink froth|frothy|foam"],
    not: ["frothy|foamy eye|eyes|urine|stool|vaginal|discharge"],
  },
  "home-ventilator": {
    label: "Lives on a ventilator",
    untold: true,
    phrases: ["=ventilator patient|dependent", "=vent dependent", "=home|on ventilator|vent"],
  },
  "poison-deadly": {
    label: "Contact with a deadly poison",
    phrases: [
      "cyanide|phosgene|sarin|novichok|strychnine|arsine",
      "=hydrogen sulfide|sulphide|cyanide",
      "=hydrofluoric acid",
      "=hf acid|burn",
    ],
  },
  "irritant-gas": {
    label: "Breathed in an irritant gas",
    phrases: [
      "chlorine|ammonia|chloramine inhaled|breathed|fumes|gas|leak|mixed|exposure",
      "mixed|mixing bleach ammonia|cleaner|acid|cleaners",
    ],
    not: ["ammonia level|labs|blood|ordered"],
  },
  impaled: {
    label: "Impaled",
    phrases: ["impaled|skewered"],
    not: ["impaled|skewered finger|toe|fishhook|hook"],
  },
  "flail-chest": { label: "Flail chest", snomed: "39222009", phrases: ["=flail chest|segment"] },
  "jumped-from-height": {
    label: "Jumped from a height",
    phrases: [
      "jumped|leapt|leaped|jumping off|from bridge|overpass|cliff|building|balcony|roof|rooftop|flyover|multistorey",
    ],
    not: ["bridge|cliff|roof water|lake|pool|river|sea"],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
