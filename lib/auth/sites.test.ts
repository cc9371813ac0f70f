import { describe, expect, it } from "vitest";
import { parseEnv } from "@/lib/core/env";
import { databaseNameOf, parseSettingsFile, siteSettings } from "./site-settings";
import { parseNetwork, siteOf } from "./sites";

const siteNamed = (id: string, more: object = {}) => ({
  id,
  name: `${id} hospital`,
  origin: `https://${id}.triage.example`,
  issuers: [{ name: "EHR", issuer: `https://ehr.${id}.example/r4`, clientId: "openacuity" }],
  ...more,
});
const network = (...sites: object[]) => parseNetwork(JSON.stringify({ organisation: "A network", sites }));
const base = {
  DATABASE_URL: "postgres://owner:owned@db.example:5433/openacuity?sslmode=require",
  NEXTAUTH_SECRET: "k3J8sd92mXlqPq0Zt7Yb5Vw1Rn4Gh6Tc",
  DATA_KEYS: `k2:${Buffer.from("0123456789abcdef0123456789abcdeg").toString("base64")},k1:${Buffer.from("zyxwvutsrqponmlkjihgfedcba987654").toString("base64")}`,
  MQTT_URL: "mqtts://broker.example",
  LOG_LEVEL: "warn",
  DATA_DIR: "/data",
  AUDIT_ANCHOR_FILE: "/anchors/audit.jsonl",
};

describe("a file of sites", () => {
  const twin = siteNamed("south", { origin: "https://north.triage.example" });
  it.each([
    ["not JSON", "{", /expected JSON/],
    ["no site", { sites: [] }, /sites/],
    [
      "an id that is no name of a database",
      { sites: [siteNamed("North_1")] },
      /sites\.0\.id: expected a short name/,
    ],
    ["the word for every site", { sites: [siteNamed("all")] }, /every site/],
    ["the same id twice", { sites: [siteNamed("north"), siteNamed("north")] }, /"north" is there twice/],
    ["the same address twice", { sites: [siteNamed("north"), twin] }, /another site has the same address/],
    ["plain http", { sites: [siteNamed("north", { origin: "http://north.example" })] }, /expected an origin/],
    [
      "a path",
      { sites: [siteNamed("north", { origin: "https://north.example/app" })] },
      /expected an origin/,
    ],
    ["no EHR", { sites: [siteNamed("north", { issuers: [] })] }, /at least one EHR/],
    [
      "one registration at two sites",
      { sites: [siteNamed("north"), siteNamed("south", { issuers: siteNamed("north").issuers })] },
      /another site is "openacuity" at/,
    ],
    [
      "a setting that is none",
      { sites: [siteNamed("north", { settings: { RETENTON_DAYS: "30" } })] },
      /there is no setting RETENTON_DAYS/,
    ],
    [
      "a setting that follows from the site",
      { sites: [siteNamed("north", { settings: { APP_ORIGIN: "https://x.example" } })] },
      /APP_ORIGIN is not set for one site/,
    ],
    [
      "a secret in the open",
      { sites: [siteNamed("north", { settings: { DATA_KEYS: base.DATA_KEYS } })] },
      /DATA_KEYS is a secret/,
    ],
    [
      "a reader of the network by another site's EHR",
      { sites: [siteNamed("north", { network: ["https://ehr.south.example/r4|somebody"] })] },
      /sites\.0\.network: expected issuer\|subject/,
    ],
    ["a word nobody knows", { sites: [siteNamed("north", { tenant: 1 })] }, /tenant/],
  ])("with %s is refused in words", (_what, file, words) => {
    const text = typeof file === "string" ? file : JSON.stringify({ organisation: "A network", ...file });
    expect(() => parseNetwork(text)).toThrow(words);
    expect(() => parseNetwork(text)).not.toThrow(/0123456789/);
  });

  it("says which sites there are to who asks for another", () => {
    expect(() => siteOf(network(siteNamed("north"), siteNamed("south")), "west")).toThrow(/north, south/);
  });
});

