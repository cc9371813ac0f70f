/**
 * How much of the server one client may take, in one place. The figures are far above what people at a busy department
 * do (a signed-in workstation asks for about 20 things a minute) and far below what slows the others down.
 */
export type Bucket =
  | "launch"
  | "launches"
  | "anonymous"
  | "cds"
  | "news"
  | "probe"
  | "files"
  | "session"
  | "action";

/** Requests in a time. `launch` is per address, `launches` all of them together. */
export const RATES: Readonly<Record<Bucket, { readonly points: number; readonly seconds: number }>> = {
  /** A sign-in at the EHR's side. A whole ward behind one address changes shift within this. */
  launch: { points: 120, seconds: 60 },
  launches: { points: 600, seconds: 60 },
  /** Anything else of somebody not signed in: the way back from a sign-in, the sign-in page, errors. */
  anonymous: { points: 300, seconds: 60 },
  /** An EHR that asks for suggestions, for all who work in it; its token is checked before anything else. */
  cds: { points: 1_200, seconds: 60 },
  /** An EHR that tells of news: one call for each new vital sign, say. */
  news: { points: 3_000, seconds: 60 },
  /** Health and metrics. */
  probe: { points: 240, seconds: 60 },
  /** Scripts and styles, cached by the browser for ever. */
  files: { points: 6_000, seconds: 60 },
  /** Reads of one session, over all its tabs. */
  session: { points: 900, seconds: 60 },
  /** What one session changes. Counted apart: no polling may ever keep a decision from being recorded. */
  action: { points: 240, seconds: 60 },
};

/** Requests of people not signed in that are worked at at the same time; an EHR that hangs must not pile them up. */
export const ANONYMOUS_AT_ONCE = 64;

const KIB = 1024;
/** Largest request body in bytes, by method and path; what is not listed may have the last. */
const BODIES: readonly (readonly [method: RegExp, path: RegExp, bytes: number])[] = [
  [/^(GET|HEAD|OPTIONS|TRACE)$/, /^/, 0],
  [/^POST$/, /^\/api\/signout\/?$/, 4 * KIB],
  // CDS Hooks: a chart is sent along.
  [/^POST$/, /^\/api\/cds-services\/[\w-]+$/, 4_096 * KIB],
  // Alertmanager: a group of alerts.
  [/^POST$/, /^\/api\/hooks\/alerts$/, 512 * KIB],
  // R4 Subscriptions: ids of what is new.
  [/^(POST|PUT)$/, /^\/api\/hooks\/ehr\//, 64 * KIB],
  // Server actions: a level, a reason, a comment.
  [/^/, /^/, 64 * KIB],
];
export const largestBody = (method: string, path: string): number =>
  BODIES.find(([m, p]) => m.test(method) && p.test(path))?.[2] ?? 0;

export const TIMES = {
  /** Until the headers are there, and until all of the request is. */
  headersMs: 10_000,
  requestMs: 20_000,
  /**
   * An idle connection is kept longer than browsers' and proxies' own patience (a minute, mostly): who closes first must be the
   * one that asks, or a request sent at that moment is lost.
   */
  idleMs: 75_000,
  /** How often Node looks for connections past these. */
  checkMs: 2_000,
} as const;

/** Open connections: in all, and of one address that is no trusted proxy. */
export const CONNECTIONS = { all: 2_048, perAddress: 256 } as const;

export const LARGEST_HEADERS = 16 * KIB;
