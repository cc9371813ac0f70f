import { describe, expect, it } from "vitest";
import { SharedAnswers } from "./shared-answers";

/** Answers that are given when the test says so. */
function slow() {
  const asked: (readonly string[])[] = [];
  const pending: { answer: (of: (key: string) => string) => void; fail: (why: Error) => void }[] = [];
  const work = (keys: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      asked.push(keys);
      pending.push({ answer: (of) => resolve(keys.map(of)), fail: reject });
    });
  return { asked, pending, work };
}

describe("answers that are shared", () => {
  it("are worked out once for all who ask meanwhile and soon after, in the order asked", async () => {
    const { asked, pending, work } = slow();
    const shared = new SharedAnswers<string>();
    const first = shared.get(["a", "b"], 0, 10, work);
    const second = shared.get(["c", "b", "a", "b"], 1, 10, work);
    expect(asked).toEqual([["a", "b"], ["c"]]);
    for (const p of pending) p.answer((key) => key.toUpperCase());
    expect(await first).toEqual(["A", "B"]);
    expect(await second).toEqual(["C", "B", "A", "B"]);
    expect(await shared.get(["a"], 9, 10, work)).toEqual(["A"]);
    expect(asked).toHaveLength(2);
  });

  it("are worked out anew when they are old, or the clock was set back", async () => {
    const shared = new SharedAnswers<number>();
    let n = 0;
    const work = async (keys: readonly string[]) => keys.map(() => ++n);
    expect(await shared.get(["a"], 100, 10, work)).toEqual([1]);
    expect(await shared.get(["a"], 110, 10, work)).toEqual([2]);
    expect(await shared.get(["a"], 50, 10, work)).toEqual([3]);
  });

  it("that are dropped while they are worked out go to nobody who asks afterwards", async () => {
    const { asked, pending, work } = slow();
    const shared = new SharedAnswers<string>();
    const before = shared.get(["a"], 0, 10, work);
    const { revision } = shared;
    shared.drop("a");
    expect(shared.revision).toBeGreaterThan(revision);
    const after = shared.get(["a"], 1, 10, work);
    pending[1]?.answer(() => "new");
    pending[0]?.answer(() => "old");
    expect([await before, await after]).toEqual([["old"], ["new"]]);
    expect(await shared.get(["a"], 2, 10, work)).toEqual(["new"]);
    expect(asked).toHaveLength(2);
  });

  it("are not kept where they failed or are not fit to be shared", async () => {
    const { asked, pending, work } = slow();
    const shared = new SharedAnswers<string>();
    const failed = shared.get(["a", "b"], 0, 10, work);
    pending[0]?.fail(new Error("no"));
    await expect(failed).rejects.toThrow("no");
    const unfit = shared.get(["a", "b"], 1, 10, work, (answer) => answer !== "a");
    pending[1]?.answer((key) => key);
    expect(await unfit).toEqual(["a", "b"]);
    const again = shared.get(["a", "b"], 2, 10, work);
    expect(asked).toEqual([["a", "b"], ["a", "b"], ["a"]]);
    pending[2]?.answer(() => "z");
    expect(await again).toEqual(["z", "b"]);
  });
});
