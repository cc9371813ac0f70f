import { useTranslations } from "next-intl";
import { useId } from "react";
import { LocalTime } from "@/components/ui/time";

type Props = {
  value: string;
  onChange: (value: string) => void;
  /** Shortest reason the server takes; absent where a comment is optional. */
  atLeast?: number;
  /** When it was begun, if it was in an earlier session. */
  keptAt?: string | null;
};

/** What the admin says about a change, for those who read the audit log later. */
export function AuditComment({ value, onChange, atLeast, keptAt }: Props) {
  const t = useTranslations("own");
  const id = useId();
  const needed = atLeast !== undefined;
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-ink">
        {needed ? t("reasonForTheAuditLog") : t("commentOptionalForTheAuditLog")}
      </label>
      <textarea
        id={id}
        rows={2}
        value={value}
        maxLength={500}
        required={needed}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        className="mt-1 w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-ink"
      />
      <p id={`${id}-hint`} className="label">
        {needed && `${t("atLeastCharacters", { count: atLeast })} `}
        {t("doNotNamePatients")}
        {keptAt && <> {t.rich("youHadBegunThisAt", { at: () => <LocalTime iso={keptAt} withDate /> })}</>}
      </p>
    </div>
  );
}
