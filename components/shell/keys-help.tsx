"use client";
import { Dialog } from "@base-ui/react/dialog";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { listInWords } from "@/components/format";
import { startTour } from "@/components/tour/tour-state";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { setShortcuts, useShortcutsOn } from "@/components/ui/shortcuts";

/** By what their messages are called. */
const KEYS = [
  {
    place: "onTheBoard",
    keys: [
      [["J", "↓"], "next"],
      [["K", "↑"], "before"],
      [["Enter"], "open"],
      [["S"], "showNow"],
      [["/"], "search"],
      [["+"], "newPatient"],
    ],
  },
  {
    place: "withAPatient",
    keys: [
      [["A"], "accept"],
      [["O"], "override"],
      [["1", "…", "5"], "choose"],
      [["Enter"], "save"],
      [["C"], "comment"],
      [["Esc"], "cancel"],
      [["U"], "undo"],
      [["N"], "nextUndecided"],
    ],
  },
] as const;

/** Which keys do what, and whether they do. */
export function KeysHelp() {
  const t = useTranslations("shell");
  const on = useShortcutsOn();
  const [open, setOpen] = useState(false);
  const { push } = useRouter();
  const path = usePathname();
  const takeTour = () => {
    setOpen(false);
    if (path !== "/board") push("/board");
    startTour();
  };
  useEffect(() => {
    document.documentElement.dataset.keys = on ? "on" : "off";
    if (!on) return;
    const show = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "?" || target.matches("input, textarea, select")) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", show);
    return () => document.removeEventListener("keydown", show);
  }, [on]);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="h-8 rounded-md px-2.5 font-medium text-bar-ink-2 hover:bg-bar-line hover:text-bar-ink">
        {t("keys")}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[30rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 overflow-auto rounded-lg border border-line bg-surface p-6 text-ink shadow-(--shadow)">
          <Dialog.Title className="text-[1.29rem] font-semibold">{t("keys")}</Dialog.Title>
          {KEYS.map(({ place, keys }) => (
            <section key={place} aria-label={t(`keysPlace.${place}`)} className="mt-4">
              <h3 className="font-semibold">{t(`keysPlace.${place}`)}</h3>
              <dl className="mt-1">
                {keys.map(([names, does]) => (
                  <div key={does} className="flex items-baseline gap-3 border-t border-line py-1.5">
                    <dt className="flex w-20 shrink-0 gap-1">
                      <span className="sr-only">
                        {listInWords(
                          names.filter((n) => n !== "…"),
                          t("or"),
                        )}
                      </span>
                      {names.map((n) => (n === "…" ? <span key={n}>–</span> : <Kbd key={n}>{n}</Kbd>))}
                    </dt>
                    <dd className="text-ink-2">{t(`keysDo.${does}`)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <label className="mt-4 flex cursor-pointer items-center gap-2.5 border-t border-line-strong pt-4">
            <input
              type="checkbox"
              checked={on}
              onChange={(e) => setShortcuts(e.target.checked)}
              className="size-4 accent-(--accent)"
            />
            <span>{t("useKeysOnThisWorkstation")}</span>
          </label>
          <div className="mt-5 flex flex-wrap items-center gap-x-5 gap-y-3">
            <Link
              href="/help"
              prefetch={false}
              onClick={() => setOpen(false)}
              className="font-medium text-accent underline underline-offset-2"
            >
              {t("howOpenacuityWorks")}
            </Link>
            <button
              type="button"
              onClick={takeTour}
              className="min-h-6 font-medium text-accent underline underline-offset-2"
            >
              {t("takeTheTour")}
            </button>
            <Dialog.Close render={<Button className="ml-auto" />}>{t("close")}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
