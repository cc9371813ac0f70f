import { describe, expect, it } from "vitest";
import { isOwnOrigin, sentFrom } from "./own-origin";

const APP = "https://triage.hospital.example";

describe("where a request comes from", () => {
  it.each<[boolean, string | null, string | null, string]>([
    [true, APP, "same-origin", "our own page"],
    [true, APP, null, "our own page, in a browser that sends no Fetch Metadata"],
    [true, "null", "same-origin", "our own form, under a policy that withholds the origin"],
    [true, null, "same-origin", "our own form, in a browser that leaves Origin out"],
    [false, null, null, "no browser at all, or one that says nothing"],
    [false, "null", null, "a sandboxed frame or a local file"],
    [false, "null", "cross-site", "a sandboxed frame of another site"],
    [false, null, "none", "an address typed by hand"],
    [false, null, "same-site", "a neighbour under the same domain"],
    [false, "https://evil.example", "cross-site", "another site"],
    [false, "https://evil.example", "same-origin", "another site that claims to be ours"],
    [false, "http://triage.hospital.example", "same-site", "our name without TLS"],
    [false, `${APP}.evil.example`, "cross-site", "our name with something behind it"],
    [false, `${APP}:8443`, "same-site", "another port of our machine"],
    [false, "", null, "an empty origin"],
  ])("%s: Origin %s, Sec-Fetch-Site %s (%s)", (own, origin, fetchSite, _who) => {
    expect(isOwnOrigin({ origin, fetchSite }, `${APP}/`)).toBe(own);
  });

  it("looks at what the browser sends and at nothing a proxy may set", () => {
    const headers = new Headers({ host: "evil.example", "x-forwarded-host": "evil.example", origin: APP });
    expect(sentFrom(headers)).toEqual({ origin: APP, fetchSite: null });
  });
});
