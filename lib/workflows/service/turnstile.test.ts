import { expect, it } from "vitest";
import { Turnstile } from "./turnstile";

it("lets so many in at a time, in order, and goes on after a failure", async () => {
  const turnstile = new Turnstile(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const visit = (n: number) =>
    turnstile.run(async () => {
      order.push(n);
      most = Math.max(most, ++inside);
      await new Promise((r) => setTimeout(r, 2));
      inside--;
      if (n === 1) throw new Error("stumbled");
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(visit));
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  expect(results.filter((r) => r.status === "rejected")).toHaveLength(1);
});
