"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { newRequestId } from "@/components/request-id";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import {
  INCIDENT_KINDS,
  type IncidentKind,
  LONGEST_TITLE,
  LONGEST_WORDS,
  SEVERITIES,
  type Severity,
  SHORTEST_WORDS,
} from "@/lib/monitoring/incidents/incident";
import { FIELD } from "./fields";

type Start = PageAction<
  { requestId: string; kind: IncidentKind; severity: Severity | null; title: string; words: string },
  { id: string }
>;

/** Opens an incident by hand and goes to its page. */
export function NewIncident({ start }: { start: Start }) {
  const refused = useRefusal();
  const t = useTranslations("console.incidents");
  const { push } = useRouter();
  const id = useId();
  const requestId = useRef("");
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [kind, setKind] = useState<IncidentKind>("complaint");
  const [severity, setSeverity] = useState<Severity | "">("");
  const [title, setTitle] = useState("");
  const [words, setWords] = useState("");

  const confirm = async () => {
    setBusy(true);
    setError(null);
    requestId.current ||= newRequestId();
    try {
      const made = await act(start, {
        requestId: requestId.current,
        kind,
        severity: severity || null,
        title: title.trim(),
        words: words.trim(),
      });
      push(`/console/incidents/${made.id}`);
    } catch (cause) {
      setError(toActionError(cause));
      setBusy(false);
    }
  };

  return (
    <>
      <Button size="small" tone="primary" onClick={() => setOpen(true)}>
        {t("openAnIncident")}
      </Button>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={t("openAnIncident")}
        confirm={t("openIt")}
        busy={busy}
        disabled={title.trim().length < SHORTEST_WORDS}
        onConfirm={() => void confirm()}
      >
        {error && <Notice tone="danger" live title={refused(error)} />}
        <div>
          <label htmlFor={`${id}-title`} className="block font-medium text-ink">
            {t("whatItIsInOne")}
          </label>
          <input
            id={`${id}-title`}
            type="text"
            value={title}
            maxLength={LONGEST_TITLE}
            required
            autoComplete="off"
            onChange={(e) => setTitle(e.target.value)}
            className={`${FIELD} mt-1 h-9 w-full`}
          />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <label className="block font-medium text-ink">
            {t("kind")}
            <select
              value={kind}
              onChange={(e) => setKind(e.target.value as IncidentKind)}
              className={`${FIELD} mt-1 block h-9 w-full font-normal`}
            >
              {INCIDENT_KINDS.map((k) => (
                <option key={k} value={k}>
                  {t(`kindOf.${k}`)}
                </option>
              ))}
            </select>
          </label>
          <label className="block font-medium text-ink">
            {t("severity")}
            <select
              value={severity}
              onChange={(e) => setSeverity(e.target.value as Severity | "")}
              className={`${FIELD} mt-1 block h-9 w-full font-normal`}
            >
              <option value="">{t("notJudgedYet")}</option>
              {SEVERITIES.map((s) => (
                <option key={s} value={s}>
                  {t(`severityOf.${s}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <label className="block font-medium text-ink">
          {t("whatIsKnownOptional")}
          <textarea
            rows={4}
            value={words}
            maxLength={LONGEST_WORDS}
            onChange={(e) => setWords(e.target.value)}
            className={`${FIELD} mt-1 block w-full py-1.5 font-normal`}
          />
        </label>
        <p className="label">{t("doNotNamePatientsYou")}</p>
      </Confirm>
    </>
  );
}
