"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { useRefusal } from "@/components/console/use-refusal";
import { Button } from "@/components/ui/button";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Ago, LocalTime } from "@/components/ui/time";
import type { DeviceView, RegistryView } from "@/lib/workflows/devices/registry";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { useChanges } from "../use-changes";

type Props = {
  initial: RegistryView;
  register: PageAction<{ code: string; name: string }, RegistryView>;
  retire: PageAction<{ id: string }, RegistryView>;
};

export function DeviceRegistry({ initial, register, retire }: Props) {
  const refused = useRefusal();
  const t = useTranslations("console.devices");
  const { view, busy, error, done, change } = useChanges(initial);
  const [leaving, setLeaving] = useState<DeviceView | null>(null);

  const attempt = async (work: () => Promise<RegistryView>, said: string): Promise<boolean> => {
    const ok = await change(work, said);
    setLeaving(null);
    return ok;
  };

  return (
    <div className="space-y-4">
      {view.idle && (
        <Notice tone="warn" title={t(`idle.${view.idle}`)}>
          {t("docsDevicesMdSaysWhat")}
        </Notice>
      )}
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={refused(error)} />}
      {view.canChange && (
        <NewDevice
          busy={busy}
          onRegister={(code, name) =>
            attempt(() => act(register, { code, name }), t("nameIsRegisteredAndCan", { name }))
          }
        />
      )}
      <Devices devices={view.devices} onRetire={view.canChange ? setLeaving : null} busy={busy} />
      <Refusals view={view} />
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("retireName", { name: leaving?.name ?? "" })}
        confirm={t("retireIt")}
        tone="danger"
        cautious
        busy={busy}
        onConfirm={() =>
          leaving &&
          void attempt(
            () => act(retire, { id: leaving.id }),
            t("nameIsRetiredTakeIts", { name: leaving.name }),
          )
        }
      >
        <p>{t("nothingTheDeviceCodeSends", { code: leaving?.code ?? "" })}</p>
      </Confirm>
    </div>
  );
}

const FIELD = "mt-1 h-9 w-full rounded-md border border-line-strong bg-surface px-2.5";

function NewDevice({
  busy,
  onRegister,
}: {
  busy: boolean;
  onRegister: (code: string, name: string) => Promise<boolean>;
}) {
  const t = useTranslations("console.devices");
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const id = useId();
  const ready = code.trim() !== "" && name.trim().length >= 2 && !busy;
  return (
    <Section title={t("registerADevice")}>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          if (!ready) return;
          void onRegister(code.trim(), name.trim()).then((added) => {
            if (!added) return;
            setCode("");
            setName("");
          });
        }}
      >
        <div className="min-w-0 flex-[1_1_12rem]">
          <label htmlFor={`${id}-code`} className="label">
            {t("codeOnItsLabel")}
          </label>
          <input
            id={`${id}-code`}
            value={code}
            onChange={(e) => setCode(e.target.value)}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-help`}
            className={`${FIELD} font-mono`}
          />
        </div>
        <div className="min-w-0 flex-[2_1_16rem]">
          <label htmlFor={`${id}-name`} className="label">
            {t("name")}
          </label>
          <input
            id={`${id}-name`}
            value={name}
            onChange={(e) => setName(e.target.value)}
            maxLength={80}
            autoComplete="off"
            className={FIELD}
          />
        </div>
        <Button type="submit" tone="primary" disabled={!ready}>
          {t("register")}
        </Button>
      </form>
      <p id={`${id}-help`} className="mt-2 text-ink-2">
        {t("theCodeIsAlsoThe")}
      </p>
    </Section>
  );
}

function Devices({
  devices,
  onRetire,
  busy,
}: {
  devices: readonly DeviceView[];
  onRetire: ((device: DeviceView) => void) | null;
  busy: boolean;
}) {
  const t = useTranslations("console.devices");
  if (devices.length === 0)
    return (
      <Section title={t("devices")}>
        <p className="text-ink-2">{t("noDeviceIsRegistered")}</p>
      </Section>
    );
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">{t("devices")}</caption>
        <ColumnHeads
          heads={[
            t("device"),
            t("code"),
            t("givenOut"),
            t("lastHeard"),
            t("refused7Days"),
            t("registered"),
            "",
          ]}
          className={TABLE_HEAD}
        />
        <tbody>
          {devices.map((d) => (
            <tr key={d.id} className="hover:bg-hover">
              <th scope="row" className={`${TABLE_CELL} font-medium`}>
                {d.name}
              </th>
              <td className={`${TABLE_CELL} font-mono text-[0.857rem]`}>{d.code}</td>
              <td className={TABLE_CELL}>
                <GivenOut device={d} />
              </td>
              <td className={TABLE_CELL}>{d.lastHeardAt ? <Ago iso={d.lastHeardAt} /> : t("never")}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{d.refused}</td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                <LocalTime iso={d.registered.at} withDate />, {d.registered.by}
              </td>
              <td className={`${TABLE_CELL} text-right`}>
                {onRetire && !d.retired && (
                  <Button size="small" disabled={busy} onClick={() => onRetire(d)}>
                    {t.rich("retireName2", {
                      span: (chunks) => <span className="sr-only">{chunks}</span>,
                      name: d.name,
                    })}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GivenOut({ device: { retired, checkedOut } }: { device: DeviceView }) {
  const t = useTranslations("console.devices");
  if (retired)
    return (
      <span className="text-ink-2">
        {t.rich("retired", { at: () => <LocalTime iso={retired.at} withDate /> })}
      </span>
    );
  if (!checkedOut) return <span className="text-ink-2">{t("no")}</span>;
  return t.rich("byWrittenWritten", {
    at: () => <LocalTime iso={checkedOut.at} withDate />,
    by: checkedOut.by,
    written: checkedOut.written,
  });
}

/** What was not taken, and why. */
function Refusals({ view: { refusals, waiting } }: { view: RegistryView }) {
  const t = useTranslations("console.devices");
  const onTheWay =
    waiting.messages + waiting.readings === 0
      ? t("nothingWaits")
      : t("messagesAndReadingsWaitAll", { messages: waiting.messages, readings: waiting.readings });
  return (
    <Section title={t("notTakenInTheLast")} aside={onTheWay}>
      {refusals.length === 0 ? (
        <p className="text-ink-2">{t("nothingWasRefused")}</p>
      ) : (
        <dl className="grid gap-x-8 gap-y-1 md:grid-cols-2">
          {refusals.map((r) => (
            <div key={r.reason} className="flex justify-between gap-4">
              <dt className="text-ink-2">{r.words.charAt(0).toUpperCase() + r.words.slice(1)}</dt>
              <dd className="whitespace-nowrap tabular-nums">
                {t.rich("countLast", { count: r.count, ago: () => <Ago iso={r.lastAt} /> })}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
