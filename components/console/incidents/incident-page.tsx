"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { newRequestId } from "@/components/request-id";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { PrintButton } from "@/components/ui/print-button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { type Linked, SEVERITIES, type Severity } from "@/lib/monitoring/incidents/incident";
import type { IncidentView } from "@/lib/workflows/views";
import { PageHead } from "../page-head";
import { FIELD } from "./fields";
import { SeverityTag, StatusTag } from "./incident-tags";
import { Links } from "./links";
import { Timeline } from "./timeline";
import { Words } from "./words";

type Gesture = { incidentId: string; requestId: string };
type Ending = Gesture & { words: string; seenEntries: number };
export type IncidentActions = {
  readonly note: PageAction<Gesture & { words: string }, IncidentView>;
  readonly judge: PageAction<Gesture & { severity: Severity }, IncidentView>;
  readonly link: PageAction<Gesture & { what: Linked; ref: string }, IncidentView>;
  readonly review: PageAction<Ending, IncidentView>;
  readonly close: PageAction<Ending, IncidentView>;
  readonly reopen: PageAction<Gesture & { words: string }, IncidentView>;
  readonly work: PageAction<{ incidentId: string; on: boolean }, IncidentView>;
};

/** One incident: what it is about, what was said and done, and, for a steward, what comes next. */
export function IncidentPage({ initial, actions }: { initial: IncidentView; actions: IncidentActions }) {
  const refused = useRefusal();
  const t = useTranslations("console.incidents");
  const [view, setView] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const { id: incidentId, entries, mayWrite } = view;
  const open = view.status === "open";
  const seenEntries = entries.length;

  /** Trying the same again, after a lost connection say, sends the same gesture. */
  const gesture = useRef({ what: "", requestId: "" });
  /** True: it is done; what was typed may go. */
  const attempt = async (
    what: string,
    work: (gesture: Gesture) => Promise<IncidentView>,
  ): Promise<boolean> => {
    setBusy(true);
    setError(null);
    if (gesture.current.what !== what) gesture.current = { what, requestId: newRequestId() };
    try {
      setView(await work({ incidentId, requestId: gesture.current.requestId }));
      gesture.current = { what: "", requestId: "" };
      return true;
    } catch (cause) {
      setError(toActionError(cause));
      return false;
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <PageHead
        title={t("incidentNumberTitle", { number: view.number, title: view.title })}
        actions={
          <span className="no-print flex flex-wrap gap-2">
            <Link href="/console/incidents" prefetch={false} className={buttonClass("secondary", "small")}>
              {t("allIncidents")}
            </Link>
            <a
              href={`/console/incidents/${incidentId}/json`}
              download
              className={buttonClass("secondary", "small")}
            >
              {t("saveAsJSON")}
            </a>
            <PrintButton />
          </span>
        }
      >
        {t.rich("openedBy", {
          kind: t(`kindOf.${view.kind}`),
          opened: () => <LocalTime iso={view.openedAt} withDate />,
          by: view.openedBy,
        })}
        {view.closedAt && (
          <>
            {t("andClosed")} <LocalTime iso={view.closedAt} withDate />
          </>
        )}
        .
      </PageHead>
      {error && (
        <Notice
          className="mb-4"
          tone="danger"
          live
          title={refused(error)}
          action={
            <Button size="small" onClick={() => window.location.reload()}>
              {t("showTheCurrentState")}
            </Button>
          }
        />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <div className="space-y-4">
          <Section title={t("whatWasSaidAndDone")}>
            <Timeline entries={entries} />
            {mayWrite && (
              <Words
                className="no-print mt-3"
                label={t("addANote")}
                button={t("add")}
                busy={busy}
                onSave={(words) => attempt(`note ${words}`, (g) => act(actions.note, { ...g, words }))}
              />
            )}
          </Section>
        </div>
        <div className="space-y-4">
          <Section title={t("whereItStands")}>
            <p className="flex flex-wrap gap-2" role="status">
              <StatusTag status={view.status} />
              <SeverityTag severity={view.severity} />
            </p>
            {mayWrite && open && (
              <>
                <label className="no-print mt-3 block font-medium">
                  {t("severity")}
                  <select
                    value={view.severity ?? ""}
                    disabled={busy}
                    onChange={(e) => {
                      const severity = e.target.value as Severity;
                      void attempt(`judge ${severity}`, (g) => act(actions.judge, { ...g, severity }));
                    }}
                    className={`${FIELD} mt-1 block h-9 w-full font-normal`}
                  >
                    {view.severity === null && <option value="">{t("notJudgedYet")}</option>}
                    {SEVERITIES.map((s) => (
                      <option key={s} value={s}>
                        {t(`severityOf.${s}`)}
                      </option>
                    ))}
                  </select>
                </label>
                <label className="no-print mt-3 flex items-start gap-2">
                  <input
                    type="checkbox"
                    checked={view.isFocus}
                    disabled={busy}
                    onChange={(e) => {
                      const on = e.target.checked;
                      void attempt(`work ${on}`, () => act(actions.work, { incidentId, on }));
                    }}
                    className="mt-1"
                  />
                  <span>
                    <span className="font-medium">{t("iAmAtWorkOn")}</span>
                    <span className="block text-pretty text-ink-2">{t("whatYouDoMeanwhileTo")}</span>
                  </span>
                </label>
                <p className="no-print mt-3 flex flex-wrap gap-2">
                  <Link href="/model-switch" prefetch={false} className={buttonClass("secondary", "small")}>
                    {t("switchTheModelOffOr")}
                  </Link>
                  <Link href="/console/models" prefetch={false} className={buttonClass("secondary", "small")}>
                    {t("goBackToAnotherVersion")}
                  </Link>
                </p>
              </>
            )}
          </Section>
          <Links
            links={view.links}
            busy={busy}
            add={
              mayWrite && open
                ? (what, ref) => attempt(`link ${what} ${ref}`, (g) => act(actions.link, { ...g, what, ref }))
                : null
            }
          />
          {mayWrite && open && (
            <Section title={t("reviewAndClose")} className="no-print">
              <Words
                label={view.reviewed ? t("whatAFurtherReviewFound") : t("whatTheReviewFound")}
                button={t("saveTheReview")}
                busy={busy}
                onSave={(words) =>
                  attempt(`review ${words}`, (g) => act(actions.review, { ...g, words, seenEntries }))
                }
              />
              {view.reviewed ? (
                <Words
                  className="mt-4"
                  label={t("whyItCanBeClosed")}
                  button={t("closeTheIncident")}
                  tone="primary"
                  busy={busy}
                  onSave={(words) =>
                    attempt(`close ${words}`, (g) => act(actions.close, { ...g, words, seenEntries }))
                  }
                />
              ) : (
                <p className="mt-3 text-ink-2">{t("itCanBeClosedOnce")}</p>
              )}
            </Section>
          )}
          {mayWrite && !open && (
            <Section title={t("openItAgain")} className="no-print">
              <Words
                label={t("why")}
                button={t("openAgain")}
                busy={busy}
                onSave={(words) => attempt(`reopen ${words}`, (g) => act(actions.reopen, { ...g, words }))}
              />
            </Section>
          )}
        </div>
      </div>
    </>
  );
}
