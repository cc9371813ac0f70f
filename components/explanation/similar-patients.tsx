"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { toActionError } from "@/components/action-error";
import { sexInWords } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { FailedNotice } from "@/components/ui/failed-notice";
import { useLevelName } from "@/components/words/use-level-name";
import { useSaid } from "@/components/words/use-said";
import type { SimilarPatient, SimilarPatientsView } from "@/lib/workflows/views";
import { agreementInWords, modelInWords } from "./similar-words";

const FRESH_MS = 60_000;

type Props = {
  assessmentId: string;
  load: (assessmentId: string) => Promise<SimilarPatientsView>;
};

/** Past patients like this one and what was decided on them. Never stands in the way of deciding. */
export function SimilarPatients({ assessmentId, load }: Props) {
  const t = useTranslations("explanation");
  const said = useSaid();
  const similar = useQuery({
    queryKey: ["similar", assessmentId],
    queryFn: () => load(assessmentId),
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
  });
  if (similar.isError)
    return (
      <FailedNotice title={t("thePatientsLikeThisOneCould")} onRetry={() => similar.refetch()}>
        {t("messageYouCanDecideWithoutThem", { message: said(toActionError(similar.error).message) })}
      </FailedNotice>
    );
  return similar.data ? <SimilarPatientsList view={similar.data} /> : <Skeleton />;
}

export function SimilarPatientsList({ view }: { view: SimilarPatientsView }) {
  const t = useTranslations("explanation");
  const said = useSaid();
  switch (view.state) {
    case "empty":
      return <p className="text-ink-2">{t("noDecidedPatientsToCompareWith")}</p>;
    case "none-alike":
      return <p className="text-ink-2">{t("noneIsAlike", { count: view.comparedWith })}</p>;
    case "unavailable":
      return <p className="text-ink-2">{said(view.why)}</p>;
    case "preparing":
      return (
        <p className="text-ink-2">
          {t("beingPreparedForTheModelVersion", { done: view.done, count: view.total })}
        </p>
      );
    case "ready":
      return (
        <div className="space-y-3">
          <p className="text-[1.07rem] leading-snug font-medium text-pretty">
            {agreementInWords(view.patients, t)}
          </p>
          <table className="w-full border-collapse">
            <caption className="sr-only">{t("decidedPatientsMostLikeThisOne")}</caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">{t("decidedLevel")}</th>
                <th scope="col">{t("patient")}</th>
                <th scope="col">{t("howAlikeAndWhatTheModel")}</th>
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
            {t("outOfVisits", { count: view.comparedWith })}
            {view.preparing &&
              ` ${t("moreArePrepared", { count: view.preparing.total - view.preparing.done })}`}
          </p>
        </div>
      );
  }
}

function Row({ patient }: { patient: SimilarPatient }) {
  const t = useTranslations("explanation");
  const said = useSaid();
  const levelName = useLevelName();
  const locale = useLocale();
  const { level, ageBand, sex, complaint, vitals, likeness } = patient;
  return (
    <tr className="border-t border-line align-top first:border-t-0">
      <td className="w-10 py-2 pr-3">
        <LevelMark level={level} size={28} />
        <span className="sr-only">{t("levelNamed", { level, name: levelName(level) })}</span>
      </td>
      <th scope="row" className="py-2 pr-3 text-left font-normal">
        <span className={`line-clamp-2 text-pretty ${complaint ? "font-medium" : "text-ink-3"}`}>
          {complaint ?? t("noComplaintRecorded")}
        </span>
        <span className="block text-[0.93rem] leading-snug text-ink-2">
          {sexInWords(sex, locale)}, {said(ageBand)}
        </span>
        {vitals.length > 0 && (
          <span className="block text-[0.93rem] leading-snug text-ink-2">
            {vitals.map(({ label, text }) => said(`${label} ${text}`)).join(" · ")}
          </span>
        )}
      </th>
      <td className="py-2 text-right text-[0.93rem] whitespace-nowrap text-ink-2">
        {likeness && <span className="block">{t(`likeness.${likeness}`)}</span>}
        <span className="block">
          <span aria-hidden="true">{sign(patient)} </span>
          {modelInWords(patient, t)}
        </span>
      </td>
    </tr>
  );
}

const sign = ({ level, modelLevel }: SimilarPatient): string =>
  modelLevel === null ? "–" : modelLevel === level ? "✓" : "≠";

function Skeleton() {
  const t = useTranslations("explanation");
  return (
    <div role="status" className="space-y-3">
      <span className="sr-only">{t("lookingForPatientsLikeThisOne")}</span>
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
