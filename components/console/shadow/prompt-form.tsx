import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";

type Draft = { name: string; model: string; instructions: string };
type Props = {
  instructions: string;
  model: string;
  busy: boolean;
  onSave: (draft: Draft) => Promise<boolean>;
};

const FIELD = "w-full rounded-md border border-line-strong bg-surface px-2";

/** What a language model is to be asked, as a version of its own. */
export function PromptForm({ busy, onSave, ...begin }: Props) {
  const t = useTranslations("console.shadow");
  const id = useId();
  const [draft, setDraft] = useState<Draft>({ name: "", ...begin });
  const put = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  return (
    <details className="mt-3">
      <summary className="font-medium text-accent">{t("newVersion")}</summary>
      <form
        className="mt-2 grid max-w-[84ch] gap-3 sm:grid-cols-2"
        onSubmit={(e) => {
          e.preventDefault();
          void onSave(draft).then((ok) => ok && put({ name: "" }));
        }}
      >
        <label className="grid gap-1" htmlFor={`${id}-name`}>
          <span className="text-ink-2">{t("nameLowerCaseLettersDigitsDashes")}</span>
          <input
            id={`${id}-name`}
            value={draft.name}
            onChange={(e) => put({ name: e.target.value })}
            pattern="[a-z][a-z0-9\-]{1,30}"
            required
            autoComplete="off"
            className={`${FIELD} h-8`}
          />
        </label>
        <label className="grid gap-1" htmlFor={`${id}-model`}>
          <span className="text-ink-2">{t("modelAsTheServerCallsIt")}</span>
          <input
            id={`${id}-model`}
            value={draft.model}
            onChange={(e) => put({ model: e.target.value })}
            maxLength={200}
            required
            autoComplete="off"
            className={`${FIELD} h-8`}
          />
        </label>
        <label className="grid gap-1 sm:col-span-2" htmlFor={`${id}-instructions`}>
          <span className="text-ink-2">{t("instructionsTheCaseTheFindingsThere")}</span>
          <textarea
            id={`${id}-instructions`}
            value={draft.instructions}
            onChange={(e) => put({ instructions: e.target.value })}
            minLength={20}
            maxLength={8_000}
            required
            rows={10}
            className={`${FIELD} py-1.5`}
          />
        </label>
        <div className="sm:col-span-2">
          <Button tone="primary" disabled={busy} type="submit">
            {busy ? t("saving") : t("register")}
          </Button>
        </div>
      </form>
    </details>
  );
}
