"use client";
import Link from "next/link";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Ago, LocalTime } from "@/components/ui/time";
import type { CheckOut, VisitDevice, VisitDevicesView } from "@/lib/workflows/devices/check-out";

type Visit = { readonly encounterId: string; readonly launchId: string | null };
type Props = {
  visit: Visit;
  initial: VisitDevicesView;
  checkOut: PageAction<CheckOut, VisitDevicesView>;
  checkIn: PageAction<Visit & { code: string }, VisitDevicesView>;
};

/** Which monitors and wearables are with a patient: give one by its label, take one back. */
export function VisitDevices({ visit, initial, checkOut, checkIn }: Props) {
  const [view, setView] = useState(initial);
  const [code, setCode] = useState("");
  const [elsewhere, setElsewhere] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const field = useId();
  const { patient, devices } = view;

  const attempt = async (work: () => Promise<VisitDevicesView>, said: string) => {
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      setView(await work());
      setDone(said);
      setCode("");
      setElsewhere(null);
    } catch (cause) {
      const failure = toActionError(cause);
      // The device is with somebody else: that is asked about, not refused.
      if (failure.detail.why === "elsewhere") setElsewhere(failure.message);
      else {
        setElsewhere(null);
        setError(failure);
      }
    } finally {
      setBusy(false);
    }
  };
  const wanted = code.trim();
  const give = (takeOver: boolean) =>
    attempt(
      () => act(checkOut, { ...visit, code: wanted, takeOver }),
      `${wanted} is with this patient. Its readings go to the EHR from a few seconds on.`,
    );
  const take = (device: VisitDevice) =>
    attempt(
      () => act(checkIn, { ...visit, code: device.code }),
      `${device.name} is no longer with this patient.`,
    );

  return (
    <div className="mx-auto w-full max-w-[56rem] space-y-4 px-5 py-4">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div>
          <h1 className="text-[1.57rem] leading-tight font-semibold tracking-[-0.012em]">
            Devices of {patient?.name ?? "this patient"}
          </h1>
          <p className="mt-1 text-ink-2">
            {[
              patient?.birthDate ? `Born ${patient.birthDate}` : null,
              ...(patient?.identifiers.map((i) => `${i.label} ${i.value}`) ?? []),
            ]
              .filter(Boolean)
              .join(" · ") || "Compare with the patient’s page before you give a device."}
          </p>
        </div>
        <Link href={pageOf(visit)} className={buttonClass("secondary", "small")}>
          Back to the patient
        </Link>
      </div>
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={error.message} />}
      <Section title="Give a monitor or wearable">
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(e) => {
            e.preventDefault();
            if (wanted && !busy) void give(false);
          }}
        >
          <div className="min-w-0 flex-[1_1_16rem]">
            <label htmlFor={field} className="label">
              Code on its label (scan or type)
            </label>
            <input
              id={field}
              value={code}
              onChange={(e) => setCode(e.target.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={64}
              className="mt-1 h-10 w-full rounded-md border border-line-strong bg-surface px-3 font-mono"
            />
          </div>
          <Button type="submit" tone="primary" disabled={wanted === "" || busy}>
            Give to this patient
          </Button>
        </form>
        <p className="mt-2 text-ink-2">
          Compare the name above with the wristband. What the device measures is written to the EHR as
          preliminary, until it is taken back here.
        </p>
      </Section>
      <Section title="With this patient now" aside={devices.length === 0 ? "None" : String(devices.length)}>
        {devices.length === 0 ? (
          <p className="text-ink-2">No device is with this patient.</p>
        ) : (
          <ul>
            {devices.map((device) => (
              <li
                key={device.code}
                className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0"
              >
                <div className="min-w-0 flex-[1_1_16rem]">
                  <p className="font-medium">
                    {device.name} <span className="font-mono font-normal text-ink-2">{device.code}</span>
                  </p>
                  <p className="text-ink-2">
                    Given by {device.checkedOut.by}, <LocalTime iso={device.checkedOut.at} withDate />.{" "}
                    {device.lastHeardAt ? (
                      <>
                        Last heard <Ago iso={device.lastHeardAt} />, {plural(device.written, "reading")} in
                        the EHR.
                      </>
                    ) : (
                      "Nothing received yet."
                    )}
                  </p>
                </div>
                <Button size="small" disabled={busy} onClick={() => void take(device)}>
                  Take back<span className="sr-only"> {device.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Confirm
        open={elsewhere !== null}
        onClose={() => setElsewhere(null)}
        title={`Take ${wanted} from the other patient?`}
        confirm="Take it and give it to this patient"
        cautious
        busy={busy}
        onConfirm={() => void give(true)}
      >
        <p>
          {elsewhere} Look whether it is really here. Nothing it measured for the other patient is written any
          more.
        </p>
      </Confirm>
    </div>
  );
}

const pageOf = ({ encounterId, launchId }: Visit): string =>
  `/encounters/${encounterId}${launchId ? `?launch=${launchId}` : ""}`;
