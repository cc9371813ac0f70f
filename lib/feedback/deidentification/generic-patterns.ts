/**
 * Identifying text of a kind, whoever it belongs to: what the HIPAA safe harbour (45 CFR 164.514(b)(2)) names and a
 * pattern can find. Clinical numbers stay: "BP 120/80", "10/10 pain", "x3d", "WBC 12000", "at 0830".
 * Each pattern keeps its groups `before` and `after`, if any.
 */
import type { Rule } from "./redaction";

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\\.?";
const YEAR = "(?:19|20)\\d\\d";

/** To be read first of all: what is inside them would be taken for names and dates. */
export const ADDRESSES_ONLINE: readonly Rule[] = [
  {
    pattern:
      /(?<![\p{L}\d])(?:[\p{L}\d]|\[\w+\])(?:[\p{L}\d_.+'’-]|\[\w+\]){0,63}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63})*/gu,
    kind: "email",
  },
  { pattern: /(?<![\p{L}\d])(?:https?:\/\/|www\.)[^\s"'<>]*[^\s"'<>.,;:!?()]/giu, kind: "link" },
  // "onc.example.org/msg/220817", "example.net"; a path needs an end that is no unit: "5.mg/kg" is none.
  {
    pattern:
      /(?<![\p{L}\d@.-])(?:[a-z][a-z\d-]{0,62}\.){1,5}(?:com|org|net|edu|gov|mil|io|co|us|info|health|care|app|me|biz|clinic|uk|ca|de|example|test|invalid|local)(?:\/[^\s"'<>]*[^\s"'<>.,;:!?()])?(?![\p{L}\d])/giu,
    kind: "link",
  },
  {
    pattern: /(?<![\p{L}\d@.-])(?:[a-z][a-z\d-]{1,62}\.){1,5}[a-z]{2,12}\/[^\s"'<>]*[^\s"'<>.,;:!?()]/giu,
    kind: "link",
  },
];

export const GENERIC_PATTERNS: readonly Rule[] = [
  // IP addresses of either kind
  {
    pattern: /(?<![\p{L}\d:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\p{L}\d:])/giu,
    kind: "id",
    when: ({ match }) => /[\da-f]{3}/i.test(match[0]) && /::|(?:[^:]*:){5}/.test(match[0]),
  },
  { pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/gu, kind: "id" },
  { pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/gu, kind: "id" },
  // dates with a year, and dates that say they are one
  {
    pattern: new RegExp(`(?<!\\d)${YEAR}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:T[\\d:.]+Z?)?(?!\\d)`, "gu"),
    kind: "date",
  },
  { pattern: /(?<![\d/])\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})(?![\d/])/gu, kind: "date" },
  { pattern: new RegExp(`(?<![\\d.-])\\d{1,2}([.-])\\d{1,2}\\1${YEAR}(?![\\d])`, "gu"), kind: "date" },
  {
    pattern: new RegExp(`\\b${MONTH}\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+${YEAR}\\b`, "giu"),
    kind: "date",
  },
  {
    pattern: new RegExp(`\\b\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH},?\\s+${YEAR}\\b`, "giu"),
    kind: "date",
  },
  {
    pattern:
      /(?<before>\b(?:dob|d\.o\.b\.?|born|birth ?date|birthday|b-?day)(?:\s+(?:on|is|in))?[\s:]*)(?:\d[\d/.-]*\d|(?:19|20)\d\d)/giu,
    kind: "date",
  },
  {
    pattern:
      /(?<before>\b(?:on|since|seen|dated|admitted|discharged|until)\s+)\d{1,2}\/\d{1,2}(?![\d/])(?!\s*(?:pain|strength|scale))/giu,
    kind: "date",
  },
  // phones: international, North American with and without area code
  { pattern: /(?<![\d+])\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d(?!\d)/gu, kind: "phone" },
  {
    pattern:
      /(?<![\d/])(?:1[\s.-]?)?(?:\(\d{3}\)[\s-]?|\d{3}[\s./-])\d{3}[\s.-]?\d{4}(?!\d)(?:,?\s?(?:x|ext\.?)\s?\d{2,6})?/gu,
    kind: "phone",
  },
  { pattern: /(?<![\d/.-])\d{3}-\d{4}(?![\d/.-])/gu, kind: "phone" },
  {
    pattern:
      /(?<before>\b(?:phone|tel|cell|call|ph|fax|contact)\b[\s:#.]*(?:at\s+|on\s+)?)[\d][\d\s().-]{5,}\d/giu,
    kind: "phone",
  },
  // record numbers
  {
    pattern:
      /(?<before>\b(?:mrn|m\.r\.n\.|medical record(?: number| no)?|record(?: number| no)?|acct|account|fin|csn|har|ssn|policy|member(?: id)?|insurance(?: id)?|medicare|medicaid|patient id|pt id|chart|dl|licen[cs]e|passport)\b(?:\s*(?:no|number|id))?[\s.:#=-]*)(?=[\w-]*\d)[A-Za-z0-9][\w-]{2,}/giu,
    kind: "id",
  },
  { pattern: /(?<![\d.,])\d{7,}(?![\d.,]\d)/gu, kind: "id" },
  { pattern: /\b[A-Z]{1,4}-?\d{6,}\b/gu, kind: "id" },
  // street addresses; "CT" and "DR" in capitals are a scan and a doctor
  {
    pattern:
      /(?<!\d)\d{1,5}\s+(?:[NSEW]\.?\s+)?(?:[A-Z][\p{L}'-]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Circle|Highway|Hwy)\b\.?/gu,
    kind: "address",
  },
  {
    pattern: /(?<!\d)\d{1,5}\s+(?:[a-z][\p{L}'-]+\s+){1,2}(?:street|avenue|road|boulevard|blvd|lane)\b\.?/gu,
    kind: "address",
  },
  // people with a title
  {
    pattern:
      /\b(?<before>(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|MR|MRS|DR)\.?\s+)\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{Ll}'’-]+)?/gu,
    kind: "name",
  },
];
