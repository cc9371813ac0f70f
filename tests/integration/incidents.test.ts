import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/db/queries/audit";
import { incidentEntry } from "@/db/schema";
import { resumeModel, stopModel, viewSwitch } from "@/lib/workflows/govern/switch-model";
import {
  addLink,
  addNote,
  closeIncident,
  exportIncident,
  judgeSeverity,
  reopenIncident,
  reviewIncident,
  startIncident,
  viewIncident,
  viewIncidents,
  workOn,
} from "@/lib/workflows/watch/incidents";
import { openIncident } from "@/lib/workflows/watch/open-incident";
import { answerAlerts } from "@/lib/workflows/watch/receive-alerts";
import { openTestRuntime, signedIn, type TestRuntime } from "./support/runtime";

const TOKEN = "a token for the tests of alerts";
let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime({ ALERTS_TOKEN: TOKEN });
});
afterAll(() => test.close());

const steward = () => signedIn(test.rt, "admin", "incident:write");
const gesture = (incidentId: string) => ({ incidentId, requestId: randomUUID() });
const started = async () => {
  const auth = await steward();
  const asked = {
    requestId: randomUUID(),
    kind: "complaint",
    severity: null,
    title: "Too calm",
    words: "",
  } as const;
  return { auth, asked, ...(await startIncident(test.rt, auth, asked)) };
};
const kinds = (view: { entries: readonly { kind: string }[] }) => view.entries.map((e) => e.kind);

describe("an incident", () => {
  it("goes from opening over review to closing, with what was done meanwhile, and can be opened again", async () => {
    const { rt } = test;
    const { auth, asked, id } = await started();
    expect(await startIncident(rt, auth, asked)).toEqual({ id });
    await judgeSeverity(rt, auth, { ...gesture(id), severity: "high" });
    const note = { ...gesture(id), words: "Levels of 5 for chest pain" };
    await Promise.all([addNote(rt, auth, note), addNote(rt, auth, note)]);
    await stopModel(rt, auth, { reason: "While it is looked into" });
    const { seq } = await viewSwitch(rt, auth);
    await resumeModel(rt, auth, { reason: "It was a broken feed", expectedSeq: seq });
    // Somebody else's deeds are not of this incident.
    await stopModel(rt, await steward(), { reason: "Another matter" });
    await resumeModel(rt, auth, { reason: "That is over, too", expectedSeq: seq + 2 });

    const seen = (await viewIncident(rt, auth, id)).entries.length;
    await addNote(rt, await steward(), { ...gesture(id), words: "One more thing" });
    const ending = { words: "A feed sent no SpO2", seenEntries: seen };
    await expect(closeIncident(rt, auth, { ...gesture(id), ...ending })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(reviewIncident(rt, auth, { ...gesture(id), ...ending })).rejects.toMatchObject({
      code: "conflict",
    });
    await reviewIncident(rt, auth, { ...gesture(id), ...ending, seenEntries: seen + 1 });
    const closing = { ...gesture(id), words: "The feed is mended", seenEntries: seen + 2 };
    const both = await Promise.all([closeIncident(rt, auth, closing), closeIncident(rt, auth, closing)]);
    expect(both.map((v) => v.status)).toEqual(["closed", "closed"]);
    expect(kinds(both[0])).toEqual([
      ...["opened", "judged", "note", "deed", "deed", "deed"],
      ...["note", "reviewed", "closed"],
    ]);
    await expect(judgeSeverity(rt, auth, { ...gesture(id), severity: "low" })).rejects.toMatchObject({
      code: "conflict",
    });
    const again = await reopenIncident(rt, auth, { ...gesture(id), words: "It came back" });
    expect(again).toMatchObject({ status: "open", severity: "high", reviewed: false, closedAt: null });
    expect(kinds(again).at(-1)).toBe("reopened");
    expect(
      (await rt.db.select().from(incidentEntry)).every((e) => !JSON.stringify(e.words).includes("chest")),
    ).toBe(true);
    const events = (await listAuditEvents(rt.db, { limit: 50 })).filter((e) => e.subjectId === id);
    expect(events.map((e) => e.event).reverse()).toEqual([
      "incident.opened",
      ...["incident.noted", "incident.noted", "incident.noted"],
      ...["incident.reviewed", "incident.closed", "incident.reopened"],
    ]);
  });

  it("is linked only to what there is, lets a person stop working on it, and is exported whole", async () => {
    const { rt } = test;
    const { auth, id } = await started();
    const nothing = { ...gesture(id), what: "assessment", ref: randomUUID() } as const;
    await expect(addLink(rt, auth, nothing)).rejects.toMatchObject({ code: "not-found" });
    await expect(
      addLink(rt, auth, { ...nothing, what: "model-version", ref: "9.9.9" }),
    ).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await workOn(rt, auth, { incidentId: id, on: false })).toMatchObject({ isFocus: false });
    await stopModel(rt, auth, { reason: "On no incident" });
    const { seq } = await viewSwitch(rt, auth);
    await resumeModel(rt, auth, { reason: "On no incident either", expectedSeq: seq });
    const file = JSON.parse(await exportIncident(rt, auth, id));
    expect(file).toMatchObject({
      format: "openacuity-incident/1",
      incident: { id, title: "Too calm", links: [] },
    });
    expect(kinds(file.incident)).toEqual(["opened"]);
    await expect(viewIncident(rt, auth, randomUUID())).rejects.toMatchObject({ code: "not-found" });
  });

  it("is opened by a job once for the same thing, also by two at the same moment", async () => {
    const { rt } = test;
    const drift = {
      kind: "drift",
      severity: "moderate",
      title: "SpO2 is missing",
      source: "drift:spo2:1",
    } as const;
    const open = () => rt.db.transaction((tx) => openIncident(tx, "system", drift, rt.clock()));
    const made = await Promise.all([open(), open()]);
    expect(made.map((m) => m.opened).sort()).toEqual([false, true]);
    expect(new Set(made.map((m) => m.incident.id)).size).toBe(1);
    expect(made[0].incident.openedBy).toBe("OpenAcuity");
  });
});