describe("the settings of a site", () => {
  const both = network(
    siteNamed("north", { admins: ["https://ehr.north.example/r4|Practitioner/1"] }),
    siteNamed("south-east", { settings: { RETENTION_DAYS: "90", DATA_DIR: "/elsewhere" } }),
  );
  const [north, south] = both.sites.map((site) => siteSettings(site, base));

  it("are whole, and the site's", () => {
    expect(parseEnv(north ?? {})).toMatchObject({
      mode: "production",
      APP_ORIGIN: "https://north.triage.example",
      BOOTSTRAP_ADMINS: "https://ehr.north.example/r4|Practitioner/1",
      DATA_DIR: "/data/north",
      AUDIT_ANCHOR_FILE: "/anchors/north/audit.jsonl",
      LOG_LEVEL: "warn",
      SITE_ID: "north",
    });
    expect(parseEnv(south ?? {})).toMatchObject({ RETENTION_DAYS: 90, DATA_DIR: "/elsewhere" });
    const url = new URL(south?.DATABASE_URL ?? "");
    expect([url.username, url.pathname, url.host, url.search]).toEqual([
      "openacuity_south_east",
      "/openacuity_south_east",
      "db.example:5433",
      "?sslmode=require",
    ]);
  });

  it("share no secret with another site's or the installation's, and are the same at every start", () => {
    const passwords = [north, south].map((s) => new URL(s?.DATABASE_URL ?? "").password);
    const secrets = [base, north, south].flatMap((s) => [
      s?.NEXTAUTH_SECRET ?? "",
      ...(s?.DATA_KEYS ?? "").split(",").map((key) => key.split(":")[1] ?? ""),
    ]);
    expect(new Set([...secrets, ...passwords]).size).toBe(3 * 3 + 2);
    expect(north?.DATA_KEYS).toMatch(/^k2:.+,k1:/);
    expect(siteSettings(siteOf(both, "north"), base)).toEqual(north);
    expect(JSON.stringify(north)).not.toContain("owned");
  });

  it("give the way to read the network to a site where somebody may, and the way to tell to each", () => {
    const readers = ["https://ehr.north.example/r4|Practitioner/1"];
    const [reads, tells] = network(siteNamed("north", { network: readers }), siteNamed("south")).sites.map(
      (site) => siteSettings(site, base),
    );
    const of = (url: string | undefined) => {
      const { username, pathname, host } = new URL(url ?? "");
      return [username, pathname, host];
    };
    expect(of(reads?.NETWORK_READER_URL)).toEqual([
      "openacuity__network",
      "/openacuity__network",
      "db.example:5433",
    ]);
    expect(parseEnv(reads ?? {}).NETWORK_READERS).toBe(readers[0]);
    expect(parseEnv(tells ?? {})).toMatchObject({ NETWORK_READERS: "" });
    expect(parseEnv(tells ?? {}).NETWORK_READER_URL).toBeUndefined();
    expect(of(tells?.NETWORK_DATABASE_URL)).toEqual([
      "openacuity_south",
      "/openacuity__network",
      "db.example:5433",
    ]);
    expect(JSON.stringify(tells)).not.toContain(new URL(reads?.NETWORK_READER_URL ?? "").password);
  });

  it("have nothing of what only one hospital may have", () => {
    expect(north?.MQTT_URL).toBe("");
    expect(parseEnv(north ?? {}).MQTT_URL).toBeUndefined();
  });

  it("take the site's own secrets, also the keys a site had before it joined", () => {
    const kept = parseSettingsFile(
      `# kept\n\nDATA_KEYS=${base.DATA_KEYS}\nMQTT_URL=mqtts://north.example\n`,
      "north",
    );
    const settings = siteSettings(siteOf(both, "north"), base, kept);
    expect(settings.DATA_KEYS).toBe(base.DATA_KEYS);
    expect(settings.MQTT_URL).toBe("mqtts://north.example");
  });

  it.each([
    ["without PostgreSQL", { ...base, DATABASE_URL: undefined }, {}, /the embedded database holds one/],
    ["with EHRs of the installation's", { ...base, SMART_ISSUERS: "[]" }, {}, /each site names its own/],
    ["with an address of its own file's", base, { APP_ORIGIN: "https://x.example" }, /not set for one site/],
  ])("are refused %s", (_how, given, kept, words) => {
    expect(() => siteSettings(siteOf(both, "north"), given, kept)).toThrow(words);
  });

  it("say which line of a settings file is none, and never quote it", () => {
    expect(() => parseSettingsFile("LOG_LEVEL=info\nDATA_KEY=topsecret", "north")).toThrow(
      /setting 2 is not NAME/,
    );
    expect(() => parseSettingsFile("DATA_KEY=topsecret", "north")).not.toThrow(/topsecret/);
  });

  it("refuse a name that PostgreSQL would cut", () => {
    expect(() => databaseNameOf(`postgres://x/${"d".repeat(60)}`, "north")).toThrow(/too long/);
  });
});

it("keeps a process from starting that does not know which site it is for", () => {
  const env = { ...base, SITES_FILE: "sites.json", APP_ORIGIN: "https://x.example" };
  expect(() => parseEnv(env)).toThrow(/which site/);
});
