import Link from "next/link";
import type { ReactNode } from "react";
import { formatDay, formatPercent, plural } from "@/components/format";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { ProgressBar } from "@/components/ui/progress";
import { Section } from "@/components/ui/section";
import { isTooFew } from "@/lib/registry/metric-set";
import type { ConsoleOverview } from "@/lib/workflows/views";
import { OverrideTable } from "./override-table";
import { versionAnchor } from "./version-anchor";

type Props = {
  overview: ConsoleOverview;
  /** How it goes, in pictures. */
  pictures: ReactNode;
};

export function Overview({ overview, pictures }: Props) {
  const { model, queue } = overview;
  return (
    <div className="space-y-4">
      {model.state === "rules-only" && (
        <Notice
          tone="danger"
          title={
            model.switchedOff
              ? "The model is switched off; clinicians see safety rules only"
              : "The model does not answer; clinicians see safety rules only"
          }
          action={
            model.switchedOff &&
            overview.maySwitch && (
              <Link href="/model-switch" prefetch={false} className={buttonClass("secondary", "small")}>
                Who and why
              </Link>
            )
          }
        >
          {model.why}
        </Notice>
      )}
      {model.state === "ready" && model.standIn && (
        <Notice tone="warn" title={`The model answers through ${model.engine}, not ${model.standIn.wanted}`}>
          {model.standIn.why} Clinicians see the same answers.
        </Notice>
      )}
      {overview.exception && <InUseByException exception={overview.exception} />}
      {queue.writeBackFailed > 0 && (
        <Notice
          tone="warn"
          title={`${plural(queue.writeBackFailed, "decision")} could not be written to the EHR`}
        >
          They are kept, and are tried again when the clinician asks for it on the patient's page.
        </Notice>
      )}
      <AccessReviewDue review={overview.accessReview} />
      {pictures}
      <div className="grid gap-4 lg:grid-cols-[5fr_4fr]">
        <ModelInUse model={model} />
        <NextRun overview={overview} />
      </div>
      <div className="grid gap-4 lg:grid-cols-[5fr_4fr]">
        <Section
          title="What clinicians did with the suggestions"
          aside={
            overview.decisionsTotal > 0
              ? `${overview.overridesTotal} of ${plural(overview.decisionsTotal, "decision")} changed the level${shareOf(overview)}`
              : undefined
          }
        >
          {overview.decisionsTotal === 0 ? (
            <p className="text-ink-3">No level has been decided yet.</p>
          ) : (
            <OverrideTable rows={overview.overridesByLevel} />
          )}
        </Section>
        <Section title="Work waiting" className="self-start">
          <dl className="divide-y divide-line/70">
            <Line
              term={<MoreLink href="/console/incidents">Open incidents</MoreLink>}
              count={overview.openIncidents}
              bad={overview.openIncidents > 0}
            />
            <Line term="Decisions on their way to the EHR" count={queue.writeBackPending} />
            <Line
              term="Decisions the EHR has not taken"
              count={queue.writeBackFailed}
              bad={queue.writeBackFailed > 0}
            />
            <Line term="Retraining runs queued" count={queue.retrainingQueued} />
          </dl>
        </Section>
      </div>
    </div>
  );
}

/** A quiet line while it is due, a loud one once it is late; nothing while nobody need do anything. */
function AccessReviewDue({ review: { state, dueAt } }: { review: ConsoleOverview["accessReview"] }) {
  if (!dueAt || state === "done" || state === "not-needed") return null;
  const link = (
    <Link href="/console/people/review" prefetch={false} className={buttonClass("secondary", "small")}>
      Access review
    </Link>
  );
  if (state === "overdue")
    return (
      <Notice
        tone="danger"
        title={`The review of who has which role is overdue since ${formatDay(dueAt)}`}
        action={link}
      />
    );
  return (
    <p className="px-1 text-ink-2">
      The review of who has which role is {state === "open" ? "under way, and " : ""}due by {formatDay(dueAt)}
      . <MoreLink href="/console/people/review">Access review</MoreLink>
    </p>
  );
}

