"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { lowerFirst } from "@/components/format";
import { keepDraft } from "@/components/kept-draft";
import { LevelMark } from "@/components/triage/level-mark";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { useFigures } from "@/components/words/use-figures";
import type { Level } from "@/lib/case/level";
import type { Costs, PolicyName } from "@/lib/model/calibration";
import type { PolicyOnPatients } from "@/lib/policy/compare-policies";
import { FEWEST_CASES, isTooFew, POLICY_FIGURES, policyOfSet } from "@/lib/registry/metric-set";
import type { MetricSet, PolicyView } from "@/lib/workflows/views";
import { AuditComment } from "./audit-comment";
import { formatFigure } from "./metric-pairs";
import { useDatasetName, useFigureName } from "./use-figure-name";
import { commentPlace, useKeptComment } from "./use-kept-comment";

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
  const t = useTranslations("console.models");
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
      setDone(t("policyInForceNow", { name: t(`policy.${wanted}`) }));
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
      setWanted(null);
    }
  }

  return (
    <Section title={t("decisionPolicy")} aside={t("ofVersionVersion", { version: view.version })}>
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <p className="max-w-[68ch] text-pretty text-ink-2">{t("theSameModelAndTheSame")}</p>
      <div className="mt-3 grid gap-3 md:grid-cols-2">
        {view.choices.map(({ policy, measured, costs, lately }) => {
          const inForce = policy === view.inForce;
          const name = t(`policy.${policy}`);
          const what = t(`policyWhat.${policy}`);
          return (
            <div
              key={policy}
              className={`rounded-md border p-3.5 ${inForce ? "border-accent bg-accent-soft" : "border-line"}`}
            >
              <div className="flex min-h-7 items-center justify-between gap-4">
                <h3 className="font-semibold">{name}</h3>
                {inForce ? (
                  <span className="font-medium text-accent">{t("inForce")}</span>
                ) : (
                  view.canChange && (
                    <Button size="small" onClick={() => setWanted(policy)}>
                      {t("useIt", { name: lowerFirst(name) })}
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
  const t = useTranslations("console.models");
  const { patients, byLevel, moreUrgent, lessUrgent } = lately;
  return (
    <div className="mt-2">
      <p className="label">
        {t("yourLastPatientsPluralOnePatients", { patients, isInForce: String(Boolean(inForce)) })}
      </p>
      <ol className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {byLevel.map((count, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the level
          <li key={i} className="flex items-center gap-1.5">
            <LevelMark level={(i + 1) as Level} size={17} />
            <span className="sr-only">{t("levelI", { i: i + 1 })} </span>
            <span className="font-semibold">{count}</span>
          </li>
        ))}
      </ol>
      {!inForce && (
        <p className="mt-1 text-ink-2">
          {t("moreUrgentMoreUrgentThanNowLessUrgent", { moreUrgent, lessUrgent })}
        </p>
      )}
    </div>
  );
}

function CostTable({ costs }: { costs: Costs }) {
  const { decimal } = useFigures();
  const t = useTranslations("console.models");
  return (
    <details className="mt-2">
      <summary className="text-ink-2">{t("whatEachMistakeCosts")}</summary>
      <table className="mt-1.5 border-collapse text-right">
        <caption className="label text-left">{t("rowTheLevelThatWouldHave")}</caption>
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
                  {decimal(String(cost))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Measured({ sets }: { sets: readonly MetricSet[] }) {
  const nameOf = useFigureName();
  const datasetName = useDatasetName();
  const { count, decimal } = useFigures();
  const t = useTranslations("console.models");
  if (sets.length === 0) return <p className="mt-2 text-ink-3">{t("nothingWasMeasuredUnderItFor")}</p>;
  return sets.map((set) => (
    <div key={set.dataset} className="mt-2">
      {isTooFew(set) ? (
        <p className="text-ink-2">{t("tooFewToTell", { cases: set.cases, fewest: FEWEST_CASES })}</p>
      ) : (
        <dl className="flex flex-wrap gap-x-6 gap-y-1">
          {POLICY_FIGURES.map((name) => {
            const figure = set.figures.find((f) => f.name === name);
            return (
              <div key={name}>
                <dt className="label">{nameOf(name)}</dt>
                <dd className="font-semibold">
                  {decimal((figure && formatFigure(name, figure.value)) ?? t("notMeasured"))}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <p className="label mt-1">
        {t("datasetVisits", {
          dataset: datasetName(set.dataset.replace(`, ${policyOfSet(set)} policy`, "")),
          visits: count(set.cases),
        })}
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
  const t = useTranslations("console.models");
  const { comment, setComment, keptAt } = useKeptComment(commentPlace("policy", to));
  const name = lowerFirst(t(`policy.${to}`));
  return (
    <Confirm
      open
      onClose={onClose}
      title={t("putThePolicyIntoForce", { name: lowerFirst(name) })}
      confirm={t("useIt", { name: lowerFirst(name) })}
      busy={busy}
      onConfirm={() => onConfirm(comment.trim())}
    >
      <p>
        {t.rich("fromNowOnTheSuggestedLevels", {
          name,
          instead: String(from !== null),
          before: from ? lowerFirst(t(`policy.${from}`)) : "",
          b: (words) => <b>{words}</b>,
        })}
      </p>
      <AuditComment value={comment} onChange={setComment} keptAt={keptAt} />
    </Confirm>
  );
}
