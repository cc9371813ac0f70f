/**
 * Identifying text of a kind, whoever it belongs to: what the HIPAA safe harbour (45 CFR 164.514(b)(2)) names and a
 * pattern can find. Clinical numbers stay: "BP 120/80", "10/10 pain", "x3d", "WBC 12000", "at 0830".
 * Each pattern keeps its groups `before` and `after`, if any.
 */
export type GenericPattern = { readonly pattern: RegExp; readonly replace: string };

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\\.?";
const YEAR = "(?:19|20)\\d\\d";

export const GENERIC_PATTERNS: readonly GenericPattern[] = [
  { pattern: /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b/gu, replace: "[email]" },
  { pattern: /\b(?:https?:\/\/|www\.)\S+/giu, replace: "[link]" },
  { pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/gu, replace: "[id]" },
  { pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/gu, replace: "[id]" },
  // dates with a year, and dates that say they are one
  {
    pattern: new RegExp(`(?<!\\d)${YEAR}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:T[\\d:.]+Z?)?(?!\\d)`, "gu"),
    replace: "[date]",
  },
  { pattern: /(?<![\d/])\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})(?![\d/])/gu, replace: "[date]" },
  { pattern: new RegExp(`(?<![\\d.-])\\d{1,2}([.-])\\d{1,2}\\1${YEAR}(?![\\d])`, "gu"), replace: "[date]" },
  {
    pattern: new RegExp(`\\b${MONTH}\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+${YEAR}\\b`, "giu"),
    replace: "[date]",
  },
  {
    pattern: new RegExp(`\\b\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH},?\\s+${YEAR}\\b`, "giu"),
    replace: "[date]",
  },
  {
    pattern:
      /(?<before>\b(?:dob|d\.o\.b\.?|born|birth ?date|birthday|b-?day)(?:\s+(?:on|is|in))?[\s:]*)(?:\d[\d/.-]*\d|(?:19|20)\d\d)/giu,
    replace: "$<before>[date]",
  },
  {
    pattern:
      /(?<before>\b(?:on|since|seen|dated|admitted|discharged|until)\s+)\d{1,2}\/\d{1,2}(?![\d/])(?!\s*(?:pain|strength|scale))/giu,
    replace: "$<before>[date]",
  },
  // phones: international, North American with and without area code
  { pattern: /(?<![\d+])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d(?!\d)/gu, replace: "[phone]" },
  {
    pattern: /(?<![\d/])(?:1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?!\d)/gu,
    replace: "[phone]",
  },
  { pattern: /(?<![\d/.-])\d{3}-\d{4}(?![\d/.-])/gu, replace: "[phone]" },
  {
    pattern:
      /(?<before>\b(?:phone|tel|cell|call|ph|fax|contact)\b[\s:#.]*(?:at\s+|on\s+)?)[\d][\d\s().-]{5,}\d/giu,
    replace: "$<before>[phone]",
  },
  // record numbers
  {
    pattern:
      /(?<before>\b(?:mrn|m\.r\.n\.|medical record(?: number| no)?|record(?: number| no)?|acct|account|fin|csn|har|ssn|policy|member(?: id)?|insurance(?: id)?|medicare|medicaid|patient id|pt id|chart|dl|licen[cs]e|passport)\b(?:\s*(?:no|number|id))?[\s.:#=-]*)(?=[\w-]*\d)[A-Za-z0-9][\w-]{2,}/giu,
    replace: "$<before>[id]",
  },
  { pattern: /(?<![\d.,])\d{7,}(?![\d.,]\d)/gu, replace: "[id]" },
  { pattern: /\b[A-Z]{1,4}-?\d{6,}\b/gu, replace: "[id]" },
  // street addresses; "CT" and "DR" in capitals are a scan and a doctor
  {
    pattern:
      /(?<!\d)\d{1,5}\s+(?:[NSEW]\.?\s+)?(?:[A-Z][\p{L}'-]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Circle|Highway|Hwy)\b\.?/gu,
    replace: "[address]",
  },
  {
    pattern: /(?<!\d)\d{1,5}\s+(?:[a-z][\p{L}'-]+\s+){1,2}(?:street|avenue|road|boulevard|blvd|lane)\b\.?/gu,
    replace: "[address]",
  },
  // people with a title
  {
    pattern:
      /\b(?<before>(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|MR|MRS|DR)\.?\s+)\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{Ll}'’-]+)?/gu,
    replace: "$<before>[name]",
  },
];
