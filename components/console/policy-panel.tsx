"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { plural, upperFirst } from "@/components/format";
import { keepDraft } from "@/components/kept-draft";
import { LevelMark } from "@/components/triage/level-mark";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { Level } from "@/lib/case/level";
import type { Costs, PolicyName } from "@/lib/model/calibration";
import type { PolicyOnPatients } from "@/lib/policy/compare-policies";
import { isTooFew, policyOfSet, tooFewInWords } from "@/lib/registry/metric-set";
import type { MetricSet, PolicyView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";
import { formatFigure } from "./metric-pairs";
import { commentPlace, useKeptComment } from "./use-kept-comment";

const POLICY_WORDS: Readonly<Record<PolicyName, { name: string; what: string }>> = {
  balanced: {
    name: "Balanced",
    what: "Weighs a patient seen too late against those seen too early. Misses more of the urgent patients.",
  },
  "safety-first": {
    name: "Safety first",
    what: "Finds more of the urgent patients, and calls more people urgent who are not.",
  },
};

type Props = {
  initial: PolicyView;
  change: PageAction<
    {
      policy: PolicyName;
      expectedPolicy: PolicyName | null;
      expectedChampion: string;
      comment?: string;
    },
    PolicyView
  >;
};

/** Which mistakes are dearer is the site's choice, made here: the same model, other costs of mistakes. */
export function PolicyPanel({ initial, change }: Props) {
  const [view, setView] = useState(initial);
  const [wanted, setWanted] = useState<PolicyName | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function confirm(comment: string) {
    if (!wanted) return;
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      const next = await act(change, {
        policy: wanted,
        expectedPolicy: view.inForce,
        expectedChampion: view.version,
        ...(comment ? { comment } : {}),
      });
      void keepDraft(commentPlace("policy", wanted), null);
      setView(next);
      setDone(`${POLICY_WORDS[wanted].name} is now in force for every new assessment.`);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setWanted(null);
    }
  }

  return (
    <Section title="Decision policy" aside={`of version ${view.version}`}>
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <p className="max-w-[68ch] text-pretty text-ink-2">
        The same model and the same probabilities, with other costs of mistakes: the level shown is the one
        that costs least on average. The safety rules stand beside both.
      </p>
      <div className="mt-3 grid gap-3 md:grid-cols-2">
        {view.choices.map(({ policy, measured, costs, lately }) => {
          const inForce = policy === view.inForce;
          const { name, what } = POLICY_WORDS[policy];
          return (
            <div
              key={policy}
              className={`rounded-md border p-3.5 ${inForce ? "border-accent bg-accent-soft" : "border-line"}`}
            >
              <div className="flex min-h-7 items-center justify-between gap-4">
                <h3 className="font-semibold">{name}</h3>
                {inForce ? (
                  <span className="font-medium text-accent">● In force</span>
                ) : (
                  view.canChange && (
                    <Button size="small" onClick={() => setWanted(policy)}>
                      Use {name.toLowerCase()}
                    </Button>
                  )
                )}
              </div>
              <p className="mt-1 text-pretty text-ink-2">{what}</p>
              {lately && <Lately lately={lately} inForce={inForce} />}
              {costs && <CostTable costs={costs} />}
              <Measured sets={measured} />
            </div>
          );
        })}
      </div>
      {wanted && (
        <ConfirmPolicy
          from={view.inForce}
          to={wanted}
          busy={busy}
          onClose={() => setWanted(null)}
          onConfirm={confirm}
        />
      )}
    </Section>
  );
}

function Lately({ lately, inForce }: { lately: PolicyOnPatients; inForce: boolean }) {
  const { patients, byLevel, moreUrgent, lessUrgent } = lately;
  return (
    <div className="mt-2">
      <p className="label">
        Your last {plural(patients, "patient", "patients")}, by level{" "}
        {inForce ? "shown" : "it would have shown"}
      </p>
      <ol className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {byLevel.map((count, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the level
          <li key={i} className="flex items-center gap-1.5">
            <LevelMark level={(i + 1) as Level} size={17} />
            <span className="sr-only">Level {i + 1}: </span>
            <span className="font-semibold">{count}</span>
          </li>
        ))}
      </ol>
      {!inForce && (
        <p className="mt-1 text-ink-2">
          {moreUrgent} more urgent than now, {lessUrgent} less urgent.
        </p>
      )}
    </div>
  );
}

function CostTable({ costs }: { costs: Costs }) {
  return (
    <details className="mt-2">
      <summary className="text-ink-2">What each mistake costs</summary>
      <table className="mt-1.5 border-collapse text-right">
        <caption className="label text-left">
          Row: the level that would have been right. Column: the level shown. 1 is one patient shown one level
          too urgent.
        </caption>
        <thead>
          <tr>
            <td />
            {costs.map((_, k) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the level
              <th key={k} scope="col" className="px-2 font-semibold">
                {k + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {costs.map((row, actual) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the level
            <tr key={actual}>
              <th scope="row" className="pr-2 font-semibold">
                {actual + 1}
              </th>
              {row.map((cost, shown) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the level
                <td key={shown} className={`px-2 ${shown > actual ? "font-medium" : "text-ink-2"}`}>
                  {cost}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** The three figures a policy is chosen by; all of them stand with the version below. */
const SHOWN = ["Sensitivity, levels 1-2", "Under-triage", "Over-triage"] as const;

function Measured({ sets }: { sets: readonly MetricSet[] }) {
  if (sets.length === 0)
    return <p className="mt-2 text-ink-3">Nothing was measured under it for this version.</p>;
  return sets.map((set) => (
    <div key={set.dataset} className="mt-2">
      {isTooFew(set) ? (
        <p className="text-ink-2">{upperFirst(tooFewInWords(set.cases))}</p>
      ) : (
        <dl className="flex flex-wrap gap-x-6 gap-y-1">
          {SHOWN.map((name) => {
            const figure = set.figures.find((f) => f.name === name);
            return (
              <div key={name}>
                <dt className="label">{name}</dt>
                <dd className="font-semibold">
                  {figure?.value == null ? "not measured" : formatFigure(name, figure.value)}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <p className="label mt-1">
        {set.dataset.replace(`, ${policyOfSet(set)} policy`, "")}, {set.cases.toLocaleString("en-US")} visits
      </p>
    </div>
  ));
}

function ConfirmPolicy({
  from,
  to,
  busy,
  onClose,
  onConfirm,
}: {
  from: PolicyName | null;
  to: PolicyName;
  busy: boolean;
  onClose: () => void;
  onConfirm: (comment: string) => void;
}) {
  const { comment, setComment, keptAt } = useKeptComment(commentPlace("policy", to));
  const { name } = POLICY_WORDS[to];
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Put the ${name.toLowerCase()} policy into force?`}
      confirm={`Use ${name.toLowerCase()}`}
      busy={busy}
      onConfirm={() => onConfirm(comment.trim())}
    >
      <p>
        From now on the suggested levels follow <b>{name.toLowerCase()}</b>
        {from && (
          <>
            {" "}
            instead of <b>{POLICY_WORDS[from].name.toLowerCase()}</b>
          </>
        )}
        . Patients who wait are judged anew when the board is next read; levels already decided stay as they
        are. Your name and this change are written to the audit log.
      </p>
      <AuditComment value={comment} onChange={setComment} keptAt={keptAt} />
    </Confirm>
  );
}
