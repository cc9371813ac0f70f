import {
  evalFhirPathTyped,
  getParsedExpressionForResourceType,
  getSearchParameter,
  splitSearchOnComma,
  toTypedValue,
} from "@medplum/core";
import type { Filter, Resource } from "./types";

/**
 * Whether a resource matches one search filter. The library's own matcher compares dates as text (wrong across time
 * zones), knows no quantities and reads strings as "contains", so the R4 rules are written here.
 */
type Typed = { readonly type: string; readonly value: unknown };
type Interval = { readonly from: number; readonly to: number };

type Expression = ReturnType<typeof getParsedExpressionForResourceType>;
const expressions = new Map<string, Expression>();

/** The values a search parameter stands for in a resource. */
export function searchValues(resource: Resource, code: string): Typed[] {
  const type = resource.resourceType;
  const key = `${type}|${code}`;
  let expression = expressions.get(key);
  if (!expression) {
    const parameter = getSearchParameter(type, code);
    if (!parameter?.expression) return [];
    expression = getParsedExpressionForResourceType(type, parameter.expression);
    expressions.set(key, expression);
  }
  return evalFhirPathTyped(expression, [toTypedValue(resource)]) as Typed[];
}

export function matchesFilter(resource: Resource, filter: Filter): boolean {
  const kind = getSearchParameter(resource.resourceType, filter.code)?.type;
  const values = searchValues(resource, filter.code);
  if (filter.operator === "missing") return (values.length === 0) === (filter.value === "true");
  const wanted = splitSearchOnComma(filter.value);
  const any = (test: (value: Typed, wanted: string) => boolean) =>
    values.some((v) => wanted.some((w) => test(v, w)));
  switch (kind) {
    case "token":
      return any((v, w) => matchesToken(v.value, w)) !== (filter.operator === "not");
    case "reference":
      return any((v, w) => matchesReference(v.value, w, filter.code));
    case "string":
      return any((v, w) => matchesString(v.value, w, filter.operator));
    case "uri":
      return any((v, w) => v.value === w);
    case "date":
      return filter.operator === "ne"
        ? !any((v, w) => matchesDate(v.value, "eq", w))
        : any((v, w) => matchesDate(v.value, filter.operator, w));
    case "number":
    case "quantity":
      return filter.operator === "ne"
        ? !any((v, w) => matchesQuantity(v.value, "eq", w))
        : any((v, w) => matchesQuantity(v.value, filter.operator, w));
    default:
      return false;
  }
}

type Coded = { system?: string; code?: string; value?: string; coding?: Coded[] };

function matchesToken(value: unknown, wanted: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value !== "object") {
    const [, code = wanted] = wanted.split("|");
    return String(value) === code;
  }
  const coded = value as Coded;
  if (coded.coding) return coded.coding.some((c) => matchesToken(c, wanted));
  const code = coded.code ?? coded.value;
  const bar = wanted.indexOf("|");
  if (bar < 0) return code === wanted;
  const [system, wantedCode] = [wanted.slice(0, bar), wanted.slice(bar + 1)];
  if (system === "") return coded.system === undefined && code === wantedCode;
  return coded.system === system && (wantedCode === "" || code === wantedCode);
}

function matchesReference(value: unknown, wanted: string, code: string): boolean {
  const reference = typeof value === "string" ? value : (value as { reference?: string })?.reference;
  if (!reference) return false;
  if (wanted.includes("/")) return reference === wanted;
  return code === "patient" ? reference === `Patient/${wanted}` : reference.endsWith(`/${wanted}`);
}

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function matchesString(value: unknown, wanted: string, operator: string): boolean {
  if (Array.isArray(value)) return value.some((v) => matchesString(v, wanted, operator));
  if (value !== null && typeof value === "object")
    return Object.values(value).some((v) => matchesString(v, wanted, operator));
  if (typeof value !== "string") return false;
  if (operator === "exact") return value === wanted;
  if (operator === "contains") return fold(value).includes(fold(wanted));
  return fold(value).startsWith(fold(wanted));
}