/** A quiet line as long as it holds, a loud one with what can be done when its end date is past. */
function InUseByException({ exception: e }: { exception: NonNullable<ConsoleOverview["exception"]> }) {
  const who = `${e.askedBy} asked, ${e.answeredBy ?? "somebody else"} agreed.`;
  const card = (version: string) => `/console/models#${versionAnchor(version)}`;
  if (!e.over)
    return (
      <p className="px-1 text-ink-2">
        {e.version} is in use although it failed {plural(e.failed.length, "check")}, by an exception until{" "}
        {formatDay(e.until)}. {who} <MoreLink href={card(e.version)}>See the exception</MoreLink>
      </p>
    );
  return (
    <Notice
      tone="danger"
      title={`The exception for ${e.version} ended on ${formatDay(e.until)}, and it is still in use`}
      action={
        <>
          {e.back && (
            <Link href={card(e.back)} prefetch={false} className={buttonClass("secondary", "small")}>
              Go back to {e.back}
            </Link>
          )}
          <Link href="/console/runs" prefetch={false} className={buttonClass("secondary", "small")}>
            Retrain
          </Link>
        </>
      }
    >
      It failed {plural(e.failed.length, "check")}. {who} It goes on answering, so that nobody at a bedside is
      without a suggestion, until somebody puts another version into use.
    </Notice>
  );
}

/** A share only of enough; the counts stand for themselves. */
const shareOf = ({ overridesTotal: changed, decisionsTotal: cases }: ConsoleOverview): string =>
  isTooFew({ cases }) ? "" : ` (${formatPercent(changed / cases)})`;

function ModelInUse({ model }: { model: ConsoleOverview["model"] }) {
  return (
    <Section title="Model in use" aside={<MoreLink href="/console/models">All versions</MoreLink>}>
      {model.state === "ready" ? (
        <>
          <p className="figure-xl mt-1 break-all">{model.version}</p>
          <p className="mt-1 text-ink-2">{model.name}</p>
          <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
            <Fact term="Engine">{model.engine}</Fact>
            <Fact term="Device">{model.device}</Fact>
            <Fact term="Precision">{model.precision}</Fact>
            <Fact term="Policy">{model.policy ?? "not recorded"}</Fact>
          </dl>
        </>
      ) : (
        <>
          <p className="figure-xl mt-1">Rules only</p>
          <p className="mt-2 text-ink-2">{model.why}</p>
        </>
      )}
    </Section>
  );
}

function NextRun({ overview }: { overview: ConsoleOverview }) {
  const { labelsSinceLastRun: labels, retrainAfter } = overview;
  if (retrainAfter === null)
    return (
      <Section title="Next retraining" aside={<MoreLink href="/console/runs#when">When it starts</MoreLink>}>
        <p className="mt-1 flex items-baseline gap-2">
          <span className="figure-xl">{labels}</span>
          <span className="text-ink-2">new labels since the last run</span>
        </p>
        <p className="mt-3 text-pretty text-ink-2">The number of labels starts no run by itself.</p>
      </Section>
    );
  const left = Math.max(0, retrainAfter - labels);
  return (
    <Section title="Next retraining" aside={<MoreLink href="/console/runs">All runs</MoreLink>}>
      <p className="mt-1 flex items-baseline gap-2">
        <span className="figure-xl">{labels}</span>
        <span className="text-ink-2">of {retrainAfter} new labels</span>
      </p>
      <ProgressBar
        className="mt-4"
        label="Labels until the next retraining"
        value={retrainAfter > 0 ? labels / retrainAfter : 0}
        text={`${labels} of ${retrainAfter} labels`}
      />
      <p className="mt-3 text-pretty text-ink-2">
        {left === 0
          ? "Enough for a run: it is queued as soon as none is under way."
          : `A run starts by itself after ${plural(left, "more label")}. A label is a decision fit to learn from, without what identifies the patient.`}
      </p>
    </Section>
  );
}

function MoreLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="font-medium text-accent underline underline-offset-2">
      {children}
    </Link>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="label">{term}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}

function Line({ term, count, bad = false }: { term: ReactNode; count: number; bad?: boolean }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-2">
      <dt className="text-ink-2">{term}</dt>
      <dd className={`text-[1.14rem] font-semibold ${bad ? "text-danger" : count === 0 ? "text-ink-3" : ""}`}>
        {bad && <span aria-hidden="true">! </span>}
        {count}
      </dd>
    </div>
  );
}
