import { wordKind } from "@/lib/language/known-words/words";
import type { Find, Rule } from "./redaction";

/**
 * Numbers and codes, failing closed: what has digits and is no measure, dose, score, time, year or clinical code is an identifier of
 * somebody or something. So is any number that a word before it calls one ("badge 518", "policy GEI 4471-20-88").
 */

/** What a number after it identifies. */
const NAMING =
  "photo|photos|image|images|img|pic|pics|picture|video|clip|dicom|pager|beeper|extension|voicemail|handle|username|user|login|password|pin|mrn|m\\.?r\\.?n|mr|chart|medical record|record|rec|acct|account|acc|fin|csn|har|ssn|ss#|social|social security|policy|pol|member|mem|subscriber|group|grp|plan|ins|insurance|medicare|medicaid|ohip|nhs|chi|nino|ni|hospital|hosp|hospital number|mbi|hic|hicn|pmi|ma|patient id|pt id|id|ids|dl|cdl|lic|license|licence|permit|passport|visa|alien reg|npi|dea|cert|certificate|registry|registration|registered|reg|commission|plate|plates|tag|tags|car tags|vin|veh|vehicle|boat reg|unit|serial|ser|s\\/n|sn|imei|udi|lot|ref|model|device|implant|stem|controller|transmitter|tracker|pump|badge|employee|emp|student|ein|tin|claim|clm|case|file|docket|cause|order|warrant|citation|report|rpt|incident|inc|run|event|cad|booking|bkg|inmate|inm|prisoner|kit|specimen|accession|sample|barcode|band|wristband|bracelet|ticket|invoice|receipt|confirmation|conf|tracking|auth|authorization|prior auth|referral|rx|prescription|script|visit|encounter|enc|voucher|pass|card|locker|template|scan|prints?|fingerprint|thumbprint|fp|hash|tcn|iris|retina|palm|vein|face|facial|recog|recognition|voiceprint|biometric|cn|oid|doc|sid|afis|ncic|deputy|officer|ofc|trooper|agent|union|local|volunteer|notary|bar|route|rte|po box|p\\.?o\\.? box|box|zip|apt|suite|ste|last (?:4|four)(?: of)?(?: (?:the )?(?:ssn|social))?|ends?(?: in| with)?|ending(?: in)?";
const JOINING =
  "id|no|num|number|nbr|code|tag|ref|file|reads|is|was|of|on|in|from|shows|card|reg|rd|ends?|ending|last|four|4|seen|log|to|for";
const anyCase = (words: string): string =>
  words.replace(/[a-z]/g, (c, at: number) => (words[at - 1] === "\\" ? c : `[${c}${c.toUpperCase()}]`));
const CODE_PART = "[A-Za-z]{0,6}\\d[A-Za-z\\d]*";
const BETWEEN = "(?:[-./:_ ]|\\s[-/]\\s|::)";
const RUN = `(?:[A-Z]{1,2}[ ./]|[A-Z]{1,5}-)?(?:[xX*]{2,4}-){0,2}${CODE_PART}(?:${BETWEEN}(?:${CODE_PART}|[A-Z]{1,4}(?=[ ./-]\\d)|(?<=-)[A-Z]{1,4}\\b|lot (?=[A-Z\\d])|(?<=lot )${CODE_PART})){0,6}`;

/** Forms that are clinical wherever they stand. */
const UNIT =
  "(?:mg|mcg|ug|g|gm|gms|gr|kg|kgs|lbs?|oz|ml|mls|cc|l|liters?|dl|cm|mm|m|ft|feet|foot|in|inch|inches|yards?|miles?|mi|km|mph|kph|meq|mmol|units?|u|iu|joules?|j|fr|ga|gauge|mmhg|cmh2o|bpm|hz|ms|w|v|psi|%|percent|deg|degrees?|°[cf]?|[cf]|k|kcal|cal|mets?|ppd|packs?|tabs?|tablets?|caps?|pills?|puffs?|drops?|gtts?|doses?|bars?|beats?|words?|min|mins|minutes?|sec|secs|seconds?|s|h|hr|hrs|hours?|d|days?|wks?|w|weeks?|mos?|months?|y|yo|y\\/o|yrs?|years?|am|pm|a|p|x|th|st|nd|rd|s|steps?|blocks?|times|weeks|stitches|sutures|beers|drinks|cans|shots|ppm|iu\\/kg|plus|ish)";