/** The stretch of time that a FHIR date of any precision covers, in ms. null when it is no date. */
export function interval(value: unknown): Interval | null {
  if (typeof value === "string") return ofText(value);
  if (value === null || typeof value !== "object") return null;
  const { start, end } = value as { start?: string; end?: string };
  if (start === undefined && end === undefined) return null;
  return {
    from: start === undefined ? -Infinity : (ofText(start)?.from ?? -Infinity),
    to: end === undefined ? Infinity : (ofText(end)?.to ?? Infinity),
  };
}

function ofText(text: string): Interval | null {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$/.exec(text);
  if (!match) return null;
  const [, year = "", month, day, time] = match;
  if (time !== undefined) {
    const instant = /[Zz]|[+-]\d\d:\d\d$/.test(time) ? Date.parse(text) : Date.parse(`${text}Z`);
    if (Number.isNaN(instant)) return null;
    const width = /\.\d/.test(time) ? 0 : /T\d\d:\d\d:\d\d/.test(time) ? 999 : 59_999;
    return { from: instant, to: instant + width };
  }
  const y = Number(year);
  const m = month === undefined ? 0 : Number(month) - 1;
  const d = day === undefined ? 1 : Number(day);
  const from = Date.UTC(y, m, d);
  const next =
    month === undefined
      ? Date.UTC(y + 1, 0, 1)
      : day === undefined
        ? Date.UTC(y, m + 1, 1)
        : Date.UTC(y, m, d + 1);
  return { from, to: next - 1 };
}

function matchesDate(value: unknown, operator: string, wanted: string): boolean {
  const r = interval(value);
  const s = interval(wanted);
  if (!r || !s) return false;
  switch (operator) {
    case "eq":
      return r.from >= s.from && r.to <= s.to;
    case "ap":
      return r.from <= s.to && r.to >= s.from;
    case "gt":
      return r.to > s.to;
    case "lt":
      return r.from < s.from;
    case "ge":
      return r.to >= s.from;
    case "le":
      return r.from <= s.to;
    case "sa":
      return r.from > s.to;
    case "eb":
      return r.to < s.from;
    default:
      return false;
  }
}

function matchesQuantity(value: unknown, operator: string, wanted: string): boolean {
  const [number = "", system = "", unit = ""] = wanted.split("|");
  const quantity = (typeof value === "number" ? { value } : value) as
    | { value?: number; system?: string; code?: string; unit?: string }
    | undefined;
  const actual = quantity?.value;
  const target = Number(number);
  if (actual === undefined || Number.isNaN(target) || number === "") return false;
  if (system !== "" && quantity?.system !== system) return false;
  if (unit !== "" && quantity?.code !== unit && quantity?.unit !== unit) return false;
  // A search value stands for everything that rounds to it: 37.5 is 37.45 up to 37.55.
  const half = 0.5 * 10 ** -(number.split(".")[1]?.length ?? 0);
  switch (operator) {
    case "eq":
      return actual >= target - half && actual < target + half;
    case "ap":
      return Math.abs(actual - target) <= Math.abs(target) * 0.1;
    case "gt":
    case "sa":
      return actual > target;
    case "lt":
    case "eb":
      return actual < target;
    case "ge":
      return actual >= target;
    case "le":
      return actual <= target;
    default:
      return false;
  }
}

/** What a resource sorts by under one search parameter: numbers before text, nothing last. */
export function sortKey(resource: Resource, code: string): number | string | null {
  const [first] = searchValues(resource, code);
  if (!first) return null;
  const { value } = first;
  const when = interval(value);
  if (when) return Number.isFinite(when.from) ? when.from : when.to;
  if (typeof value === "number") return value;
  if (typeof value === "object" && value !== null) {
    const v = value as Coded & { family?: string; text?: string; reference?: string; value?: unknown };
    if (typeof v.value === "number") return v.value;
    return fold(String(v.family ?? v.coding?.[0]?.code ?? v.code ?? v.value ?? v.text ?? v.reference ?? ""));
  }
  return fold(String(value));
}
