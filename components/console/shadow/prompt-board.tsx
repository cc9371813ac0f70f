"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import type { PromptsView } from "@/lib/workflows/views";
import { Findings } from "../findings";
import { ScrollTable } from "../scroll-table";
import { TABLE_CELL } from "../table";
import { useChanges } from "../use-changes";
import { PromptForm } from "./prompt-form";

export type PromptActions = {
  readonly register: PageAction<{ name: string; model: string; instructions: string }, PromptsView>;
  readonly measure: PageAction<{ version: string }, PromptsView>;
  readonly reject: PageAction<{ version: string }, PromptsView>;
};
type Prompt = PromptsView["versions"][number];

/** A language model that may answer unseen: where it is, what it has cost, and the versions of what it is asked. */
export function PromptBoard({ initial, actions }: { initial: PromptsView; actions: PromptActions }) {
  const t = useTranslations("console.shadow");
  const { view, busy, error, done, change } = useChanges(initial);
  const [rejecting, setRejecting] = useState<string | null>(null);

  const reject = async (version: string) => {
    await change(() => act(actions.reject, { version }), t("itIsSetAside"));
    setRejecting(null);
  };

  const { server, versions, mayChange } = view;
  return (
    <Section title={t("aLanguageModelBesideIt")} aside={server?.host}>
      <Server server={server} />
      <div aria-live="polite">{done && <Notice tone="ok" title={done} className="mt-3" />}</div>
      {error && <Notice tone="danger" live title={error.message} className="mt-3" />}
      {versions.length > 0 && (
        <ScrollTable
          label={t("promptVersions")}
          heads={[
            t("version"),
            t("measured"),
            t("requests"),
            t("tokens"),
            server?.isPaid ? t("cost") : t("secondsEach"),
            t("change"),
          ]}
          className="mt-3"
          width="min-w-160"
        >
          {versions.map((v) => (
            <Row
              key={v.version}
              prompt={v}
              isPaid={server?.isPaid ?? false}
              measure={
                mayChange && server && v.status === "candidate" && v.isOfThisRelease && !v.measuring
                  ? () =>
                      void change(() => act(actions.measure, { version: v.version }), t("itIsBeingMeasured"))
                  : null
              }
              reject={mayChange && v.status === "candidate" ? () => setRejecting(v.version) : null}
              busy={busy}
            />
          ))}
        </ScrollTable>
      )}
      {mayChange && server && (
        <PromptForm
          instructions={versions[0]?.instructions ?? view.instructions}
          model={versions[0]?.model ?? ""}
          busy={busy}
          onSave={(draft) => change(() => act(actions.register, draft), t("registered"))}
        />
      )}
      <Confirm
        open={rejecting !== null}
        onClose={() => setRejecting(null)}
        title={t("setRejectingAside", { rejecting: rejecting ?? t("it") })}
        confirm={t("setAside")}
        busy={busy}
        onConfirm={() => rejecting && void reject(rejecting)}
      >
        <p>{t("itIsMeasuredNoMoreAnd")}</p>
      </Confirm>
    </Section>
  );
}

function Server({ server }: { server: PromptsView["server"] }) {
  const { count, fixed } = useFigures();
  const t = useTranslations("console.shadow");
  if (!server) return <p className="text-pretty text-ink-2">{t("noServerIsSetLLMURL")}</p>;
  const { today, daily, isLocal, isPaid } = server;
  return (
    <p className="max-w-[84ch] text-pretty text-ink-2">
      {t("itIsSaidToBeThe", {
        isLocal: String(isLocal),
        used: count(today.tokens),
        daily: count(daily.tokens),
        isPaid: String(isPaid),
        cost: fixed(today.cost, 2),
        limited: String(daily.cost !== null),
        most: fixed(daily.cost ?? 0, 2),
      })}
    </p>
  );
}

type RowProps = {
  prompt: Prompt;
  isPaid: boolean;
  measure: (() => void) | null;
  reject: (() => void) | null;
  busy: boolean;
};

function Row({ prompt: v, isPaid, measure, reject, busy }: RowProps) {
  const { count, fixed } = useFigures();
  const t = useTranslations("console.shadow");
  return (
    <tr>
      <th scope="row" className={`${TABLE_CELL} text-left align-top font-normal`}>
        <span className="font-mono text-[0.93rem] font-medium">{v.version}</span>
        <span className="block text-ink-2">
          {t.rich("modelByCreatedBy", {
            model: v.model,
            at: () => <LocalTime iso={v.createdAt} withDate />,
            createdBy: v.createdBy,
          })}
          {v.status === "rejected" && t("setAside2")}
          {!v.isOfThisRelease && t("madeForAnotherRelease")}
        </span>
        <details className="mt-1">
          <summary className="text-ink-2 hover:text-ink">{t("whatItIsAsked")}</summary>
          <p className="mt-1 max-w-[70ch] whitespace-pre-line">{v.instructions}</p>
        </details>
      </th>
      <td className={`${TABLE_CELL} align-top`}>
        <Measured prompt={v} />
      </td>
      <td className={`${TABLE_CELL} align-top whitespace-nowrap`}>
        {v.used.requests}
        {v.used.failed > 0 && (
          <span className="block text-warn">{t("failedFailed", { failed: v.used.failed })}</span>
        )}
      </td>
      <td className={`${TABLE_CELL} align-top`}>{count(v.used.tokens)}</td>
      <td className={`${TABLE_CELL} align-top`}>
        {isPaid ? fixed(v.used.cost, 2) : v.used.seconds === null ? "–" : fixed(v.used.seconds, 1)}
      </td>
      <td className={`${TABLE_CELL} align-top`}>
        <span className="flex flex-wrap justify-end gap-2">
          {measure && (
            <Button
              disabled={busy}
              onClick={measure}
              aria-label={t("measureVersion", { version: v.version })}
            >
              {t("measure")}
            </Button>
          )}
          {reject && (
            <Button
              disabled={busy}
              onClick={reject}
              aria-label={t("setVersionAside", { version: v.version })}
            >
              {t("setAside3")}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

function Measured({ prompt: { measuring, check, checkError } }: { prompt: Prompt }) {
  const t = useTranslations("console.shadow");
  if (measuring) return <>{t("beingMeasured")}</>;
  if (!check) return <span className="text-ink-2">{checkError ?? t("notMeasured")}</span>;
  const failed = check.findings.filter((f) => f.severity === "fail").length;
  return (
    <details>
      <summary className={check.verdict === "passed" ? "text-ok" : "text-danger"}>
        {check.verdict === "passed" ? t("passedTheChecks") : t("failedPluralOneFailedCheckOther", { failed })}
      </summary>
      <div className="mt-2 min-w-80">
        <Findings findings={check.findings} />
      </div>
    </details>
  );
}