const PLAIN = "\\d{1,3}(?:\\.\\d{1,3})?";
const FORMS = [
  // 3, 7.45, .4, 98.6F, 10mg, 4th, 37w2d, 5'10
  `[<>~+=-]?(?:${PLAIN}|\\.\\d+)(?:\\s?${UNIT})?(?:\\/(?:${UNIT}|kg|hr?|min|day|d|wk|dl|l|ml|hpf))*`,
  "\\d{1,2}w\\d?d?|\\d{1,2}\\+\\d|\\d{1,2}w[ks]*\\d?d?|\\d{1,2}[ymwdh]\\d{0,2}[mwdh]?|\\d'\\d{1,2}",
  // 120/80, 10-12, 5x4, 2-3x, 25/100, 4-7-8, 3/4/5
  `[x~]?${PLAIN}(?:%|k)?(?:[-\\/x:]${PLAIN}){1,2}(?:[-/]?${UNIT})?`,
  "\\d{1,3}(?:,\\d{3})+",
  "\\d{1,3}(?:-[a-z]{1,12}){1,3}",
  "#\\d{1,3}",
  "[mf]/90|(?:[mf]/)?90\\+[-\\p{L}]*",
  // 0830, 08:30, 0830-0900, 2015, 1980s
  "(?:[01]?\\d|2[0-3]):?[0-5]\\d(?:h|hrs?|am|pm|a|p)?(?:-(?:[01]?\\d|2[0-3]):?[0-5]\\d)?",
  "(?:19|20)\\d\\d(?:'?s)?(?:-(?:19|20)?\\d\\d)?",
  // A1c, T12, C6/7, V4-6, L5-S1, G2P1, x3, q4h, H2O, PGY2, B12, F99, M95.0, HR110, T98.6, N95, O2, p20, CHA2DS2, FEV1
  "[A-Za-z]{1,5}-?\\d{1,2}(?:\\.\\d{1,2})?(?:[-/](?:[A-Za-z]{1,2})?\\d{1,2}(?:\\.\\d)?)*(?:[a-z]{1,3})?",
  "(?:g|p|t|a|l|sab|tab|ab){1}\\d{1,2}(?:(?:p|t|a|l|ab|sab|m)\\d{1,4}){0,4}",
  "(?:hr|bp|rr|t|temp|sat|sats|spo2|o2|wt|bg|p|map|fio2|pao2|pco2|ph|na|k|glu|gcs|etco2)[-:=]?\\d{1,3}(?:\\.\\d+)?(?:\\/\\d{1,3})?[a-z%]{0,2}",
  "cha2ds2-?vasc|covid-?19|h1n1|tdap|n95|d10w?|d50w?|d5w?|d5\\d?ns|ns\\d?|a1c\\d{0,2}(?:\\.\\d)?|a&ox\\d|aox\\d|hba1c|b12|t1dm|t2dm|dm[12]|p2y12|hbsag|c1q|s1q3t3|ca19-9|c3|c4|cd4|cd\\d{1,2}|3rd|2nd|1st|w2d|4x4s?|2x2s?|24\\/7|50\\/50|20\\/\\d{2,3}|q\\d{1,2}[-\\d]*(?:h|hr|hrs|min|m|d)?|x\\d{1,3}[a-z]{0,3}|\\d{1,2}x\\d?|[cftls]\\d{1,2}s?",
  "\\d{1,3}(?:\\.\\d+)?(?:st|nd|rd|th|mg|mcg|g|ml|l|cm|mm|kg|lb|u|k|x|d|h|hr|w|m|y|yo|yof|yom|[mf]|yrs?|wks?|mo|mos)[mf]?",
];
const CLINICAL = new RegExp(`^(?:${FORMS.map((f) => `(?:${f})`).join("|")})$`, "iu");

/** Numbers of four digits and more that are measured. */
const MEASURED_BEFORE =
  /(?:\b(?:wbc|plts?|platelets?|anc|ck|cpk|hcg|bhcg|b-?hcg|quant|bnp|probnp|pro-bnp|ferritin|ddimer|d-dimer|dimer|trop|troponin|lactate|lipase|amylase|ast|alt|ldh|crp|glucose|bg|vl|viral load|count|etoh|alcohol|level|tg|trig(?:lycerides)?|ige|uop|output|drain(?:ed)?|heparin|hep|bolus|given|gave|took|intake|cost|at|since|by|until|till|around|about|approx|from|to|between|@|and|or|after|before|in|circa|~|onset|lkw|lkwt|lkn|kw|time|tod|npo|ate|started|called|arrived|witnessed|of|x|was|is|now|last|seen|hx|tdap|tetanus|repeat|then|cath|stents?|cabg|surgery|ablation|pci|mi|cva|dx)[\s:=~>]{0,3}|[=<>~])$/iu;
