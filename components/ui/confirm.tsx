"use client";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { Button } from "./button";
import type { ButtonTone } from "./button-class";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Exactly what will happen. */
  children: ReactNode;
  confirm: string;
  /** Another word for not doing it. */
  cancel?: string;
  /** The keyboard begins on not doing it, so that Enter means that. */
  cautious?: boolean;
  /** Not to be pressed yet; a press all the same comes to `onConfirm`, which answers it. */
  waiting?: boolean;
  tone?: ButtonTone;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: (at: number) => void;
};

/** Asks before something that others notice. The button repeats the deed, never "OK". */
export function Confirm({ open, onClose, title, children, confirm, tone = "primary", ...rest }: Props) {
  const { busy = false, disabled = false, onConfirm, cancel, cautious = false } = rest;
  const t = useTranslations("shell");
  const no = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && !busy && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <AlertDialog.Popup
          // An answer is wanted, nothing is alarming; some dialogs hold a field to fill in.
          role="dialog"
          {...(cautious ? { initialFocus: no } : {})}
          className="fixed top-[14vh] left-1/2 z-50 max-h-[80dvh] w-[34rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 overflow-auto rounded-lg border border-line bg-surface text-ink shadow-(--shadow)"
        >
          <AlertDialog.Title className="sticky top-0 z-10 bg-surface px-6 pt-6 pb-3 text-[1.29rem] leading-snug font-semibold text-balance">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="space-y-3 px-6 text-ink-2">
            {children}
          </AlertDialog.Description>
          {/* However long the text, what is asked and the answers stay in sight. */}
          <div className="sticky bottom-0 z-10 flex flex-wrap justify-end gap-2 bg-surface px-6 pt-4 pb-6">
            <AlertDialog.Close ref={no} render={<Button disabled={busy} />}>
              {cancel ?? t("cancel")}
            </AlertDialog.Close>
            <Button
              tone={tone}
              disabled={busy || disabled}
              aria-busy={busy}
              aria-disabled={rest.waiting}
              onClick={(e) => onConfirm(e.timeStamp)}
            >
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
