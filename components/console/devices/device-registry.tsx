"use client";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { plural } from "@/components/format";
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

const IDLE: Readonly<Record<NonNullable<RegistryView["idle"]>, string>> = {
  "no-broker": "No broker is set (MQTT_URL), so nothing listens to devices.",
  "no-backend":
    "Your EHR has not registered OpenAcuity as a client of its own, so no reading can be written to it.",
};

export function DeviceRegistry({ initial, register, retire }: Props) {
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
        <Notice tone="warn" title={IDLE[view.idle]}>
          docs/devices.md says what to set up.
        </Notice>
      )}
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      {view.canChange && (
        <NewDevice
          busy={busy}
          onRegister={(code, name) =>
            attempt(
              () => act(register, { code, name }),
              `${name} is registered and can be given to a patient.`,
            )
          }
        />
      )}
      <Devices devices={view.devices} onRetire={view.canChange ? setLeaving : null} busy={busy} />
      <Refusals view={view} />
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={`Retire ${leaving?.name ?? ""}?`}
        confirm="Retire it"
        tone="danger"
        cautious
        busy={busy}
        onConfirm={() =>
          leaving &&
          void attempt(
            () => act(retire, { id: leaving.id }),
            `${leaving.name} is retired. Take its password from the broker, too.`,
          )
        }
      >
        <p>
          Nothing the device {leaving?.code} sends is taken any more. This is for good: its code is never used
          again.
        </p>
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
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const id = useId();
  const ready = code.trim() !== "" && name.trim().length >= 2 && !busy;
  return (
    <Section title="Register a device">
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
            Code on its label
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
            Name
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
          Register
        </Button>
      </form>
      <p id={`${id}-help`} className="mt-2 text-ink-2">
        The code is also the device’s name at the broker: letters, digits, dots, dashes and underscores.
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
  if (devices.length === 0)
    return (
      <Section title="Devices">
        <p className="text-ink-2">No device is registered.</p>
      </Section>
    );
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">Devices</caption>
        <ColumnHeads
          heads={["Device", "Code", "Given out", "Last heard", "Refused, 7 days", "Registered", ""]}
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
                {d.retired ? (
                  <span className="text-ink-2">
                    Retired <LocalTime iso={d.retired.at} withDate />
                  </span>
                ) : d.checkedOut ? (
                  <>
                    <LocalTime iso={d.checkedOut.at} withDate />, {d.checkedOut.by} (
                    {plural(d.checkedOut.written, "reading")} written)
                  </>
                ) : (
                  <span className="text-ink-2">No</span>
                )}
              </td>
              <td className={TABLE_CELL}>{d.lastHeardAt ? <Ago iso={d.lastHeardAt} /> : "Never"}</td>
              <td className={`${TABLE_CELL} tabular-nums`}>{d.refused}</td>
              <td className={`${TABLE_CELL} text-ink-2`}>
                <LocalTime iso={d.registered.at} withDate />, {d.registered.by}
              </td>
              <td className={`${TABLE_CELL} text-right`}>
                {onRetire && !d.retired && (
                  <Button size="small" disabled={busy} onClick={() => onRetire(d)}>
                    Retire<span className="sr-only"> {d.name}</span>
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

/** What was not taken, and why. */
function Refusals({ view: { refusals, waiting } }: { view: RegistryView }) {
  const onTheWay =
    waiting.messages + waiting.readings === 0
      ? "Nothing waits"
      : `${plural(waiting.messages, "message")} and ${plural(waiting.readings, "reading")} wait, all EHRs together`;
  return (
    <Section title="Not taken in the last 7 days" aside={onTheWay}>
      {refusals.length === 0 ? (
        <p className="text-ink-2">Nothing was refused.</p>
      ) : (
        <dl className="grid gap-x-8 gap-y-1 md:grid-cols-2">
          {refusals.map((r) => (
            <div key={r.reason} className="flex justify-between gap-4">
              <dt className="text-ink-2">{r.words.charAt(0).toUpperCase() + r.words.slice(1)}</dt>
              <dd className="whitespace-nowrap tabular-nums">
                {r.count}, last <Ago iso={r.lastAt} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
