import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { ActionError } from "@/components/action-error";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { WhatWouldChangeInWords } from "@/lib/explain/change-words";
import type { AssessmentView } from "@/lib/workflows/views";
import { WhatWouldChange } from "./what-would-change";

const assessment = { id: "a1", level: 3, model: { state: "ready" } } as unknown as AssessmentView;
const found: WhatWouldChangeInWords = {
  level: 3,
  moreUrgent: {
    changes: [
      {
        level: 2,
        text: "Would become level 2 if SpO₂ fell below 91 %",
        note: "By the safety rule “hypoxia”.",
      },
    ],
    message: null,
  },
  lessUrgent: { changes: [], message: "The safety rule “stroke” holds the level." },
};

function render(
  prepare: (client: QueryClient) => void,
  props: Partial<Parameters<typeof WhatWouldChange>[0]> = {},
) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, retryOnMount: false } } });
  prepare(client);
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <WhatWouldChange assessment={assessment} waiting={false} load={async () => found} {...props} />
    </QueryClientProvider>,
  );
}
const key = ["what-would-change", "a1"];
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

describe("what would change this", () => {
  it("says both directions in words, with a sign beside the colour and the rule behind it", () => {
    const html = render((client) => client.setQueryData(key, found));
    const text = textOf(html);
    expect(text).toMatch(
      /What would change this ▲ More urgent .*Would become level 2 if SpO₂ fell below 91 %\./,
    );
    expect(text).toContain("By the safety rule “hypoxia”.");
    expect(text).toMatch(/▼ Less urgent The safety rule “stroke” holds the level\./);
    expect(html.match(/<h3/g)).toHaveLength(2);
    expect(text).not.toMatch(/re-?measure|please/i);
  });

  it("tells a screen reader that it is being worked out, and that one can decide", () => {
    const html = render(() => {});
    expect(html).toMatch(/role="status"[^>]*><span class="sr-only">Working out what would change/);
    expect(render(() => {}, { waiting: true })).toBe(html);
  });

  it("says when it failed, why, and offers to try again", () => {
    const failed = render((client) => {
      const query = client.getQueryCache().build(client, { queryKey: key });
      query.setState({
        status: "error",
        error: new ActionError("model-unavailable", "The model is not available.", null),
        fetchStatus: "idle",
      });
    });
    expect(textOf(failed)).toMatch(
      /could not be worked out\. The model is not available\. The level is not affected/,
    );
    expect(failed).toMatch(/<button[^>]*>Try again<\/button>/);
  });

  it("is not there where no model answered", () => {
    const rules = { ...assessment, model: { state: "rules-only", why: "x" } } as AssessmentView;
    expect(render(() => {}, { assessment: rules })).toBe("");
    expect(render((client) => client.setQueryData(key, null))).toBe("");
  });
});
