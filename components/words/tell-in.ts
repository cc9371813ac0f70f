/** Where lib/ puts words for a person in what it hands to a page; anything else is an id, a code or a number. */
const SAID = new Set([
  "title",
  "definition",
  "measuredOn",
  "window",
  "intervals",
  "warning",
  "name",
  "label",
  "columns",
  "parts",
  "notes",
  "words",
  "why",
  "what",
  "text",
  "anchoring",
  "description",
  "source",
  "findings",
  "notRead",
  "smallCells",
  "of",
  "group",
  "here",
  "rest",
  "ratio",
  "q",
  "error",
  "trouble",
  "objection",
  "ended",
  "detail",
  "changes",
  "settings",
  "weightsWhy",
  "reasonsBefore",
  "reasonsAfter",
  "trainedOn",
  "failed",
  "lapsed",
  "checkError",
  "phase",
]);
/** Some of these hold a sentence in one view and a code in another, by which the page finds a message of its own. */
const MAY_BE_CODES = new Set(["source", "why", "what", "of"]);
const isCode = (key: string, value: unknown): boolean =>
  MAY_BE_CODES.has(key) && typeof value === "string" && /^[a-z]+(?:-[a-z]+)*$/.test(value);

/** Left as it is: figures are looked up by their names, and words that were read in patients' texts are those that were written. */
const isVerbatim = (key: string, value: unknown): boolean =>
  key === "figures" || (key === "words" && Array.isArray(value));

/** The same, with every sentence told that is known; what is not known stays as it is. */
export function tellIn<T>(view: T, tell: (text: string) => string, said = false): T {
  if (typeof view === "string") return (said ? tell(view) : view) as T;
  if (Array.isArray(view)) return view.map((item) => tellIn(item, tell, said)) as T;
  if (typeof view !== "object" || view === null || view instanceof Date) return view;
  return Object.fromEntries(
    Object.entries(view).map(([key, value]) => [
      key,
      isVerbatim(key, value) || isCode(key, value) ? value : tellIn(value, tell, SAID.has(key)),
    ]),
  ) as T;
}