const UNIT_AFTER =
  /^\s?(?:mg|mcg|g\b|gm|ml|mls|cc|units?|u\b|u\/|iu|iu\b|kcal|cal|meq|l\b|lbs?|kg|steps|feet|ft|mm|cm|bpm|hrs?\b|hours?|am\b|pm\b|ng|pg|pills|tabs|miles|wbcs?|rbcs?|cells|beats)/iu;
const TIME = /^(?:[01]\d|2[0-3])[0-5]\d$/;
const YEAR = /^(?:19|20)\d\d$/;

function isClinical({ match, before, after }: Find): boolean {
  const found = match[0];
  if (/^\d{4,7}$/.test(found)) {
    if (UNIT_AFTER.test(after) || MEASURED_BEFORE.test(before)) return true;
    if (found.length > 4) return false;
    if (YEAR.test(found) || TIME.test(found)) return true;
    const last = /([\p{L}]+)[\s:]*$/u.exec(before)?.[1];
    // "CK 3400": what is measured is said before it.
    return last !== undefined && last === last.toUpperCase() && wordKind(last) !== null;
  }
  // "marg88" is somebody's, "covid19" nobody's.
  const letters = /^([A-Za-z]{3,5})-?\d{1,2}$/.exec(found)?.[1];
  return (letters === undefined || wordKind(letters) !== null) && CLINICAL.test(found);
}

const ofKind = (pattern: RegExp, when?: Rule["when"]): Rule => ({
  pattern,
  kind: "id",
  ...(when ? { when } : {}),
});
const START = "(?<![\\p{L}\\d])";

/** A name for a number needs a number worth one: two digits at least, or letters and digits. */
const worthOne = ({ match, after }: Find): boolean => {
  const code = match.groups?.code ?? match[0];
  if (/^\d{1,4}$/.test(code) && UNIT_AFTER.test(after)) return false;
  return (
    code.replace(/\D/g, "").length >= 2 && !/^\d{1,3}\s?(?:mg|mcg|ml|%|kg|cm|mm|bpm|hrs?|days?)\b/i.test(code)
  );
};

