/**
 * One error type for the whole product. `code` is stable (logs, metrics, API answers), `message` is for the engineer,
 * `userMessage` is for the person at the screen and never carries PHI, `cause` keeps what really happened.
 */
export const ERROR_CODES = {
  unauthenticated: { status: 401, userMessage: "Your session has ended. Please launch OpenAcuity again." },
  forbidden: { status: 403, userMessage: "Your role does not allow this." },
  "foreign-page": {
    status: 403,
    userMessage: "This was not sent by a page of OpenAcuity's own address. Nothing was changed.",
  },
  "other-person": {
    status: 409,
    userMessage: "Somebody else is signed in on this browser now. Nothing was saved.",
  },
  "earlier-launch": {
    status: 409,
    userMessage: "This page was opened before you last signed in. Nothing was saved. Please open it again.",
  },
  "not-found": { status: 404, userMessage: "This could not be found. It may have been removed." },
  "invalid-input": { status: 400, userMessage: "Something in the request was not valid." },
  "rate-limited": { status: 429, userMessage: "Too many requests at once. Please try again in a moment." },
  conflict: { status: 409, userMessage: "Someone else changed this in the meantime. Please look again." },
  "stale-view": {
    status: 409,
    userMessage: "New information about this patient arrived after this page was shown. Please look again.",
  },
  "already-decided": {
    status: 409,
    userMessage: "A colleague has already recorded a level for this visit. Please look again.",
  },
  "confirmation-needed": {
    status: 409,
    userMessage:
      "This level goes below a safety rule, or far from the suggestion. It has to be confirmed first.",
  },
  "more-urgent": {
    status: 409,
    userMessage:
      "The model is more urgent than the level you chose. Nothing was saved. Please look, then decide.",
  },
  "own-level-first": {
    status: 409,
    userMessage: "Give your own level first; the suggestion is shown after it. Nothing was saved.",
  },
  "wrong-patient": {
    status: 409,
    userMessage: "This page and the EHR launch are about different patients. Nothing was saved.",
  },
  "visit-closed": {
    status: 409,
    userMessage: "The EHR says this visit is not open. Nothing was saved.",
  },
  "visit-doubtful": {
    status: 409,
    userMessage:
      "Something about this visit is out of the ordinary. Look at it and say why you triage on it.",
  },
  "identity-changed": {
    status: 409,
    userMessage:
      "The name, birth date, sex or record number in the EHR has changed since this page was shown. Nothing was saved. " +
      "Check that this is still the right patient.",
  },
  "launch-refused": {
    status: 400,
    userMessage: "The EHR launch could not be verified. Please launch again.",
  },
  "ehr-unavailable": { status: 503, userMessage: "The EHR cannot be reached at the moment." },
  "ehr-refused": { status: 502, userMessage: "The EHR refused this request." },
  "ehr-malformed": { status: 502, userMessage: "The EHR sent something that could not be understood." },
  "mirror-failed": { status: 502, userMessage: "MLflow cannot be reached at the moment." },
  "model-unavailable": { status: 503, userMessage: "The model is not available. Safety rules still apply." },
  "artifact-invalid": {
    status: 503,
    userMessage: "The model file failed its integrity check and was not loaded.",
  },
  "gates-failed": {
    status: 409,
    userMessage: "This version failed a check and cannot be put into use.",
  },
  "labels-fallen": {
    status: 409,
    userMessage: "This version learned from labels that may not be learned from any more.",
  },
  "gates-unverified": {
    status: 409,
    userMessage:
      "The checks in force cannot be verified. Nothing is measured or promoted until they are put into force again.",
  },
  "not-measured": {
    status: 409,
    userMessage: "This version has not been measured yet. Measure it first.",
  },
  "prefetch-missing": {
    status: 412,
    userMessage: "The patient and the visit have to be sent along, or a token to read them with.",
  },
  "insufficient-data": { status: 422, userMessage: "There is not enough data for this." },
  "config-invalid": { status: 500, userMessage: "The server's settings are not valid." },
  "data-locked": { status: 503, userMessage: "The database is in use by another process." },
  "decrypt-failed": { status: 500, userMessage: "Stored data could not be read with the current keys." },
  "queue-unavailable": { status: 503, userMessage: "The work queue cannot be reached at the moment." },
  internal: { status: 500, userMessage: "Something went wrong on our side. It has been logged." },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === "string" && Object.hasOwn(ERROR_CODES, value);

/** Next bundles modules more than once: an error of the runtime's own bundle is one of a page's bundle, too. */
const BRAND = Symbol.for("openacuity.AppError");

export class AppError extends Error {
  static override [Symbol.hasInstance](error: unknown): error is AppError {
    return typeof error === "object" && error !== null && BRAND in error;
  }

  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly userMessage: string;
  readonly status: number;
  /** Machine-readable detail without PHI, e.g. the field that was wrong. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message?: string,
    options: { cause?: unknown; userMessage?: string; detail?: Record<string, unknown> } = {},
  ) {
    super(message ?? ERROR_CODES[code].userMessage, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.userMessage = options.userMessage ?? ERROR_CODES[code].userMessage;
    this.status = ERROR_CODES[code].status;
    this.detail = options.detail ?? {};
  }
}

/**
 * Anything thrown becomes an AppError; the unknown becomes `internal` and keeps its cause. A foreign message is not taken
 * over: it may quote patient data, and an AppError's own message is logged and stored.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError("internal", "an unforeseen error", { cause: error });
}
