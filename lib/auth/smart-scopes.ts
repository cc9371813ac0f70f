import { refused } from "./launch-refusals";

/** What the product reads and writes, no more. `user/` because the board shows every waiting patient the user may see. */
const RESOURCES: readonly (readonly [type: string, does: string])[] = [
  ["Patient", "rs"],
  ["Encounter", "rs"],
  // Updated too: a level that was replaced is marked so.
  ["Observation", "crus"],
  ["Condition", "rs"],
  ["MedicationStatement", "rs"],
  ["MedicationRequest", "rs"],
  ["AllergyIntolerance", "rs"],
  ["DocumentReference", "rs"],
  ["Practitioner", "rs"],
  ["RiskAssessment", "crs"],
  ["Device", "crs"],
  ["Provenance", "crs"],
];
/** Asked for in the product's own name alone: on which ward somebody came to lie is no business of the bedside's. */
const BY_ITSELF: typeof RESOURCES = [
  ["Location", "rs"],
  ["Coverage", "rs"],
];
/** Asked for only where the server says that it knows it. */
const ONLY_IF_LISTED = ["Coverage"];
/** Without these the product cannot do its work; the rest only makes the picture fuller. */
const NEEDED = ["Patient", "Encounter", "Observation"] as const;
const SIGN_IN = ["openid", "fhirUser", "profile", "offline_access"];

/** What a server says of scopes: SMART 2 spells them by letters (`.rs`), SMART 1 by words (`.read`). */
export type ScopeSupport = {
  readonly capabilities?: unknown;
  readonly scopes_supported?: unknown;
};

const strings = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((x): x is string => typeof x === "string") : [];

/** The older spelling, where the server offers no other. */
function onlyWords({ capabilities, scopes_supported }: ScopeSupport): boolean {
  const says = strings(capabilities);
  if (says.includes("permission-v2")) return false;
  if (says.includes("permission-v1")) return true;
  const scopes = strings(scopes_supported).filter((s) => /^(user|patient)\//.test(s));
  return scopes.length > 0 && scopes.every((s) => /\.(read|write|\*)$/.test(s));
}

type Context = "user" | "system";

/** A kind of resource the server lists nowhere is not asked for: some refuse everything for one scope they do not know. */
function resourceScopes(server: ScopeSupport, context: Context, more: typeof RESOURCES = []): string[] {
  const listed = strings(server.scopes_supported).filter((s) => /^(user|patient|system)\//.test(s));
  const words = onlyWords(server);
  const known = (type: string) =>
    (NEEDED as readonly string[]).includes(type) ||
    (listed.length === 0 && !ONLY_IF_LISTED.includes(type)) ||
    listed.some((s) => new RegExp(`^\\w+/(${type}|\\*)\\.`).test(s));
  const spell = (type: string, does: string): string[] =>
    words
      ? [`${context}/${type}.read`, ...(does.includes("c") ? [`${context}/${type}.write`] : [])]
      : [`${context}/${type}.${does}`];
  const wanted = [...RESOURCES, ...(context === "system" ? BY_ITSELF : []), ...more];
  return wanted.filter(([type]) => known(type)).flatMap(([type, does]) => spell(type, does));
}

/** What a launch asks for. @param lists kinds of resource ("List") in which this EHR keeps the department's patients. */
export const scopesToAsk = (
  server: ScopeSupport,
  withLaunch: boolean,
  lists: readonly string[] = [],
): string => {
  const more = lists.map((type) => [type, "r"] as const);
  return [...SIGN_IN, ...(withLaunch ? ["launch"] : []), ...resourceScopes(server, "user", more)].join(" ");
};

/** What the product asks for in its own name (SMART Backend Services): the same, and where patients lie. */
export const systemScopesToAsk = (server: ScopeSupport): string => resourceScopes(server, "system").join(" ");

/** For being told of news, and nothing else: a token of its own, so that an EHR that knows no such scope does not refuse the other. */
const NEWS_SCOPES = "system/Subscription.cruds system/Observation.rs system/Encounter.rs";
const NEWS_SCOPES_IN_WORDS =
  "system/Subscription.read system/Subscription.write system/Observation.read system/Encounter.read";
export const newsScopesToAsk = (server: ScopeSupport): string =>
  onlyWords(server) ? NEWS_SCOPES_IN_WORDS : NEWS_SCOPES;

/** An EHR may grant less than was asked. What the product cannot work without must be among it. */
export function assertScopes(granted: string, contexts = "user|patient"): void {
  const scopes = granted.split(" ");
  // SMART 2 may narrow a scope by a query; Observations narrowed to vital signs are still enough to work with.
  const readable = (type: string) =>
    scopes.some((s) =>
      new RegExp(`^(${contexts})/(${type}|\\*)\\.(read|\\*|c?ru?d?s)(\\?.*\\bvital-signs\\b.*)?$`).test(s),
    );
  const missing = NEEDED.filter((type) => !readable(type));
  if (missing.length > 0)
    throw refused(`granted scopes do not cover ${missing.join(", ")}`, { why: "scopes", missing });
}

/** The product acts for itself to write levels: a token that reads alone would have each of them refused for good. */
export function assertMayWriteLevels(granted: string): void {
  const may = granted.split(" ").some((s) => /^system\/(Observation|\*)\.(write|\*|cr?u?d?s?)$/.test(s));
  if (!may)
    throw refused("granted scopes do not let the product write", { why: "scopes", missing: ["Observation"] });
}

/** @throws AppError("launch-refused") when the EHR lets nobody ask it for news. */
export function assertMaySubscribe(granted: string): void {
  const may = granted.split(" ").some((s) => /^system\/(Subscription|\*)\.(write|\*|cr?u?d?s?)$/.test(s));
  if (!may)
    throw refused("granted scopes do not let the product subscribe", {
      why: "scopes",
      missing: ["Subscription"],
    });
}
