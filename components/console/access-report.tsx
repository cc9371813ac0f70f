"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import type { AccessReportView } from "@/lib/workflows/views";
import { TABLE_CELL, TABLE_HEAD } from "./table";

type Asked = { by: "patient" | "visit"; id: string; from: string; to: string };
type Props = { report: PageAction<Asked, AccessReportView> };

const FIELD = "h-9 min-w-0 rounded-md border border-line-strong bg-surface px-2.5";

/** Who looked at one patient. The patient's id goes to the server in the request's body, never in an address. */
export function AccessReport({ report }: Props) {
  const refused = useRefusal();
  const t = useTranslations("console.audit");
  const [asked, setAsked] = useState<Asked>({ by: "patient", id: "", from: "", to: "" });
  const [found, setFound] = useState<AccessReportView | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const change = (part: Partial<Asked>) => setAsked((before) => ({ ...before, ...part }));

  const look = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setFound(null);
    try {
      setFound(await act(report, { ...asked, id: asked.id.trim() }));
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Section title={t("whoLookedAtAPatient")} className="mb-4">
      <p className="max-w-[80ch] text-pretty text-ink-2">{t("everyEntryByAPerson")}</p>
      <form className="mt-2 flex flex-wrap items-end gap-x-4 gap-y-2" onSubmit={(event) => void look(event)}>
        <label>
          <span className="mb-1 block text-ink-2">{t("by")}</span>
          <select
            value={asked.by}
            onChange={(e) => change({ by: e.target.value as Asked["by"] })}
            className={FIELD}
          >
            <option value="patient">{t("patientsIdInTheEHR")}</option>
            <option value="visit">{t("visitsIdInThisLog")}</option>
          </select>
        </label>
        <label className="min-w-0 flex-[1_1_14rem]">
          <span className="mb-1 block text-ink-2">{t("id")}</span>
          <input
            type="text"
            value={asked.id}
            maxLength={200}
            autoComplete="off"
            onChange={(e) => change({ id: e.target.value })}
            className={`${FIELD} w-full`}
          />
        </label>
        <label>
          <span className="mb-1 block text-ink-2">{t("from")}</span>
          <input
            type="date"
            value={asked.from}
            onChange={(e) => change({ from: e.target.value })}
            className={FIELD}
          />
        </label>
        <label>
          <span className="mb-1 block text-ink-2">{t("to")}</span>
          <input
            type="date"
            value={asked.to}
            onChange={(e) => change({ to: e.target.value })}
            className={FIELD}
          />
        </label>
        <Button type="submit" disabled={busy || asked.id.trim() === ""} aria-busy={busy}>
          {t("showWhoLooked")}
        </Button>
      </form>
      <div aria-live="polite" className="mt-3">
        {error && <Notice tone="warn" title={refused(error)} />}
        {found && <Found found={found} />}
      </div>
    </Section>
  );
}

function Found({ found }: { found: AccessReportView }) {
  const t = useTranslations("console.audit");
  const { visits, entries, cut, csv, ndjson } = found;
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <p className="font-medium">
          {t("countAboutVisitsIsCut", { count: entries.length, visits, isCut: String(Boolean(cut)) })}
        </p>
        <div className="flex flex-wrap gap-2">
          {/* The mark at its start tells a spreadsheet that the text is UTF-8. */}
          <Button size="small" onClick={() => save("openacuity-access.csv", "text/csv", `\uFEFF${csv}`)}>
            {t("saveAsCSV")}
          </Button>
          {ndjson !== null && (
            <Button size="small" onClick={() => save("AuditEvent.ndjson", "application/fhir+ndjson", ndjson)}>
              {t("saveAsFHIRAuditEvents")}
            </Button>
          )}
        </div>
      </div>
      {entries.length > 0 && (
        <div className="max-h-96 overflow-auto rounded-md border border-line">
          <table className="w-full border-collapse">
            <thead>
              <tr>
                {[t("no"), t("when"), t("who"), t("role"), t("what")].map((name) => (
                  <th key={name} scope="col" className={TABLE_HEAD}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {entries.map((e) => (
                <tr key={e.seq}>
                  <td className={TABLE_CELL}>{e.seq}</td>
                  <td className={`${TABLE_CELL} whitespace-nowrap`}>
                    <LocalTime iso={e.at} withDate />
                  </td>
                  <td className={TABLE_CELL}>{e.by}</td>
                  <td className={TABLE_CELL}>{e.role}</td>
                  <td className={TABLE_CELL}>{e.what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function save(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
