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
      "cough*|hemoptysis cup|cupful*|bowl|pint|mouthful*|bucket* blood|red|clots",
      "cough* lots|loads|large|copious blood",
      "=massive|large|heavy|profuse hemoptysis",
    ],
    not: ["blood pressure|sugar|test|thinner*"],
  },
  "blue-newborn": {
    label: "Blue newborn",
    untold: true,
    phrases: ["blue|dusky|purple"],
    not: ["blue|dusky|purple hand|foot|feet|finger|toe|eyes|blanket|hat|bottle|spot"],
  },
  "snoring-breath": {
    label: "Snoring breath",
    phrases: ["=snoring respiration|resps|breath", "=breathing|breath snoring"],
  },
  "speechless-for-breath": {
    label: "Too short of breath to speak",
    phrases: ["speechless-for-breath", "speechless wheezing|asthma|gasping"],
  },
  "frothy-sputum": {
    label: "Pink frothy sputum",
    phrases: ["frothy|froth|foamy|foaming pink|sputum|blood|spit", "=pink froth|frothy|foam"],
    not: ["frothy|foamy eye|urine|stool|vaginal|discharge"],
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
      "mixed|mixing bleach ammonia|cleaner|acid",
    ],
    not: ["ammonia level|labs|blood|ordered"],
  },
  malaria: {
    label: "Malaria",
    snomed: "61462000",
    phrases: ["falciparum|parasitemia|parasitaemia|artesunate", "=smear|film positive|pos"],
    not: ["malaria prophylaxis|vaccine"],
  },
  "weak-breathing-muscles": {
    label: "Muscles of breathing that may give out",
    phrases: [
      "=myasthenic crisis",
      "=guillain barre",
      "guillain-barre",
      "=nif 10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30",
      "=nif of 10|15|18|20|25|30",
    ],
    not: ["=hx guillain|of"],
  },
  "svc-syndrome": {
    label: "Blocked vein to the head",
    phrases: ["=svc syndrome|sx|obstruction", "=superior vena cava syndrome|obstruction"],
  },
  "orbital-infection": {
    label: "Infection behind the eye",
    phrases: [
      "=orbital cellulitis|abscess",
      "proptosis fever|temp|eom|painful|swollen|swelling",
      "eom|eye movement|moving painful|pain|hurts|restricted swollen|fever|proptosis|lid|redness",
    ],
  },
  "skin-coming-off": {
    label: "Skin reaction that threatens life",
    phrases: [
      "sjs|nikolsky",
      "=stevens johnson",
      "stevens-johnson",
      "=toxic epidermal|necrolysis",
      "dress eos|eosinophil*|lamictal|lamotrigine|allopurinol|carbamazepine",
    ],
  },
  "wound-burst": {
    label: "Wound of the belly that has come open",
    phrases: [
      "dehisc* incision|abdomen|abdominal|belly|colectomy|laparotomy|hysterectomy|section|bowel|midline",
      "bowel|intestine|guts|omentum showing|visible|out|protruding|hanging wound|incision|belly|abdomen",
      "eviscerat*",
    ],
  },
  "stoma-dark": {
    label: "Dark stoma",
    phrases: ["stoma dusky|black|purple|dark|grey|gray"],
  },
  "seatbelt-sign": {
    label: "Mark of a seat belt on the trunk",
    phrases: ["=seatbelt sign|mark|bruise|bruising", "=seat belt sign|mark|bruise|bruising"],
  },
  "blood-in-eye": {
    label: "Blood in the eye's front chamber",
    snomed: "75229002",
    phrases: ["hyphema|hyphaema"],
  },
  degloved: { label: "Skin torn off", phrases: ["deglov*"] },
  "baclofen-withdrawal": {
    label: "Baclofen running out",
    phrases: ["baclofen rigid*|withdrawal|itch*|spasticity|spasms|fever|empty|missed|alarm"],
    not: ["baclofen refill|for back|muscle"],
  },
  "withdrawal-score-high": {
    label: "Severe withdrawal by its score",
    phrases: [
      "=ciwa 19|20|21|22|23|24|25|26|27|28|29|30|31|32|33|34|35|36|37|38|39|40|45|50",
      "=ciwa of|is|was 19|20|21|22|23|24|25|26|27|28|29|30|31|32|33|34|35|36|37|38|39|40|45|50",
    ],
  },
  "injects-drugs": {
    label: "Injects drugs",
    untold: true,
    phrases: ["ivdu|ivda|pwid|idu", "inject*|shoots|shooting heroin|drugs|meth|fentanyl|coke|cocaine"],
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
