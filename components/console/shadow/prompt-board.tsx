"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
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
  const { view, busy, error, done, change } = useChanges(initial);
  const [rejecting, setRejecting] = useState<string | null>(null);

  const reject = async (version: string) => {
    await change(() => act(actions.reject, { version }), "It is set aside.");
    setRejecting(null);
  };

  const { server, versions, mayChange } = view;
  return (
    <Section title="A language model beside it" aside={server?.host}>
      <Server server={server} />
      <div aria-live="polite">{done && <Notice tone="ok" title={done} className="mt-3" />}</div>
      {error && <Notice tone="danger" live title={error.message} className="mt-3" />}
      {versions.length > 0 && (
        <ScrollTable
          label="Prompt versions"
          heads={[
            "Version",
            "Measured",
            "Requests",
            "Tokens",
            server?.isPaid ? "Cost" : "Seconds each",
            "Change",
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
                      void change(() => act(actions.measure, { version: v.version }), "It is being measured.")
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
          onSave={(draft) => change(() => act(actions.register, draft), "Registered. It can answer unseen.")}
        />
      )}
      <Confirm
        open={rejecting !== null}
        onClose={() => setRejecting(null)}
        title={`Set ${rejecting ?? "it"} aside?`}
        confirm="Set aside"
        busy={busy}
        onConfirm={() => rejecting && void reject(rejecting)}
      >
        <p>It is measured no more, and a shadow of it ends. What it has answered stays.</p>
      </Confirm>
    </Section>
  );
}

function Server({ server }: { server: PromptsView["server"] }) {
  if (!server)
    return (
      <p className="text-pretty text-ink-2">
        No server is set (LLM_URL), so a language model is not measured here.
      </p>
    );
  const { today, daily, isLocal, isPaid } = server;
  return (
    <p className="max-w-[84ch] text-pretty text-ink-2">
      {isLocal
        ? "It is said to be the hospital’s own, and is sent texts as they were written."
        : "It is sent cases without names, dates, places and numbers."}{" "}
      Today (UTC) it used {today.tokens.toLocaleString("en-GB")} of {daily.tokens.toLocaleString("en-GB")}{" "}
      tokens
      {isPaid &&
        `, at a cost of ${money(today.cost)}${daily.cost === null ? "" : ` of ${money(daily.cost)}`}`}
      . It answers unseen only: it cannot be put into use, and the safety rules stand under its levels as
      under all others.
    </p>
  );
}

const money = (x: number): string => x.toFixed(2);

type RowProps = {
  prompt: Prompt;
  isPaid: boolean;
  measure: (() => void) | null;
  reject: (() => void) | null;
  busy: boolean;
};

function Row({ prompt: v, isPaid, measure, reject, busy }: RowProps) {
  return (
    <tr>
      <th scope="row" className={`${TABLE_CELL} text-left align-top font-normal`}>
        <span className="font-mono text-[0.93rem] font-medium">{v.version}</span>
        <span className="block text-ink-2">
          {v.model}, <LocalTime iso={v.createdAt} withDate /> by {v.createdBy}
          {v.status === "rejected" && ", set aside"}
          {!v.isOfThisRelease && ", made for another release"}
        </span>
        <details className="mt-1">
          <summary className="text-ink-2 hover:text-ink">What it is asked</summary>
          <p className="mt-1 max-w-[70ch] whitespace-pre-line">{v.instructions}</p>
        </details>
      </th>
      <td className={`${TABLE_CELL} align-top`}>
        <Measured prompt={v} />
      </td>
      <td className={`${TABLE_CELL} align-top whitespace-nowrap`}>
        {v.used.requests}
        {v.used.failed > 0 && <span className="block text-warn">{v.used.failed} failed</span>}
      </td>
      <td className={`${TABLE_CELL} align-top`}>{v.used.tokens.toLocaleString("en-GB")}</td>
      <td className={`${TABLE_CELL} align-top`}>
        {isPaid ? money(v.used.cost) : v.used.seconds === null ? "–" : v.used.seconds.toFixed(1)}
      </td>
      <td className={`${TABLE_CELL} align-top`}>
        <span className="flex flex-wrap justify-end gap-2">
          {measure && (
            <Button disabled={busy} onClick={measure} aria-label={`Measure ${v.version}`}>
              Measure
            </Button>
          )}
          {reject && (
            <Button disabled={busy} onClick={reject} aria-label={`Set ${v.version} aside`}>
              Set aside…
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

function Measured({ prompt: { measuring, check, checkError } }: { prompt: Prompt }) {
  if (measuring) return <>Being measured</>;
  if (!check) return <span className="text-ink-2">{checkError ?? "Not measured"}</span>;
  const failed = check.findings.filter((f) => f.severity === "fail").length;
  return (
    <details>
      <summary className={check.verdict === "passed" ? "text-ok" : "text-danger"}>
        {check.verdict === "passed" ? "Passed the checks" : `${plural(failed, "check")} failed`}
      </summary>
      <div className="mt-2 min-w-80">
        <Findings findings={check.findings} />
      </div>
    </details>
  );
}
