import type { SandboxUser } from "../users";
import { type Html, html } from "./html";
import { layout } from "./layout";
import { clock, duration, statusText, type VisitRow } from "./view";

export type ListFilter = { readonly query: string; readonly status: string };

const STATUSES = [
  ["", "Everyone in the department"],
  ["arrived", "Just arrived"],
  ["triaged", "Waiting"],
  ["in-progress", "In treatment"],
  ["undecided", "Without a triage level"],
] as const;

export function filterRows(rows: readonly VisitRow[], { query, status }: ListFilter): VisitRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((r) => {
    const text = `${r.name} ${r.mrn} ${r.complaint} ${r.ageSex}`.toLowerCase();
    const fits = status === "undecided" ? r.acuity === null : status === "" || r.encounter.status === status;
    return fits && words.every((w) => text.includes(w));
  });
}

type Options = {
  readonly rows: readonly VisitRow[];
  readonly total: number;
  readonly filter: ListFilter;
  readonly user: SandboxUser;
  readonly standaloneUrl: string;
};

export const listPage = ({ rows, total, filter, user, standaloneUrl }: Options): string =>
  layout({
    title: "Emergency department",
    user,
    path: "/",
    body: html`
<div class="head">
  <div>
    <h1>Emergency department</h1>
    <p class="sub"><span data-count>${rows.length}</span> of ${total} patients shown</p>
  </div>
  <a class="button" href="${standaloneUrl}">Open OpenAcuity without a patient</a>
</div>
<form class="filters" method="get" action="/" role="search">
  <label class="grow"><span class="cap">Search</span>
    <input type="search" name="q" value="${filter.query}" placeholder="Name, record number or complaint" data-filter autocomplete="off">
  </label>
  <label><span class="cap">Show</span>
    <select name="status" data-submit>
      ${STATUSES.map(([value, text]) => html`<option value="${value}"${value === filter.status ? html` selected` : ""}>${text}</option>`)}
    </select>
  </label>
  <button class="quiet">Apply</button>
</form>
<table class="patients">
  <thead><tr><th scope="col">Patient</th><th scope="col">Arrived</th><th scope="col">Complaint</th><th scope="col">Latest vital signs</th><th scope="col">Triage level</th><th scope="col"><span class="hidden">Launch</span></th></tr></thead>
  <tbody>${rows.map(listRow)}</tbody>
</table>
<p class="empty" data-empty${rows.length > 0 ? html` hidden` : ""}>No patient matches. Clear the search to see everyone.</p>`,
  });

const listRow = (r: VisitRow): Html => html`
<tr data-text="${`${r.name} ${r.mrn} ${r.complaint} ${r.ageSex}`.toLowerCase()}">
  <th scope="row"><a href="/visits/${r.encounter.id}">${r.name}</a><span class="sub">${r.ageSex} · ${r.mrn}</span></th>
  <td data-label="Arrived"><span class="num">${clock(r.arrivedAt)}</span><span class="sub">${duration(r.waitMinutes)} · ${r.arrival || "arrival unknown"}</span></td>
  <td data-label="Complaint"><span class="complaint">${r.complaint || html`<i>not recorded</i>`}</span><span class="sub">${statusText(r.encounter)}</span></td>
  <td data-label="Vital signs"><span class="vitals">${r.vitals.filter((v) => ["HR", "RR", "BP", "Temp", "SpO₂"].includes(v.label)).map((v) => html`<span><b>${v.label}</b> ${v.value}${v.unit === "°F" || v.unit === "°C" ? ` ${v.unit}` : ""}</span>`)}${r.vitals.length === 0 && html`<i>none recorded</i>`}</span></td>
  <td data-label="Triage level">${levelBadge(r.acuity)}</td>
  <td class="act">${launchForm(r, "Launch triage")}</td>
</tr>`;

export const levelBadge = (level: number | null): Html =>
  level === null
    ? html`<span class="none">not charted</span>`
    : html`<span class="esi esi-${level}">ESI ${level}</span>`;

export const launchForm = (r: VisitRow, text: string, primary = false, action = "/launch"): Html => html`
<form method="post" action="${action}">
  <input type="hidden" name="encounter" value="${r.encounter.id}">
  <button class="${primary ? "button primary" : "button"}" aria-label="${text} for ${r.name}">${text}</button>
</form>`;
