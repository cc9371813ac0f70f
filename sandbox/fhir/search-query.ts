import { getSearchParameter, isResourceType } from "@medplum/core";
import { refuse } from "./outcomes";

/**
 * Checks a search query before the library's parser sees it, because that parser takes unknown parameters and
 * modifiers for something else in silence, and a silently widened search shows the wrong patient's data.
 * R4 search: hl7.org/fhir/R4/search.html.
 */
export type QueryPair = readonly [key: string, value: string];

/** What a page holds at most, and by default. */
export const MAX_COUNT = 1000;
export const DEFAULT_COUNT = 50;

const SEARCHABLE = new Set(["reference", "string", "token", "uri", "date", "quantity", "number"]);
const MODIFIERS: Readonly<Record<string, readonly string[]>> = {
  token: ["not"],
  string: ["exact", "contains"],
};

const CONTROLS: Readonly<Record<string, (value: string, type: string) => boolean>> = {
  _count: (v) => /^\d{1,6}$/.test(v),
  _offset: (v) => /^\d{1,9}$/.test(v),
  _total: (v) => ["none", "estimate", "accurate"].includes(v),
  _summary: (v) => ["count", "false"].includes(v),
  _elements: (v) => v !== "",
  _format: (v) => ["json", "application/json", "application/fhir+json"].includes(v),
  _pretty: (v) => ["true", "false"].includes(v),
  _sort: (v, type) => v.split(",").every((f) => isSearchable(type, f.replace(/^-/, ""))),
  _include: (v) => isInclude(v),
  "_include:iterate": (v) => isInclude(v),
  _revinclude: (v) => isInclude(v),
  "_revinclude:iterate": (v) => isInclude(v),
};

const parameterOf = (type: string, code: string) =>
  isResourceType(type) ? getSearchParameter(type, code) : undefined;

function isSearchable(type: string, code: string): boolean {
  const parameter = parameterOf(type, code);
  return parameter !== undefined && SEARCHABLE.has(parameter.type) && code !== "_compartment";
}

function isInclude(value: string): boolean {
  const [type = "", code = "", target] = value.split(":");
  return parameterOf(type, code)?.type === "reference" && (target === undefined || isResourceType(target));
}

/** The pairs with reference types written into the value: `subject:Patient=1` becomes `subject=Patient/1`. */
export function checkQuery(type: string, pairs: Iterable<QueryPair>): QueryPair[] {
  return [...pairs]
    .map(([key, value]) => checkPair(type, key, value))
    .filter(([key]) => key !== "_format" && key !== "_pretty");
}

function checkPair(type: string, key: string, value: string): QueryPair {
  const control = CONTROLS[key];
  if (control) {
    if (!control(value, type)) throw refuse.badRequest(`${key}=${value} is not supported for ${type}`);
    return [key, value];
  }
  if (value === "") throw refuse.badRequest(`Search parameter ${key} has no value`);
  if (key.startsWith("_has")) throw refuse.badRequest("_has is not supported");
  if (key.includes(".")) return checkChain(type, key, value);

  const [code = "", modifier, ...rest] = key.split(":");
  const parameter = parameterOf(type, code);
  if (!parameter || !isSearchable(type, code) || rest.length > 0)
    throw refuse.badRequest(`Unknown search parameter ${key} for ${type}`);
  if (modifier === undefined) return [key, value];
  if (modifier === "missing" && ["true", "false"].includes(value)) return [key, value];
  if (parameter.type === "reference" && isResourceType(modifier)) {
    const typed = value.split(",").map((v) => (v.includes("/") ? v : `${modifier}/${v}`));
    if (!typed.every((v) => v.startsWith(`${modifier}/`)))
      throw refuse.badRequest(`${key}=${value}: the value is not a ${modifier}`);
    return [code, typed.join(",")];
  }
  if (!MODIFIERS[parameter.type]?.includes(modifier))
    throw refuse.badRequest(`Modifier :${modifier} is not supported for ${code}`);
  return [key, value];
}

/** One step, to a type that is known: `subject:Patient.name`, `patient.identifier`. */
export type Chain = { readonly code: string; readonly target: string; readonly rest: string };

export function parseChain(type: string, key: string): Chain {
  const dot = key.indexOf(".");
  const [code = "", named] = key.slice(0, dot).split(":");
  const rest = key.slice(dot + 1);
  const parameter = parameterOf(type, code);
  if (parameter?.type !== "reference") throw refuse.badRequest(`Unknown search parameter ${key} for ${type}`);
  const target = named ?? (code === "patient" ? "Patient" : onlyOne(parameter.target));
  if (!target || !isResourceType(target))
    throw refuse.badRequest(`${key}: name the type, for example ${code}:Patient.${rest}`);
  if (rest.includes(".")) throw refuse.badRequest(`${key}: chains of one step only`);
  return { code, target, rest };
}

const onlyOne = (targets: readonly string[] | undefined): string | undefined =>
  targets?.length === 1 ? targets[0] : undefined;

function checkChain(type: string, key: string, value: string): QueryPair {
  const chain = parseChain(type, key);
  checkPair(chain.target, chain.rest, value);
  return [key, value];
}

/** "Patient?name=x" with its query checked and rewritten; other URLs as they are. */
export function checkUrl(url: string): string {
  const question = url.indexOf("?");
  if (question < 0) return url;
  const path = url.slice(0, question);
  const type = path.split("/").filter(Boolean).at(0) ?? "";
  // A query on an instance (history paging) is not a search.
  if (path.split("/").filter(Boolean).length !== 1) return url;
  return `${path}?${formatPairs(checkQuery(type, new URLSearchParams(url.slice(question + 1))))}`;
}

export const formatPairs = (pairs: Iterable<QueryPair>): string =>
  new URLSearchParams([...pairs].map(([k, v]) => [k, v] as [string, string])).toString();
