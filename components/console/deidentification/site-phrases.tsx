"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { KINDS, type Kind } from "@/lib/feedback/deidentification/redaction";
import { LONGEST_PHRASE } from "@/lib/feedback/reasons";
import type { Added, PhrasesView } from "@/lib/workflows/learning/review-deidentification";

type Props = {
  initial: PhrasesView;
  add: PageAction<{ phrase: string; kind: Kind }, Added>;
  remove: PageAction<{ id: string }, PhrasesView>;
};
const FIELD = "mt-1 block w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-ink";

/** What the site takes out of every text beside what the rules find. */
export function SitePhrases({ initial, add, remove }: Props) {
  const refused = useRefusal();
  const t = useTranslations("console.deidentification");
  const [view, setView] = useState(initial);
  const [phrase, setPhrase] = useState("");
  const [kind, setKind] = useState<Kind>("name");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const id = useId();

  const doing = async (what: () => Promise<string>) => {
    setBusy(true);
    setError(null);
    setSaid(null);
    try {
      setSaid(await what());
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  };
  const send = () =>
    doing(async () => {
      const { found, ...now } = await act(add, { phrase: phrase.trim(), kind });
      setView(now);
      setPhrase("");
      return found.labels + found.readings + found.compared === 0
        ? t("addedItIsInNothing")
        : t("addedAndTakenOutOf", {
            labels: found.labels,
            readings: found.readings,
            compared: found.compared,
          });
    });

  return (
    <Section
      title={t("whatWasMissed")}
      className="mt-4"
      aside={view.phrases.length === 0 ? t("noPhraseYet") : t("count", { count: view.phrases.length })}
    >
      <p className="max-w-[80ch] text-pretty text-ink-2">{t("whatATextShouldNot")}</p>
      <form
        className="mt-2 flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label htmlFor={`${id}-phrase`} className="min-w-56 flex-1 font-medium">
          {t("phrase")}
          <input
            id={`${id}-phrase`}
            value={phrase}
            maxLength={LONGEST_PHRASE}
            autoComplete="off"
            onChange={(e) => setPhrase(e.target.value)}
            className={FIELD}
          />
        </label>
        <label htmlFor={`${id}-kind`} className="font-medium">
          {t("itIsA")}
          <select
            id={`${id}-kind`}
            value={kind}
            onChange={(e) => setKind(e.target.value as Kind)}
            className={FIELD}
          >
            {KINDS.map((k) => (
              <option key={k} value={k}>
                {t(`kind.${k}`)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" size="small" tone="primary" disabled={busy || phrase.trim() === ""}>
          {t("takeItOutEverywhere")}
        </Button>
      </form>
      <div aria-live="polite" className="mt-2 space-y-2">
        {error && <Notice tone="danger" title={refused(error)} />}
        {said && <Notice tone="ok" title={said} />}
      </div>
      {view.unreadable > 0 && (
        <Notice tone="warn" title={t("unreadableCannotBeReadAnd", { unreadable: view.unreadable })} />
      )}
      {view.phrases.length > 0 && (
        <ul className="mt-2 divide-y divide-line/70">
          {view.phrases.map((p) => (
            <li key={p.id} className="flex flex-wrap items-center justify-between gap-2 py-1.5">
              <span className="min-w-0 break-words">
                <span className="font-medium">{p.phrase}</span>{" "}
                <span className="text-ink-2">
                  {t(`kind.${p.kind}`)}, <LocalTime iso={p.at} withDate />, {p.by}
                </span>
              </span>
              <Button
                size="small"
                tone="quiet"
                disabled={busy}
                aria-label={t("removePhrase", { phrase: p.phrase })}
                onClick={() =>
                  void doing(async () => {
                    setView(await act(remove, { id: p.id }));
                    return t("removedWhereItWasTaken");
                  })
                }
              >
                {t("remove")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