describe("alerts", () => {
  const alert = (more: object = {}) => ({
    status: "firing",
    labels: { alertname: "OpenAcuityDown", severity: "page" },
    annotations: { summary: "The app does not answer", description: "Prometheus could not read it." },
    startsAt: "2026-11-30T01:00:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    fingerprint: "0123456789abcdef",
    ...more,
  });
  const call = (alerts: object[], token = TOKEN) =>
    answerAlerts(test.rt, `Bearer ${token}`, async () => ({ version: "4", alerts }));
  const opened = async () => {
    const auth = await steward();
    const { page } = await viewIncidents(test.rt, auth, {});
    const rows = page.items.filter((i) => i.kind === "alert");
    return Promise.all(rows.map((r) => viewIncident(test.rt, auth, r.id)));
  };

  it("are taken from nobody but who holds the token, and from nobody at all without one", async () => {
    const never = async () => {
      throw new Error("read before it was known who calls");
    };
    const off = { ...test.rt, env: { ...test.rt.env, ALERTS_TOKEN: undefined } };
    expect(await answerAlerts(off, `Bearer ${TOKEN}`, never)).toMatchObject({ status: 404 });
    for (const given of [null, "", "Bearer wrong"])
      expect(await answerAlerts(test.rt, given, never)).toMatchObject({ status: 401 });
    await expect(call([{ status: "firing" }])).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("open one incident a firing, whoever repeats it; what follows is noted there", async () => {
    expect(await Promise.all([call([alert()]), call([alert()])])).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
    expect(await call([alert()])).toMatchObject({ body: { opened: 0, noted: 0 } });
    const over = alert({ status: "resolved", endsAt: "2026-11-30T01:10:00Z" });
    expect(await call([over])).toMatchObject({ body: { noted: 1 } });
    expect(await call([over])).toMatchObject({ body: { noted: 0 } });
    expect(await call([alert({ startsAt: "2026-11-30T02:00:00Z" })])).toMatchObject({
      body: { opened: 0, noted: 1 },
    });
    const [incident, ...more] = await opened();
    expect(more).toEqual([]);
    expect(incident).toMatchObject({
      title: "The app does not answer",
      severity: "high",
      openedBy: "OpenAcuity",
    });
    expect(kinds(incident ?? { entries: [] })).toEqual(["opened", "resolved", "fired"]);
  });

  it("that fire again after an incident was closed open another one; its own repetitions do not", async () => {
    const auth = await steward();
    const [first] = await opened();
    if (!first) throw new Error("none was opened");
    const seenEntries = first.entries.length;
    await reviewIncident(test.rt, auth, { ...gesture(first.id), words: "Looked into", seenEntries });
    await closeIncident(test.rt, auth, {
      ...gesture(first.id),
      words: "All well",
      seenEntries: seenEntries + 1,
    });
    expect(await call([alert()])).toMatchObject({ body: { opened: 0, noted: 0 } });
    expect(await call([alert({ startsAt: "2026-11-30T03:00:00Z" })])).toMatchObject({ body: { opened: 1 } });
    expect(await opened()).toHaveLength(2);
  });
});
