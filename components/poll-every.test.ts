import { afterEach, describe, expect, it, vi } from "vitest";
import { ActionError, toActionError } from "./action-error";
import { getJson } from "./get-json";
import { pollEvery } from "./poll-every";

afterEach(() => vi.unstubAllGlobals());

const answered = (status: number, headers: Record<string, string>, body: unknown) =>
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status, headers }));

describe("a page that keeps itself up to date", () => {
  it("asks in its own rhythm while it is answered, and after other failures", () => {
    expect(pollEvery(2_000, { error: null })).toBe(2_000);
    expect(pollEvery(2_000, { error: new TypeError("no network") })).toBe(2_000);
    expect(pollEvery(2_000, { error: new ActionError("ehr-unavailable", "x") })).toBe(2_000);
  });

  it("waits as long as the server says, and a little more that differs from page to page", async () => {
    answered(429, { "retry-after": "40" }, { code: "rate-limited", title: "Too many requests at once." });
    const error = await getJson("/board/data").catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "rate-limited", detail: { retryAfterMs: 40_000 } });
    expect(pollEvery(2_000, { error }, () => 0)).toBe(40_000);
    expect(pollEvery(2_000, { error }, () => 1)).toBe(50_000);
    expect(pollEvery(60_000, { error }, () => 0)).toBe(60_000);
  });

  it.each([undefined, "soon", -1, 1e12])("waits a sensible time for %s", (retryAfterMs) => {
    const error = new ActionError("rate-limited", "x", null, { retryAfterMs });
    const wait = pollEvery(2_000, { error }, () => 0);
    expect(wait).toBeGreaterThanOrEqual(15_000);
    expect(wait).toBeLessThanOrEqual(300_000);
  });
});

it("takes the door's refusal of an action for what it is", () => {
  expect(
    toActionError(new Error("rate-limited: Too many requests at once. Please wait 5 seconds.")),
  ).toMatchObject({
    code: "rate-limited",
    message: "Too many requests at once. Please wait 5 seconds.",
  });
  expect(toActionError(new Error("rate limited"))).toMatchObject({ code: "network" });
});
