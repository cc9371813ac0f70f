import type { ResourceOf, Stored } from "../fhir/types";
import type { ResourceStore } from "../store/store";
import type { SandboxUser } from "../users";
import { type Html, html } from "./html";
import { layout } from "./layout";
import { launchForm, levelBadge } from "./list";
import {
  clock,
  duration,
  has,
  isAcuity,
  levelOf,
  type Observation,
  observations,
  row,
  statusText,
  valueText,
} from "./view";

const COLUMNS: readonly (readonly [code: string, label: string])[] = [
  ["8867-4", "Heart rate"],
  ["9279-1", "Breathing rate"],
  ["85354-9", "Blood pressure"],
  ["8310-5", "Temperature"],
  ["59408-5", "SpO₂"],
  ["3151-8", "Oxygen"],
  ["72514-3", "Pain"],
  ["9269-2", "GCS"],
  ["80288-4", "Consciousness"],
];

export function chartPage(
  store: ResourceStore,
  encounterId: string,
  user: SandboxUser,
  now: Date,
  embed = false,
): string | null {
  const encounter = store.get("Encounter", encounterId) as Stored<ResourceOf<"Encounter">> | undefined;
  if (!encounter) return null;
  const r = row(store, encounter, now);
  const all = observations(store, encounterId);
  const owner = encounter.subject?.reference ?? "";
  const about = <K extends "Condition" | "MedicationStatement" | "MedicationRequest" | "AllergyIntolerance">(
    type: K,
  ) => [...store.about([owner], type)] as unknown as Stored<ResourceOf<K>>[];
  const problems = about("Condition")
    .filter((c) => !c.category?.some((k) => k.coding?.some((x) => x.code === "encounter-diagnosis")))
    .map((c) => c.code?.text ?? "");
  const medicines = [...about("MedicationStatement"), ...about("MedicationRequest")].map(
    (m) => m.medicationCodeableConcept?.text ?? "",
  );
  const allergies = about("AllergyIntolerance").map((a) =>
    [a.code?.text, a.reaction?.[0]?.manifestation[0]?.text].filter(Boolean).join(": "),
  );
  return layout({
    title: r.name,
    user,
    path: `/visits/${encounterId}`,
    body: html`
<p class="back"><a href="/">← Emergency department</a></p>
<div class="head patient">
  <div>
    <h1>${r.name}</h1>
    <p class="sub">${r.ageSex} · born ${r.patient?.birthDate ?? "unknown"} · record ${r.mrn} · visit ${encounterId}</p>
    <p class="sub">${statusText(encounter)} · arrived ${clock(r.arrivedAt)} (${duration(r.waitMinutes)} ago), ${r.arrival || "arrival mode unknown"}</p>
  </div>
  <div class="ways">${embed && launchForm(r, "Triage beside the chart", false, "/beside")}${launchForm(r, "Launch triage", true)}</div>
</div>
<section class="card"><h2>Triage level in this record</h2>${decisions(store, all, owner)}</section>
<div class="columns">
  <section class="card"><h2>Complaint and triage note</h2>
    <p class="complaint big">${r.complaint || "No complaint recorded."}</p>
    ${noteOf(store, encounterId, all).map((text) => html`<p class="note">${text}</p>`)}
  </section>
  <section class="card"><h2>History</h2>
    <h3>Problems</h3>${list(problems, "None recorded")}
    <h3>Medicines</h3>${list(medicines, "None recorded")}
    <h3>Allergies</h3>${list(allergies, "Not asked")}
  </section>
</div>
<section class="card"><h2>Vital signs</h2>${vitalsTable(all)}</section>`,
  });
}

const list = (items: readonly string[], none: string): Html =>
  items.length === 0
    ? html`<p class="none">${none}</p>`
    : html`<ul>${items.map((i) => html`<li>${i}</li>`)}</ul>`;

function noteOf(store: ResourceStore, encounterId: string, all: readonly Observation[]): string[] {
  const observed = all.filter((o) => has(o, "54094-8")).map((o) => o.valueString ?? "");
  const documents = [...store.about([`Encounter/${encounterId}`], "DocumentReference")].map((d) => {
    const { data } = (d as Stored<ResourceOf<"DocumentReference">>).content[0]?.attachment ?? {};
    return data ? Buffer.from(data, "base64").toString("utf8") : "";
  });
  return [...observed, ...documents].filter(Boolean);
}

