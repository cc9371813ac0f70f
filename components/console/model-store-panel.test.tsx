import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import type { ModelStoreView } from "@/lib/workflows/learning/view-model-store";
import { ModelStorePanel } from "./model-store-panel";

const shown = (over: Partial<ModelStoreView>) =>
  renderToStaticMarkup(
    <ModelStorePanel
      view={{
        bucket: "models",
        server: "minio.example.org",
        reachedAt: "2026-11-29T08:00:00.000Z",
        error: null,
        versions: [{ version: "0.3.0", kept: true, why: null }],
        notAsked: 0,
        ...over,
      }}
    />,
  ).replace(/<[^>]+>/g, "");

describe("the model store on the page of models", () => {
  it("says that everything is there, where, and since when that is known", () => {
    const text = shown({ notAsked: 2 });
    expect(text).toContain(
      "The only version is kept in the bucket models on minio.example.org, last reached",
    );
    expect(text).toContain("2 older ones were not asked about");
  });

  it("names what is not there and why", () => {
    const text = shown({
      versions: [
        { version: "0.3.0+r1", kept: false, why: "it is sent within a minute" },
        { version: "0.3.0", kept: true, why: null },
      ],
    });
    expect(text).toContain("1 of 2 versions are kept");
    expect(text).toContain("0.3.0+r1 is not there: it is sent within a minute.");
  });

  it("guesses nothing while the store is away, and says when it last answered", () => {
    const text = shown({
      error: "no answer",
      reachedAt: null,
      versions: [{ version: "0.3.0", kept: false, why: "not known" }],
    });
    expect(text).toContain("is not known now (no answer). Last reached: not since this process started.");
    expect(text).not.toContain("0.3.0");
  });
});
