import { describe, expect, it } from "vitest";
import { readCapabilities } from "./capabilities";
import { kindOfCall, subscriptionOf, whatToAsk } from "./news";

const BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";
const server = (resource: object | null) =>
  readCapabilities({
    resourceType: "CapabilityStatement",
    rest: [{ mode: "server", resource: resource ? [{ type: "Subscription", ...resource }] : [] }],
  })?.subscriptions ?? null;
const topic = (valueCanonical: string) => ({
  url: `${BACKPORT}/capabilitystatement-subscriptiontopic-canonical`,
  valueCanonical,
});

describe("what a server is asked to tell of", () => {
  it.each([
    ["nothing, where it lists no Subscription", null, [], []],
    ["nothing, where it lets nobody make one", { interaction: [{ code: "read" }] }, [], []],
    [
      "vital signs and emergency visits, of a plain R4 server",
      { interaction: [{ code: "create" }] },
      [],
      ["Observation?category=vital-signs", "Encounter?class=EMER"],
    ],
    [
      "topics about what a board shows",
      { extension: [topic("http://x.example/vital-signs"), topic("http://x.example/claim-update")] },
      [],
      ["http://x.example/vital-signs"],
    ],
    [
      "nothing, where its topics are about other things",
      { supportedProfile: [`${BACKPORT}/backport-subscription|1.1.0`], extension: [] },
      [],
      [],
    ],
    ["the topics the site has chosen", {}, ["http://x.example/mine"], ["http://x.example/mine"]],
  ] as const)("%s", (_what, resource, named, wanted) => {
    expect(whatToAsk(server(resource), named).map((w) => w.criteria)).toEqual(wanted);
  });
});

describe("a Subscription", () => {
  const asked = {
    criteria: "Encounter?class=EMER",
    endpoint: "https://o.example/api/hooks/ehr/1",
    secret: "s",
    end: new Date(0),
  };
  it("asks a plain R4 server for a call without content", () => {
    const { channel } = subscriptionOf({ ...asked, form: "criteria" }) as { channel: object };
    expect(channel).toEqual({
      type: "rest-hook",
      endpoint: asked.endpoint,
      header: ["Authorization: Bearer s"],
    });
  });
  it("asks for ids alone by topic", () => {
    const made = JSON.stringify(subscriptionOf({ ...asked, form: "topic" }));
    expect(made).toContain('"valueCode":"id-only"');
    expect(made).not.toContain("full-resource");
  });
});

describe("a call", () => {
  const call = (type: string) =>
    JSON.stringify({ entry: [{ resource: { parameter: [null, { name: "type", valueCode: type }] } }] });
  it.each([
    [call("handshake"), "sign-of-life"],
    [call("heartbeat"), "sign-of-life"],
    [call("event-notification"), "news"],
    [call("query-status"), "news"],
    ["", "news"],
    ["null", "news"],
    ["[1]", "news"],
    ['{"entry":[{"resource":{"parameter":"x"}}]}', "news"],
  ])("%s is %s", (text, kind) => expect(kindOfCall(text)).toBe(kind));
});
