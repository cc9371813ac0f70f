import pino from "pino";

/**
 * Structured logs without PHI. Two guards: what may be logged is a closed list of field names (anything else is dropped
 * and named in `dropped`, so a careless `logger.info({ patient })` leaks nothing and shows up in review), and errors are
 * reduced to class, code and stack, because a foreign message may quote patient data.
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
]);

export type LogFields = Readonly<Record<string, unknown>>;
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Logger;
}

export function scrubFields(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!ALLOWED.has(name)) dropped.push(name);
    else kept[name] = value instanceof Error ? describeError(value) : value;
  }
  if (dropped.length > 0) kept.dropped = dropped;
  return kept;
}

/** Class, stable code and where; the message only of our own errors, whose texts carry no PHI by rule. */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  const own = error.name === "AppError";
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(own ? { message: error.message } : {}),
    at: error.stack
      ?.split("\n")
      .filter((line) => line.trim().startsWith("at "))
      .slice(0, 6)
      .map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

export function createLogger(level = "info", destination?: pino.DestinationStream): Logger {
  return wrap(
    pino(
      {
        level,
        base: undefined,
        timestamp: pino.stdTimeFunctions.isoTime,
        // Errors arrive described (describeError); pino's own serialiser would quote their messages.
        serializers: { err: (described: unknown) => described },
      },
      destination ?? pino.destination(1),
    ),
  );
}

function wrap(base: pino.Logger): Logger {
  return {
    debug: (f, m) => base.debug(scrubFields(f), m),
    info: (f, m) => base.info(scrubFields(f), m),
    warn: (f, m) => base.warn(scrubFields(f), m),
    error: (f, m) => base.error(scrubFields(f), m),
    child: (f) => wrap(base.child(scrubFields(f))),
  };
}
