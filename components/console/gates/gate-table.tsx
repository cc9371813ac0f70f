import { useTranslations } from "next-intl";
import { MEASURED_ON } from "@/lib/registry/gates/policy-changes";
import { type Bound, type GateDraft, toDraft } from "./gate-draft";

type Props = {
  tell: (text: string) => string;
  drafts: readonly GateDraft[];
  canChange: boolean;
  onChange: (drafts: GateDraft[]) => void;
};

const FIELD =
  "h-8 w-20 rounded-md border border-line-strong bg-surface px-2 text-right text-ink tabular-nums disabled:opacity-50";
const HEAD = "px-2 pb-1 text-left font-medium text-ink-2";

/** One row a check: the numbers that may be changed as fields, or as text for who may only look. */
export function GateTable({ tell, drafts, canChange, onChange }: Props) {
  const t = useTranslations("console.gates");
  const put = (id: string, change: (d: GateDraft) => GateDraft) =>
    onChange(drafts.map((d) => (d.gate.id === id ? change(d) : d)));
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[60rem] border-collapse">
        <caption className="sr-only">{t("checksWithTheirLimitsAndThe")}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} className={`${HEAD} pl-0 align-bottom`}>
              {t("check")}
            </th>
            <th scope="colgroup" colSpan={2} className={HEAD}>
              {t("worseThanTheVersionInUse")}
            </th>
            <th scope="colgroup" colSpan={2} className={HEAD}>
              {t("limitOfItsOwn")}
            </th>
            <th scope="col" rowSpan={2} className={`${HEAD} align-bottom`}>
              {t("fewestCases")}
            </th>
            {canChange && (
              <th scope="col" rowSpan={2} className={`${HEAD} align-bottom`}>
                {t("inForce")}
              </th>
            )}
          </tr>
          <tr>
            {[t("lookAt"), t("fails"), t("lookAt"), t("fails")].map((word, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: four fixed columns
              <th key={i} scope="col" className={HEAD}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drafts.map((draft) => (
            <Row key={draft.gate.id} tell={tell} draft={draft} canChange={canChange} onChange={put} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RowProps = {
  tell: (text: string) => string;
  draft: GateDraft;
  canChange: boolean;
  onChange: (id: string, change: (d: GateDraft) => GateDraft) => void;
};

function Row({ tell, draft, canChange, onChange }: RowProps) {
  const t = useTranslations("console.gates");
  const { gate, off, bounds } = draft;
  const unit = gate.unit === "share" ? "%" : "";
  const words = tell(gate.words);
  const on = gate.on.map((o) => tell(MEASURED_ON[o])).join(", ");
  const cell = (bound: Bound, label: string) => (
    <Cell
      label={`${words}, ${on}: ${label}`}
      value={bounds[bound]}
      unit={unit}
      disabled={off}
      edit={
        canChange
          ? (value) => onChange(gate.id, (d) => ({ ...d, bounds: { ...d.bounds, [bound]: value } }))
          : null
      }
    />
  );
  const below = String(gate.better === "higher");
  return (
    <tr className={`border-t border-line/70 ${off ? "text-ink-3" : ""}`}>
      <th scope="row" className="max-w-[22rem] py-1.5 pr-2 text-left font-medium text-pretty">
        {words}
        <span className="block text-[0.93rem] font-normal text-ink-2">
          {t("onIsBetter", { on, better: gate.better })}
        </span>
      </th>
      {cell("worse.warn", t("lookAtWhenWorse"))}
      {cell("worse.fail", t("failsWhenWorse"))}
      {cell("limit.warn", t("lookAtWhen", { below }))}
      {cell("limit.fail", t("failsWhen", { below }))}
      <Cell
        label={t("fewestCasesOf", { words, on })}
        value={draft.least}
        unit={gate.least.of === "cases" ? "" : t(`leastOf.${gate.least.of}`)}
        disabled={off}
        edit={canChange ? (least) => onChange(gate.id, (d) => ({ ...d, least })) : null}
      />
      {canChange && (
        <td className="px-2">
          <label className="flex min-h-8 items-center gap-2">
            <input
              type="checkbox"
              checked={!off}
              className="size-4"
              onChange={(e) =>
                onChange(gate.id, (d) => (e.target.checked ? { ...d, off: false } : toDraft(d.gate, true)))
              }
            />
            <span className="sr-only">{t("wordsIsInForce", { words })}</span>
          </label>
        </td>
      )}
    </tr>
  );
}

type CellProps = {
  label: string;
  value: string;
  unit: string;
  disabled: boolean;
  edit: ((value: string) => void) | null;
};

function Cell({ label, value, unit, disabled, edit }: CellProps) {
  const t = useTranslations("console.gates");
  return (
    <td className="px-2 py-1.5 whitespace-nowrap tabular-nums">
      {edit ? (
        <input
          type="text"
          inputMode="decimal"
          aria-label={label}
          value={value}
          disabled={disabled}
          maxLength={12}
          onChange={(e) => edit(e.target.value)}
          className={FIELD}
        />
      ) : (
        value || <span className="text-ink-3">{t("none")}</span>
      )}
      {unit && value && <span className="ml-1 text-ink-2">{unit}</span>}
    </td>
  );
}
