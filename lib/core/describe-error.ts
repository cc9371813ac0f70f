import { constants } from "node:os";
import { ERROR_CODES } from "./errors";

/**
 * What of an error may be written down: its class, a code of a known kind, where it was thrown, and the message only of
 * our own errors. A library's message may quote what it was working on: a query with its parameters, a row that broke a
 * constraint, the EHR's answer, the text that would not parse. So nothing of a foreign error is copied that is not on a
 * list here; an unknown class is "Error", an unknown code is left out.
 */
export type DescribedError = {
  readonly type: string;
  readonly code?: string | number;
  readonly digest?: string;
  readonly message?: string;
  readonly at?: readonly string[];
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
};

const DEEPEST = 4;
const FRAMES = 6;

export function describeError(error: unknown, depth = 0): DescribedError {
  // Some libraries hand on a plain copy of an error (pg-boss: its own fields, `message` and `stack`).
  if (!isErrorLike(error)) return { type: error === null ? "null" : typeof error };
  const code = knownCode(error.code);
  const digest = knownDigest(error.digest);
  const at = framesOf(error);
  const deeper = depth < DEEPEST;
  return {
    type: classOf(error),
    ...(code === null ? {} : { code }),
    ...(digest === null ? {} : { digest }),
    ...(isOurs(error) ? { message: String(error.message) } : {}),
    ...(at.length > 0 ? { at } : {}),
    ...(deeper && error.cause !== undefined && error.cause !== null
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
    ...(deeper && Array.isArray(error.errors) && error.errors.length > 0
      ? { errors: error.errors.slice(0, 3).map((e) => describeError(e, depth + 1)) }
      : {}),
  };
}

/** For whoever started a command: our own words, and of what lies behind them the names and codes. */
export function sayError(error: unknown): string {
  const { message, cause } = describeError(error);
  if (message === undefined) return `an unforeseen error (${nameError(error)})`;
  return cause ? `${message} (${nameError((error as Error).cause)})` : message;
}

/** Classes and codes of an error and its causes: "DrizzleQueryError, 23505". */
function nameError(error: unknown): string {
  const names: string[] = [];
  for (let e = describeError(error), depth = 0; depth < DEEPEST; depth++) {
    names.push(e.type === "Error" ? "" : e.type, e.code === undefined ? "" : String(e.code));
    if (!e.cause) break;
    e = e.cause;
  }
  return [...new Set(names)].filter((n) => n !== "").join(", ") || "Error";
}

type ErrorLike = {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly digest?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
};

export const isErrorLike = (error: unknown): error is ErrorLike =>
  error instanceof Error ||
  (typeof error === "object" &&
    error !== null &&
    "message" in error &&
    ("stack" in error || "name" in error || "code" in error));

/** By what it carries, not by instance: a bundler may load the class twice. */
const isOurs = (error: ErrorLike): boolean =>
  error.name === "AppError" && Object.hasOwn(ERROR_CODES, String(error.code)) && "userMessage" in error;

/** jose (JWTExpired), Node (DeprecationWarning) and everybody else (…Error, …Exception). */
const CLASS =
  /^(?:\$?[A-Z][A-Za-z0-9]{0,60}(?:Error|Exception|Warning)|JW[A-Z][A-Za-z]{1,40}|JOSE[A-Za-z]{1,40})$/;

function classOf(error: ErrorLike): string {
  const ofClass = typeof error.constructor === "function" ? error.constructor.name : "";
  for (const name of [error.name, ofClass])
    if (typeof name === "string" && name !== "Error" && CLASS.test(name)) return name;
  return "Error";
}

/** Codes by which libraries tell failures apart: Node's and undici's, the operating system's, SQLSTATE, our own. */
const KNOWN_CODES = [
  /^(?:ERR|UND_ERR|OAUTH)_[A-Z0-9_]{1,60}$/,
  /^DEP\d{4}$/,
  /^(?=[0-9A-Z]{5}$)[A-Z]*[0-9][0-9A-Z]*$/,
  /^(?:ENOTFOUND|EAI_[A-Z]+|MODULE_NOT_FOUND|CONNECTION_[A-Z]+|CONNECT_TIMEOUT|SASL_[A-Z_]+|NOT_TAGGED_CALL)$/,
];

function knownCode(code: unknown): string | number | null {
  if (typeof code === "number") return Number.isSafeInteger(code) && Math.abs(code) < 100_000 ? code : null;
  if (typeof code !== "string") return null;
  const known =
    Object.hasOwn(ERROR_CODES, code) ||
    Object.hasOwn(constants.errno, code) ||
    KNOWN_CODES.some((p) => p.test(code));
  return known ? code : null;
}

/** Next shows a person this number with an error page; here it ties the two together. */
const knownDigest = (digest: unknown): string | null =>
  typeof digest === "string" && /^\d{1,12}(?:@E\d{1,6})?$/.test(digest) ? digest : null;

/** A place in code: a name as code can have it, and a file with line and column. */
const FRAME =
  /^\s*at (?:(?:async |new )?[\w$.#<>[\] ]{1,120} (?:\[as [\w$.]{1,60}\] )?\()?((?:file:\/\/|node:|\/|[A-Za-z]:\\|webpack)[^\s()]{1,300}:\d+:\d+|<anonymous>|native)\)?$/;

/**
 * The frames alone. V8 puts the message in front of them, and a message may have lines that look like frames, so the
 * message is cut off first; where it cannot be found no frame is trusted.
 */
function framesOf(error: ErrorLike): string[] {
  if (typeof error.stack !== "string") return [];
  const message = typeof error.message === "string" ? error.message : "";
  const from = error.stack.indexOf(message);
  if (from < 0) return [];
  return error.stack
    .slice(from + message.length)
    .split("\n")
    .slice(1)
    .filter((line) => FRAME.test(line))
    .slice(0, FRAMES)
    .map((line) => line.trim());
}
