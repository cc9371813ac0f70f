import type { FindingRow } from "../finding";

/** Numbers from `low` to `high`, as they are typed: "38", "38.5". */
const numbers = (low: number, high: number, decimals: 0 | 1): string[] => {
  const step = 10 ** decimals;
  return Array.from(
    { length: Math.round((high - low) * step) + 1 },
    (_, i) => (low * step + i) / step,
  ).flatMap((n) => (Number.isInteger(n) && decimals === 1 ? [`${n}`, `${n}.0`] : [`${n}`]));
};
const withUnit = (list: readonly string[], unit: string): string[] => list.flatMap((n) => [n, `${n}${unit}`]);

/** 38 °C or 100.4 °F and more: what triage calls fever (ESI handbook, chapter 6). */
export const FEVERISH = [...withUnit(numbers(38, 42, 1), "c"), ...withUnit(numbers(100.4, 107, 1), "f")].join(
  "|",
);
/** Of 6.0 mmol/l and more the heart is in danger (UK Kidney Association, hyperkalaemia 2023). */
const POTASSIUM = numbers(6, 10, 1).join("|");
/** 3.0 mmol/l of ketones in blood make ketoacidosis likely (Joint British Diabetes Societies, DKA 2023). */
const KETONES = numbers(3, 12, 1).join("|");
/** Beats a minute below which an adult is seen at once when unwell. */
const SLOW = numbers(20, 44, 0).join("|");

/** Of 4 mmol/l and more, whatever it comes from, many die (Surviving Sepsis Campaign 2021, Evans et al.). */
const LACTATE = numbers(4, 20, 1).join("|");
/** Below 7 g/dl (70 g/l) blood is given (AABB red cell transfusion guidelines, Carson et al., JAMA 2023;330:1892). */
const HEMOGLOBIN = [...numbers(2, 6.9, 1), ...numbers(25, 69, 0)].join("|");
/** Below 120 mmol/l the brain swells (European hyponatraemia guideline, Spasovski et al., Eur J Endocrinol 2014;170:G1). */
const SODIUM = numbers(95, 119, 0).join("|");
/** Above 155 mmol/l water is missing that must be given slowly (Adrogue and Madias, N Engl J Med 2000;342:1493). */
const SODIUM_HIGH = numbers(156, 190, 0).join("|");
/** Below 2.5 mmol/l the heart may stop (Kardalas et al., Endocr Connect 2018;7:R135). */
const POTASSIUM_LOW = numbers(1, 2.4, 1)
  .filter((n) => n.includes("."))
  .join("|");
/** Of 500 ms and more: torsades (AHA/ACC statement, Drew et al., Circulation 2010;121:1047). */
const QTC = numbers(500, 720, 0).join("|");
/** Below 10 thousand they bleed by themselves (AABB platelet guideline, Kaufman et al., Ann Intern Med 2015;162:205). */
const PLATELETS = numbers(1, 9, 0).join("|");
/** Of 2.0 mmol/l and more lithium harms the brain (EXTRIP, Decker et al., Clin J Am Soc Nephrol 2015;10:875). */
const LITHIUM = numbers(2, 8, 1).join("|");
/** Below 7.3: acidosis to be seen at once. */
const ACID = [
  ...Array.from({ length: 50 }, (_, i) => ((680 + i) / 100).toFixed(2)),
  ...["6.8", "6.9", "7.0", "7.1", "7.2"],
].join("|");
const IS = "of|is|was|at|back|came";

/** Measurements told in words, at home or on the way, that nobody put into the field for them. */
export const TOLD_NUMBERS = {
  "temperature-told": {
    label: "Feverish temperature told",
    untold: true,
    phrases: [`temp|temps|temperature|tmax|t ${FEVERISH}`],
  },
  "high-potassium": {
    label: "Potassium of 6 or more",
    untold: true,
    phrases: [`=k|potassium ${POTASSIUM}`, `=k|potassium of|is|was ${POTASSIUM}`],
  },
  hyperkalemia: {
    label: "High potassium",
    snomed: "14140009",
    phrases: ["hyperkalemia|hyperkalaemia|hyperkalemic", "=high potassium"],
  },
  "ketones-told": {
    label: "High ketones",
    untold: true,
    phrases: [`ketone|ketones ${KETONES}`],
  },
  "critical-result-told": {
    label: "Critical laboratory result told",
    phrases: [
      `=lactate ${LACTATE}`,
      `=lactate ${IS} ${LACTATE}`,
      `=lactic acid ${LACTATE}`,
      `=hb|hgb|hemoglobin|haemoglobin ${HEMOGLOBIN}`,
      `=hb|hgb|hemoglobin|haemoglobin ${IS} ${HEMOGLOBIN}`,
      `=na|sodium ${SODIUM}|${SODIUM_HIGH}`,
      `=k|potassium ${POTASSIUM_LOW}`,
      `=potassium ${IS} ${POTASSIUM_LOW}`,
      `=qtc ${QTC}`,
      `=qtc ${IS} ${QTC}`,
      `=plt|platelet ${PLATELETS}`,
      `=plt|platelet ${IS} ${PLATELETS}`,
      `=lithium|li ${LITHIUM}`,
      `=lithium level ${LITHIUM}`,
      `=lithium level ${IS} ${LITHIUM}`,
      `=ph ${ACID}`,
      `=ph ${IS} ${ACID}`,
      `=na|sodium ${IS} ${SODIUM}`,
      `low|critical|critically na|sodium ${SODIUM}`,
      `low|critical|critically hb|hgb|hemoglobin|haemoglobin ${HEMOGLOBIN}`,
      `high|raised|elevated|critical lactate|lactic ${LACTATE}`,
      "troponin|trop positive|elevated|raised|high|bumped",
      "=trop +ve|pos",
    ],
    not: ["troponin|trop negative|normal", "vit|vitamin k", "ph pool|urine|water"],
  },
  "inr-high": {
    label: "Very high INR told",
    phrases: [`=inr ${numbers(5, 20, 1).join("|")}`, `=inr ${IS}|over|above ${numbers(5, 20, 1).join("|")}`],
  },
  "slow-pulse-told": {
    label: "Slow pulse told",
    untold: true,
    phrases: [
      `=hr|pulse|rate ${SLOW}|30s|20s`,
      `=hr|pulse|rate of|in|is|was|only ${SLOW}|the|30s|20s`,
      `=heart rate ${SLOW}|30s|20s`,
      `=heart ${SLOW} a|per|bpm`,
      `=heart going|is|beating|at ${SLOW}`,
    ],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
