"use client";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";
import { Button } from "./button";
import type { ButtonTone } from "./button-class";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Exactly what will happen. */
  children: ReactNode;
  confirm: string;
  tone?: ButtonTone;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
};

/** Asks before something that others notice. The button repeats the deed, never "OK". */
export function Confirm({ open, onClose, title, children, confirm, tone = "primary", ...rest }: Props) {
  const { busy = false, disabled = false, onConfirm } = rest;
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && !busy && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <AlertDialog.Popup
          // An answer is wanted, nothing is alarming; some dialogs hold a field to fill in.
          role="dialog"
          className="fixed top-[14vh] left-1/2 z-50 max-h-[80vh] w-[34rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 overflow-auto rounded-lg border border-line bg-surface p-6 text-ink shadow-(--shadow)"
        >
          <AlertDialog.Title className="text-[1.29rem] leading-snug font-semibold text-balance">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-3 space-y-3 text-ink-2">
            {children}
          </AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Close render={<Button disabled={busy} />}>Cancel</AlertDialog.Close>
            <Button tone={tone} disabled={busy || disabled} aria-busy={busy} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
