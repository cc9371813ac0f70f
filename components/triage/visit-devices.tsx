"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Ago, LocalTime } from "@/components/ui/time";
import { useSaid } from "@/components/words/use-said";
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
  const t = useTranslations("devices");
  const said = useSaid();
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
      t("isWithThisPatient", { code: wanted }),
    );
  const take = (device: VisitDevice) =>
    attempt(
      () => act(checkIn, { ...visit, code: device.code }),
      t("isNoLongerWithThisPatient", { name: device.name }),
    );

  return (
    <div className="mx-auto w-full max-w-[56rem] space-y-4 px-5 py-4">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div>
          <h1 className="text-[1.57rem] leading-tight font-semibold tracking-[-0.012em]">
            {patient?.name ? t("devicesOf", { name: patient.name }) : t("devicesOfThisPatient")}
          </h1>
          <p className="mt-1 text-ink-2">
            {[
              patient?.birthDate ? t("born", { date: patient.birthDate }) : null,
              ...(patient?.identifiers.map((i) => `${i.label} ${i.value}`) ?? []),
            ]
              .filter(Boolean)
              .join(" · ") || t("compareWithThePatientSPage")}
          </p>
        </div>
        <Link href={pageOf(visit)} className={buttonClass("secondary", "small")}>
          {t("backToThePatient")}
        </Link>
      </div>
      <div aria-live="polite">{done && <Notice tone="ok" title={done} />}</div>
      {error && <Notice tone="danger" live title={said(error.message)} />}
      <Section title={t("giveAMonitorOrWearable")}>
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(e) => {
            e.preventDefault();
            if (wanted && !busy) void give(false);
          }}
        >
          <div className="min-w-0 flex-[1_1_16rem]">
            <label htmlFor={field} className="label">
              {t("codeOnItsLabelScanOr")}
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
            {t("giveToThisPatient")}
          </Button>
        </form>
        <p className="mt-2 text-ink-2">{t("compareTheNameAboveWithThe")}</p>
      </Section>
      <Section
        title={t("withThisPatientNow")}
        aside={devices.length === 0 ? t("none") : String(devices.length)}
      >
        {devices.length === 0 ? (
          <p className="text-ink-2">{t("noDeviceIsWithThisPatient")}</p>
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
                    {t.rich("givenBy", {
                      by: device.checkedOut.by,
                      at: () => <LocalTime iso={device.checkedOut.at} withDate />,
                    })}{" "}
                    {device.lastHeardAt
                      ? t.rich("lastHeard", {
                          ago: () => <Ago iso={device.lastHeardAt ?? ""} />,
                          count: device.written,
                        })
                      : t("nothingReceivedYet")}
                  </p>
                </div>
                <Button size="small" disabled={busy} onClick={() => void take(device)}>
                  {t("takeBack")}
                  <span className="sr-only"> {device.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Confirm
        open={elsewhere !== null}
        onClose={() => setElsewhere(null)}
        title={t("takeWantedFromTheOtherPatient", { wanted })}
        confirm={t("takeItAndGiveItTo")}
        cautious
        busy={busy}
        onConfirm={() => void give(true)}
      >
        <p>{t("lookWhetherItIsHere", { where: said(elsewhere ?? "") })}</p>
      </Confirm>
    </div>
  );
}

const pageOf = ({ encounterId, launchId }: Visit): string =>
  `/encounters/${encounterId}${launchId ? `?launch=${launchId}` : ""}`;