/** To be read before dates and telephone numbers. */
export const NAMED_NUMBERS: readonly Rule[] = [
  // Files: photographs above all.
  ofKind(
    /(?<![\p{L}\d])[\p{L}\d][\p{L}\d_.~-]{0,80}\.(?:jpe?g|png|heic|heif|gif|bmp|tiff?|mp4|mov|avi|nef|cr2|dng|raw|dcm|webp|webm|pdf|docx?|xlsx?|m4a|mp3|wav)(?![\p{L}\d])/giu,
  ),
  // What a vehicle carries may be letters and digits in any order.
  ofKind(
    /(?<before>(?<![\p{L}\d])(?:[Pp]lates?|PLATES?|[Tt]ags?|[Cc]oach|[Bb]oat reg|[Rr]eg)(?:\s(?:no|number|reads|is|was|of|[A-Z][a-z]+))*\.?[\s:,#]{1,3})(?=[A-Z\d -]{0,12}\d)[A-Z\d]{1,8}(?:[ -][A-Z\d]{1,8}){0,3}(?![\p{L}\d])/gu,
  ),
  // Aircraft: "tail VH-FDK".
  ofKind(
    /(?<before>(?<![\p{L}\d])(?:[Tt]ail|[Hh]elicopter|[Aa]ircraft|[Aa]eroplane|[Aa]irplane|[Pp]lane|RFDS|HEMS)(?:\s(?:no|number|reg|rego))?\.?[\s:,#]{1,3})[A-Z]{1,2}-[A-Z]{3,4}(?![\p{L}\d])/gu,
  ),
  // A number that is named: "mrn RL 00817", "employee no. A-5512", "ssn last four xxx-xx-7714".
  ofKind(
    new RegExp(
      `(?<before>${START}(?:${anyCase(NAMING)})(?:['’]s)?(?:\\s+(?:${anyCase(JOINING)}))*\\b\\.?[\\s:.#=("-]{0,4}(?:(?:[A-Z][a-z]{2,9}|[A-Z]{3,5})\\s){0,2}#?)(?<code>${RUN})`,
      "gu",
    ),
    namesIt,
  ),
  // "Vanity plate HOTDOC".
  ofKind(
    /(?<before>(?<![\p{L}\d])(?:[Pp]lates?|[Ll]icense plates?)\s(?:(?:reads|says|is|was)\s)?["“]?)[A-Z]{4,8}(?![\p{L}\d])/gu,
  ),
  ofKind(
    /(?<before>(?<![\p{L}\d])#\s?)(?<code>[A-Z]{0,4}[-\s]?\d[\dA-Z-]{2,})(?![\p{L}\d])/gu,
    ({ match, before }) => {
      return (
        (match.groups?.code ?? "").replace(/\D/g, "").length >= 4 ||
        !/\b(?:disp|qty|percocet|norco|oxy\w*|tabs?|pills?|bed|rm|room|bay|chair|pod)\s*#?\s?$/i.test(before)
      );
    },
  ),
];

/** Letters in capitals that no list has right before a code ("QMB 402 881 17"), and one that ends it ("55871 A."), are parts of it. */
const LETTERED: readonly Rule[] = [
  ofKind(
    /(?<![\p{L}\d'’-])(?<letters>[A-Z]{2,5})[\s-]\[id\]/gu,
    ({ match }) => wordKind(match.groups?.letters ?? "") === null,
  ),
  ofKind(/\[id\][\s-][A-Z](?=[.,;)]\s|[.,;)]?$)/gu),
];

export const NUMBERS: readonly Rule[] = [
  // Groups of digits that belong together: "1019 4482 00", "C 28 771 904", "04 551 998".
  ofKind(
    /(?<![\p{L}\d/.,:-])(?:[A-Z][ -])?\d{2,7}(?:[ -]\d{2,5}){1,4}(?![\p{L}\d/:%]|\.\d|\s?(?:mg|ml|mcg|bpm|cm|mm|kg|wks?|days?|hrs?|min))/gu,
    ({ match }) => {
      const digits = match[0].replace(/\D/g, "");
      const groups = match[0].match(/\d+/g) ?? [];
      return (
        digits.length >= 7 &&
        groups.some((g) => g.length >= 3) &&
        (match[0].includes("-") || groups.some((g) => g.length >= 4 || g.startsWith("0")))
      );
    },
  ),
  // Plates: "EAV 3390", "KS 408 RVL", "884-TKL".
  ofKind(
    /(?<![\p{L}\d-])(?:[A-Z]{2}\s)?(?:[A-Z]{3}[ -]\d{3,4}|\d{3,4}[ -][A-Z]{2,3}|\d{1,3}[ -][A-Z]{3}[ -]?\d{0,3}|[A-Z]{2}[ -]\d{2}[ -][A-Z]{3})(?![\p{L}\d])/gu,
    plateLike,
  ),
  // Whatever else has digits and no clinical form.
  ofKind(
    /(?<![\p{L}\d])#?[\p{L}\d](?:[\p{L}\d]|[-./:_+,'’](?=[\p{L}\d])){1,60}/gu,
    (find) => /\d/.test(find.match[0]) && /\d{2}|\p{L}\d/u.test(find.match[0]) && !isClinical(find),
  ),
  // What hangs on a part of a code is part of it.
  ofKind(
    /(?:(?<![\p{L}\d])[\p{L}\d]{1,20}[-_/.:]{1,2}(?:[\p{L}\d]{1,20}[-_/.:]{1,2}){0,3}|(?<![\p{L}\d])[\p{L}\d]{1,20})?\[(?:id|date|phone)\](?:[-_.:/]{0,2}[\p{L}\d]{1,20}|[-_.:/ ]\[(?:id|date|phone)\]){0,4}/gu,
    ({ match }) => /[\p{L}\d_][-_/.:]?\[|\][-_.:/]?[\p{L}\d_]|\].\[/u.test(match[0]),
  ),
  ...LETTERED,
];

function namesIt(find: Find): boolean {
  return worthOne(find);
}

/** What stands before three or four digits in capitals and is measured, is no plate. */
function plateLike({ match, before }: Find): boolean {
  if (
    /\b(?:plates?|tags?|car|truck|van|rig|vehicle|license|licence|reg|registered|tesla|ford)\b[^.]{0,30}$/i.test(
      before,
    )
  )
    return true;
  const letters = /[A-Z]{2,3}/.exec(match[0].replace(/^[A-Z]{2}\s(?=[A-Z\d])/, ""))?.[0] ?? "";
  return wordKind(letters) === null;
}
