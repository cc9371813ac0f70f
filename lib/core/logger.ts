import pino from "pino";
import { describeError, isErrorLike } from "./describe-error";
import { keptTraceId } from "./trace-context";

/**
 * Structured logs without PHI. Two guards: what may be logged is a closed list of field names (anything else is dropped
 * and named in `dropped`, so a careless `logger.info({ patient })` leaks nothing and shows up in review), and of errors
 * only what describe-error.ts lists is kept.
 */
const ALLOWED = new Set([
  "requestId",
  "route",
  "action",
  "method",
  "status",
  "durationMs",
  "code",
  "detail",
  "role",
  "userId",
  "sessionId",
  "encounterRef",
  "assessmentId",
  "decisionId",
  "runId",
  "jobId",
  "modelVersion",
  "policy",
  "engine",
  "device",
  "queue",
  "attempt",
  "count",
  "port",
  "mode",
  "reason",
  "rule",
  "level",
  "signal",
  "pid",
  "step",
  "totalSteps",
  "issuer",
  "err",
  "permission",
  "withheld",
  "address",
  "from",
  "site",
]);

export type LogFields = Readonly<Record<string, unknown>>;
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Logger;
}

/** A value of ours is a word, a code or a number; one that goes on for longer is somebody's text. */
const LONGEST_VALUE = 300;

export function scrubFields(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!ALLOWED.has(name)) dropped.push(name);
    // Whatever was thrown, also a text or a library's copy of an error.
    else if (name === "err" || isErrorLike(value)) kept[name] = describeError(value);
    else if (isPlain(value)) kept[name] = value;
    else if (name === "detail" && isFlat(value)) kept[name] = value;
    else if (value !== undefined) dropped.push(name);
  }
  if (dropped.length > 0) kept.dropped = dropped;
  return kept;
}

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value === "number" ||
  typeof value === "boolean" ||
  (typeof value === "string" && value.length <= LONGEST_VALUE);

const isFlat = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.values(value).every(isPlain);

export function createLogger(level = "info", destination?: pino.DestinationStream): Logger {
  return wrap(
    pino(
      {
        level,
        base: undefined,
        timestamp: pino.stdTimeFunctions.isoTime,
        // Errors arrive described (describeError); pino's own serialiser would quote their messages.
        mixin: () => {
          const traceId = keptTraceId();
          return traceId ? { traceId } : {};
        },
        serializers: { err: (described: unknown) => described },
      },
      destination ?? pino.destination(1),
    ),
  );
}

/** In a network every line says whose it is. */
export const siteLogger = (logger: Logger, site: string | undefined): Logger =>
  site ? logger.child({ site }) : logger;

function wrap(base: pino.Logger): Logger {
  return {
    debug: (f, m) => base.debug(scrubFields(f), m),
    info: (f, m) => base.info(scrubFields(f), m),
    warn: (f, m) => base.warn(scrubFields(f), m),
    error: (f, m) => base.error(scrubFields(f), m),
    child: (f) => wrap(base.child(scrubFields(f))),
  };
}
