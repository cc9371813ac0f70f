/** SMART App Launch 2.2 scopes: launch contexts, and resource scopes in the v2 (`.rs`) and v1 (`.read`) spellings. */
export const OIDC_SCOPES = [
  "openid",
  "profile",
  "fhirUser",
  "offline_access",
  "online_access",
  "launch",
  "launch/patient",
  "launch/encounter",
] as const;

export type Permission = "c" | "r" | "u" | "d" | "s";
export type ScopeContext = "patient" | "user" | "system";
export type Scope = {
  readonly context: ScopeContext;
  /** Resource type or "*". */
  readonly type: string;
  readonly permissions: string;
  readonly query: string | null;
};

const PATTERN =
  /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(?:(read|write|\*)|(?=[cruds])(c?r?u?d?s?))(?:\?(\S+))?$/;
const V1: Readonly<Record<string, string>> = { read: "rs", write: "cud", "*": "cruds" };

export function parseScope(text: string): Scope | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, context, type = "", v1, v2, query] = match;
  return {
    context: context as ScopeContext,
    type,
    permissions: v1 ? (V1[v1] ?? "") : (v2 ?? ""),
    query: query ?? null,
  };
}

export const parseScopes = (text: string): Scope[] =>
  text
    .split(" ")
    .map(parseScope)
    .filter((s) => s !== null);

export const isResourceScope = (text: string): boolean => parseScope(text) !== null;
