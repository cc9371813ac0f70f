import { describe, expect, it, vi } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { LeftOutOfLearning } from "./left-out";

describe("leaving a patient out of learning, on their page", () => {
  const draw = (leftOut: { since: string; by: string | null } | null) =>
    renderToStaticMarkup(
      <LeftOutOfLearning leftOut={leftOut} change={vi.fn()} onChanged={async () => undefined} />,
    );

  it("is one quiet button while nobody asked for it", () => {
    const html = draw(null);
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).toContain("Leave out of learning");
    expect(html).not.toContain("since");
  });

  it("says since when and who recorded it, where that is known, and offers the way back", () => {
    expect(draw({ since: "2026-11-30T08:00:00Z", by: "Nurse One" })).toMatch(
      /Left out of learning since .*recorded by Nurse One.*No longer leave out of learning/s,
    );
    expect(draw({ since: "2026-11-30T08:00:00Z", by: null })).not.toContain("recorded by");
  });
});
