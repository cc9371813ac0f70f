"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { SHADOW_DAYS } from "@/lib/registry/shadow";
import type { ShadowView } from "@/lib/workflows/views";
import { Choice } from "../choice";
import { useChanges } from "../use-changes";
import { ShadowFigures } from "./shadow-figures";

export type ShadowActions = {
  readonly start: PageAction<{ version: string; days: (typeof SHADOW_DAYS)[number] }, ShadowView>;
  readonly stop: PageAction<{ id: string }, ShadowView>;
};

/** Which candidate answers unseen, what came of it, and those before. */
export function ShadowBoard({ initial, actions }: { initial: ShadowView; actions: ShadowActions }) {
  const { view, busy, error, done, change } = useChanges(initial);
  const [ending, setEnding] = useState(false);

  const changeAndClose = async (work: () => Promise<ShadowView>, said: string) => {
    await change(work, said);
    setEnding(false);
  };

  const { shown, on } = view;
  return (
    <div className="space-y-4">
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      {view.canStart && (
        <Start
          candidates={view.candidates}
          busy={busy}
          onStart={(version, days) =>
            changeAndClose(
              () => act(actions.start, { version, days }),
              `${version} answers unseen from now on. The first answers are here within two minutes of the next patient.`,
            )
          }
        />
      )}
      {shown ? (
        <Shown shown={shown} end={view.canEnd && on === shown.id ? () => setEnding(true) : null} />
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong px-5 py-8 text-center text-ink-2">
          No candidate has answered unseen yet.
          {view.candidates.length === 0 && " There is no candidate: a retraining makes one."}
        </p>
      )}
      {view.earlier.length > 0 && <Earlier rows={view.earlier} />}
      <Confirm
        open={ending && on !== null}
        onClose={() => setEnding(false)}
        title={`End the shadow of ${shown?.version ?? "the candidate"}?`}
        confirm="End it"
        busy={busy}
        onConfirm={() => on && void changeAndClose(() => act(actions.stop, { id: on }), "It has ended.")}
      >
        <p>It answers no more patients. What it has answered stays here.</p>
      </Confirm>
    </div>
  );
}

type StartProps = {
  candidates: readonly string[];
  busy: boolean;
  onStart: (version: string, days: (typeof SHADOW_DAYS)[number]) => void;
};

function Start({ candidates, busy, onStart }: StartProps) {
  const [version, setVersion] = useState(candidates[0] ?? "");
  const [days, setDays] = useState<(typeof SHADOW_DAYS)[number]>(7);
  if (candidates.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-5 py-3">
      <Choice label="Candidate" value={version} options={candidates} onChoose={setVersion} />
      <Choice
        label="for"
        value={days}
        options={SHADOW_DAYS}
        words={(d) => plural(d, "day")}
        onChoose={setDays}
      />
      <Button tone="primary" disabled={busy} onClick={() => onStart(version, days)}>
        {busy ? "Starting…" : "Answer unseen"}
      </Button>
    </div>
  );
}

function Shown({ shown, end }: { shown: NonNullable<ShadowView["shown"]>; end: (() => void) | null }) {
  const { report } = shown;
  return (
    <>
      <Section
        title={`Version ${shown.version}`}
        aside={
          shown.endedAt ? (
            <>
              ended <LocalTime iso={shown.endedAt} withDate />: {shown.ended}
            </>
          ) : (
            <>
              on until <LocalTime iso={shown.until} withDate />
            </>
          )
        }
      >
        <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2">
          <p className="text-ink-2">
            Started <LocalTime iso={shown.startedAt} withDate /> by {shown.startedBy}.{" "}
            {plural(shown.total, "assessment")} answered
            {shown.waiting > 0 && `, ${shown.waiting} waiting`}
            {report.heldBack > 0 && `; it held ${plural(report.heldBack, "answer")} back`}.
            {shown.total > report.answered && ` Figures are of the newest ${report.answered}.`}
          </p>
          {end && <Button onClick={end}>End it…</Button>}
        </div>
        <p className="mt-2 max-w-[84ch] text-pretty text-ink-2">
          The version in use is held as it was shown at the bedside
          {shown.calibrated > 0 &&
            `, ${plural(shown.calibrated, "answer")} of ${report.answered} with the site’s calibration laid over it`}
          ; the candidate answers alone, as it would if it came into use
          {shown.calibrated > 0 && ": a calibration belongs to one model and would have to be made anew"}.
        </p>
        {shown.error && (
          <Notice tone="warn" title="The last try did not succeed" className="mt-3">
            {shown.error} After three in a row it ends by itself.
          </Notice>
        )}
      </Section>
      <ShadowFigures report={report} candidate={shown.version} />
      {shown.findings && <FindingsRead findings={shown.findings} />}
    </>
  );
}

/** Of a language model only: whether it reads the texts as the product's reader does. */
function FindingsRead({ findings }: { findings: NonNullable<NonNullable<ShadowView["shown"]>["findings"]> }) {
  const { cases, both, own, missed } = findings;
  return (
    <Section title="Findings in the texts" aside={plural(cases, "assessment")}>
      <p className="max-w-[84ch] text-pretty text-ink-2">
        It named {both} of the {plural(both + missed, "finding")} that the product reads in the same texts,
        and {own} more that the product does not. Neither is the truth: where they part, somebody has to read
        the text.
      </p>
    </Section>
  );
}

function Earlier({ rows }: { rows: ShadowView["earlier"] }) {
  return (
    <Section title="Others">
      <ul className="divide-y divide-line/70">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap gap-x-4 py-1.5">
            <a
              href={`/console/models/shadow?of=${row.id}`}
              className="font-medium text-accent underline underline-offset-2"
            >
              {row.version}
            </a>
            <span className="text-ink-2">
              <LocalTime iso={row.startedAt} withDate />
              {row.endedAt ? (
                <>
                  {" to "}
                  <LocalTime iso={row.endedAt} withDate />: {row.ended}
                </>
              ) : (
                ", on"
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
