import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { ExplanationJobView } from "@/lib/workflows/views";
import { ExplanationJob } from "./job";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {} }) }));

const never = async (): Promise<never> => {
  throw new Error("not asked on the server");
};
const aJob = (more: Partial<ExplanationJobView>): ExplanationJobView => ({
  id: "410fded1-6032-4009-9681-72e4d5fc751f",
  status: "running",
  requestedBy: "Sam Steward",
  requestedAt: "2026-11-24T10:00:00.000Z",
  attempt: 1,
  progress: null,
  error: null,
  computedAt: null,
  ...more,
});

type Options = { job?: ExplanationJobView | null; canCompute?: boolean; patients?: number };
function html(
  { job = null, canCompute = true, patients = 250 }: Options,
  source: "site" | "reference" = "reference",
) {
  return renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <ExplanationJob
        version="0.1.0"
        source={source}
        initial={job}
        mostCases={800}
        site={{ patients, needed: 100 }}
        canCompute={canCompute}
        actions={{ read: never, compute: never, cancel: never }}
      />
    </QueryClientProvider>,
  );
}

describe("where computing stands", () => {
  it("offers to compute, and says over what and what it replaces", () => {
    expect(html({})).toMatch(/>Compute<.*800 visits made up/s);
    const again = html({ job: aJob({ status: "succeeded", computedAt: "2026-11-24T11:00:00.000Z" }) });
    expect(again).toMatch(/>Compute again<.*Replaces the result below/s);
    expect(html({}, "site")).toContain("the last assessment of each of 250 patients");
  });

  it("shows how far it is, for how much longer, and lets it be cancelled", () => {
    const running = html({ job: aJob({ attempt: 2, progress: { done: 200, total: 800, etaSeconds: 90 } }) });
    expect(running).toContain("200 of 800 cases explained");
    expect(running).toContain('aria-valuenow="25"');
    expect(running).toContain("about 1 min left");
    expect(running).toContain("attempt 2, because a worker stopped");
    expect(running).toContain(">Cancel<");
    expect(html({ job: aJob({ status: "queued" }) })).toContain("Waiting for a worker to take it");
  });

  it("says why it failed, and that an earlier result is unchanged", () => {
    const failed = html({
      job: aJob({
        status: "failed",
        error: "The worker stopped 3 times.",
        computedAt: "2026-11-24T11:00:00.000Z",
      }),
    });
    expect(failed).toContain("The worker stopped 3 times.");
    expect(failed).toContain("earlier result below is unchanged");
    expect(html({ job: aJob({ status: "cancelled" }) })).toContain("There is no result yet.");
  });

  it("gives an auditor no button", () => {
    for (const job of [null, aJob({}), aJob({ status: "failed", error: "x" })])
      expect(html({ job, canCompute: false })).not.toContain("<button");
  });

  it("does not start on the site's data while there is little of it", () => {
    const few = html({ patients: 1 }, "site");
    expect(few).toContain("1 patient assessed here so far; from 100 on");
    expect(few).toMatch(/<button[^>]* disabled=""/);
    expect(few).not.toContain("disabled:opacity-100");
  });
});
