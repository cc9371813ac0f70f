import { expect, it, vi } from "vitest";
import { AppError, toAppError } from "./errors";

it("knows an error of another copy of this module, as there is one in every bundle", async () => {
  vi.resetModules();
  const other = await import("./errors");
  expect(other.AppError).not.toBe(AppError);
  const error = new other.AppError("model-unavailable", "off", { userMessage: "Switched off." });
  expect(error).toBeInstanceOf(AppError);
  expect(toAppError(error)).toBe(error);
  for (const foreign of [new Error("x"), { code: "internal" }, "internal", null, undefined])
    expect(foreign).not.toBeInstanceOf(AppError);
});
