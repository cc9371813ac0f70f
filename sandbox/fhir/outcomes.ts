import { badRequest, businessRule, OperationOutcomeError } from "@medplum/core";
import type { OperationOutcome } from "./types";

/** The server's refusals. Each becomes an OperationOutcome with the HTTP status that R4 gives it. */
export const refuse = {
  badRequest: (text: string) => new OperationOutcomeError(badRequest(text)),
  /** 403: the token or the person behind it may not do this. */
  forbidden: (text: string) =>
    new OperationOutcomeError({
      resourceType: "OperationOutcome",
      id: "forbidden",
      issue: [{ severity: "error", code: "forbidden", details: { text } }],
    }),
  /** 422: well formed, but the record would become wrong. */
  businessRule: (key: string, text: string) => new OperationOutcomeError(businessRule(key, text)),
};

export const outcome = (
  code: NonNullable<OperationOutcome["issue"]>[number]["code"],
  text: string,
): OperationOutcome => ({
  resourceType: "OperationOutcome",
  issue: [{ severity: "error", code, diagnostics: text }],
});
