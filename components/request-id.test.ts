import { expect, it } from "vitest";
import { newRequestId } from "./request-id";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it("makes a UUID v4 with and without randomUUID", () => {
  const bare = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  for (let i = 0; i < 50; i++) {
    expect(newRequestId()).toMatch(UUID_V4);
    expect(newRequestId(bare)).toMatch(UUID_V4);
  }
  expect(newRequestId(bare)).not.toBe(newRequestId(bare));
});
