import type { ResourceOf, Stored } from "../fhir/types";
import type { ResourceStore } from "../store/store";
import type { SandboxUser } from "../users";
import { html } from "./html";
import { layout } from "./layout";
import { row } from "./view";

/**
 * The chart with the launched app in a frame beside it, as EHRs embed apps. The frame may not lead this page anywhere: what an app
 * needs besides is said in `sandbox` (scripts, forms, its own storage, tabs of its own, downloads).
 */
export function besidePage(
  store: ResourceStore,
  encounterId: string,
  user: SandboxUser,
  launchUrl: string,
  now: Date,
): string {
  const r = row(store, store.get("Encounter", encounterId) as Stored<ResourceOf<"Encounter">>, now);
  return layout({
    title: r.name,
    user,
    path: `/visits/${encounterId}`,
    body: html`
<p class="back"><a href="/visits/${encounterId}">← Chart of ${r.name}</a></p>
<div class="head patient">
  <div>
    <h1>${r.name}</h1>
    <p class="sub">${r.ageSex} · born ${r.patient?.birthDate ?? "unknown"} · record ${r.mrn} · visit ${encounterId}</p>
  </div>
</div>
<iframe class="app" title="OpenAcuity" src="${launchUrl}" referrerpolicy="no-referrer"
  sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"></iframe>`,
  });
}
