"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { toActionError } from "@/components/action-error";
import { sexInWords } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { FailedNotice } from "@/components/ui/failed-notice";
import { LEVEL_NAMES } from "@/lib/case/level";
import type { SimilarPatient, SimilarPatientsView } from "@/lib/workflows/views";
import { agreementInWords, LIKENESS_WORDS, modelInWords, visitsInWords } from "./similar-words";

const FRESH_MS = 60_000;

type Props = {
  assessmentId: string;
  load: (assessmentId: string) => Promise<SimilarPatientsView>;
};

/** Past patients like this one and what was decided on them. Never stands in the way of deciding. */
export function SimilarPatients({ assessmentId, load }: Props) {
  const similar = useQuery({
    queryKey: ["similar", assessmentId],
    queryFn: () => load(assessmentId),
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
  });
  if (similar.isError)
    return (
      <FailedNotice
        title="The patients like this one could not be looked up."
        onRetry={() => similar.refetch()}
      >
        {toActionError(similar.error).message} You can decide without them.
      </FailedNotice>
    );
  return similar.data ? <SimilarPatientsList view={similar.data} /> : <Skeleton />;
}

export function SimilarPatientsList({ view }: { view: SimilarPatientsView }) {
  switch (view.state) {
    case "empty":
      return <p className="text-ink-2">No decided patients to compare with yet.</p>;
    case "none-alike":
      return (
        <p className="text-ink-2">
          None of {visitsInWords(view.comparedWith)} is of a patient of this age with a complaint like this
          one.
        </p>
      );
    case "unavailable":
      return <p className="text-ink-2">{view.why}</p>;
    case "preparing":
      return (
        <p className="text-ink-2">
          Being prepared for the model version in use: {view.done} of {visitsInWords(view.total)} so far.
        </p>
      );
    case "ready":
      return (
        <div className="space-y-3">
          <p className="text-[1.07rem] leading-snug font-medium text-pretty">
            {agreementInWords(view.patients)}
          </p>
          <table className="w-full border-collapse">
            <caption className="sr-only">Decided patients most like this one, the most alike first</caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">Decided level</th>
                <th scope="col">Patient</th>
                <th scope="col">How alike, and what the model said</th>
              </tr>
            </thead>
            <tbody>
              {view.patients.map((patient, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes in place, and its rows have no names on purpose.
                <Row key={i} patient={patient} />
              ))}
            </tbody>
          </table>
          <p className="text-[0.857rem] leading-snug text-pretty text-ink-3">
            Out of {visitsInWords(view.comparedWith)}: the same kind of complaint and age first, then how near
            the model finds them. “Very alike” is nearer than 99 of 100 pairs of visits, “alike” nearer than
            90. Those who decided had seen the model’s level.
            {view.preparing &&
              ` ${view.preparing.total - view.preparing.done} more are being prepared for this model version.`}
          </p>
        </div>
      );
  }
}

function Row({ patient }: { patient: SimilarPatient }) {
  const locale = useLocale();
  const { level, ageBand, sex, complaint, vitals, likeness } = patient;
  return (
    <tr className="border-t border-line align-top first:border-t-0">
      <td className="w-10 py-2 pr-3">
        <LevelMark level={level} size={28} />
        <span className="sr-only">
          Level {level}, {LEVEL_NAMES[level]}
        </span>
      </td>
      <th scope="row" className="py-2 pr-3 text-left font-normal">
        <span className={`line-clamp-2 text-pretty ${complaint ? "font-medium" : "text-ink-3"}`}>
          {complaint ?? "No complaint recorded"}
        </span>
        <span className="block text-[0.93rem] leading-snug text-ink-2">
          {sexInWords(sex, locale)}, {ageBand}
        </span>
        {vitals.length > 0 && (
          <span className="block text-[0.93rem] leading-snug text-ink-2">
            {vitals.map(({ label, text }) => `${label} ${text}`).join(" · ")}
          </span>
        )}
      </th>
      <td className="py-2 text-right text-[0.93rem] whitespace-nowrap text-ink-2">
        {likeness && <span className="block">{LIKENESS_WORDS[likeness]}</span>}
        <span className="block">
          <span aria-hidden="true">{sign(patient)} </span>
          {modelInWords(patient)}
        </span>
      </td>
    </tr>
  );
}

const sign = ({ level, modelLevel }: SimilarPatient): string =>
  modelLevel === null ? "–" : modelLevel === level ? "✓" : "≠";

function Skeleton() {
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">Looking for patients like this one. You can decide now.</span>
      <div className="skeleton h-5 w-3/5" />
      <div className="space-y-2" aria-hidden="true">
        {[68, 54, 72].map((w) => (
          <div key={w} className="flex items-center gap-3">
            <div className="skeleton size-7 rounded" />
            <div className="skeleton h-4" style={{ width: `${w}%` }} />
          </div>
        ))}
      </div>
    </div>
  );
}