function vitalsTable(all: readonly Observation[]): Html {
  const sets = new Map<string, Observation[]>();
  for (const o of all) {
    if (!COLUMNS.some(([code]) => has(o, code)) || !o.effectiveDateTime) continue;
    const minute = o.effectiveDateTime.slice(0, 16);
    sets.set(minute, [...(sets.get(minute) ?? []), o]);
  }
  if (sets.size === 0) return html`<p class="none">No vital signs have been recorded.</p>`;
  const times = [...sets.keys()].sort();
  const cell = (time: string, code: string) =>
    (sets.get(time) ?? [])
      .filter((o) => has(o, code))
      .map((o) => {
        const { value, unit } = valueText(o);
        const wrong = o.status === "entered-in-error";
        return html`<span class="${wrong ? "wrong" : ""}">${value} <small>${unit}</small>${wrong && html`<small> entered in error</small>`}</span> `;
      });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Vital signs over time"><table class="grid"><thead><tr><th scope="col">Measurement</th>${times.map((t) => html`<th scope="col">${clock(new Date(`${t}:00Z`))}</th>`)}</tr></thead>
<tbody>${COLUMNS.filter(([code]) => all.some((o) => has(o, code))).map(([code, label]) => html`<tr><th scope="row">${label}</th>${times.map((t) => html`<td>${cell(t, code)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** What OpenAcuity wrote back: the clinician's level, the model's suggestion, and where each came from. */
function decisions(store: ResourceStore, all: readonly Observation[], owner: string): Html {
  const levels = all
    .filter(isAcuity)
    .sort((a, b) => (b.meta?.lastUpdated ?? "").localeCompare(a.meta?.lastUpdated ?? ""));
  const risks = (
    [...store.about([owner], "RiskAssessment")] as unknown as Stored<ResourceOf<"RiskAssessment">>[]
  ).sort((a, b) => (b.meta?.lastUpdated ?? "").localeCompare(a.meta?.lastUpdated ?? ""));
  if (levels.length === 0 && risks.length === 0)
    return html`<p class="none">No level has been charted. Launch triage, decide, and the decision appears here.</p>`;
  const references = new Set([...levels, ...risks].map((x) => `${x.resourceType}/${x.id}`));
  const provenance = ([...store.all("Provenance")] as Stored<ResourceOf<"Provenance">>[]).filter((p) =>
    p.target.some((t) => references.has(t.reference ?? "")),
  );
  const devices = new Set(
    [
      ...risks.map((r) => r.performer?.reference),
      ...provenance.flatMap((p) => p.agent.map((a) => a.who.reference)),
    ].filter((r): r is string => r?.startsWith("Device/") ?? false),
  );
  return html`
${levels.map(
  (
    o,
  ) => html`<div class="decision">${levelBadge(levelOf(o))}<div><b>${o.valueCodeableConcept?.text ?? o.valueCodeableConcept?.coding?.[0]?.display ?? "Level"}</b>
  <p class="sub">${o.status} · charted ${clock(new Date(o.meta?.lastUpdated ?? 0))} by ${who(store, o.performer?.[0]?.reference)}</p>${raw(o)}</div></div>`,
)}
${risks.map(
  (a) => html`<div class="decision"><span class="tag">Model</span><div><b>Suggestion of the model</b>
  <p class="sub">${a.method?.text ?? a.method?.coding?.[0]?.display ?? "method not given"} · ${(a.prediction ?? []).map((p) => `${p.outcome?.text ?? p.outcome?.coding?.[0]?.display ?? "?"} ${p.probabilityDecimal === undefined ? "" : `${Math.round(p.probabilityDecimal * 100)} %`}`).join(", ")}</p>${raw(a)}</div></div>`,
)}
${[...devices].map((reference) => {
  const device = store.lookup(reference) as Stored<ResourceOf<"Device">> | undefined;
  return (
    device &&
    html`<div class="decision"><span class="tag">Device</span><div><b>${device.deviceName?.[0]?.name ?? reference}</b><p class="sub">${(device.version ?? []).map((v) => v.value).join(", ")}</p>${raw(device)}</div></div>`
  );
})}
${provenance.map((p) => html`<div class="decision"><span class="tag">Provenance</span><div><b>Recorded ${clock(new Date(p.recorded))}</b><p class="sub">${p.agent.map((a) => who(store, a.who.reference)).join(", ")}</p>${raw(p)}</div></div>`)}`;
}

function who(store: ResourceStore, reference: string | undefined): string {
  const found = reference ? store.lookup(reference) : undefined;
  if (found?.resourceType === "Practitioner") return found.name?.[0]?.text ?? reference ?? "";
  if (found?.resourceType === "Device") return found.deviceName?.[0]?.name ?? "the model";
  return reference ?? "unknown";
}

const raw = (resource: Stored): Html =>
  html`<details><summary>${resource.resourceType}/${resource.id}, version ${resource.meta?.versionId}</summary><pre>${JSON.stringify(resource, null, 2)}</pre></details>`;
