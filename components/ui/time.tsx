"use client";
import { useLocale } from "next-intl";
import { useSyncExternalStore } from "react";
import { formatAgo, formatClock, formatDateTime } from "@/components/format";

/** One clock for the whole page, so that all ages on it tick together; runs only while somebody looks. */
const listeners = new Set<() => void>();
let current = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  current = Date.now();
  timer ??= setInterval(() => {
    current = Date.now();
    for (const l of listeners) l();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Now, in steps of `everyMs`; null on the server, whose clock and time zone are not the workstation's. */
export function useNow(everyMs = 1_000): number | null {
  return useSyncExternalStore(
    subscribe,
    () => {
      if (current === 0) current = Date.now();
      return Math.floor(current / everyMs) * everyMs;
    },
    () => null,
  );
}

const never = () => () => {};

/** Whether the page is alive in the browser: before that, local times are left blank instead of wrong. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** "12 s ago", ticking. */
export function Ago({ iso }: { iso: string }) {
  const now = useNow();
  const locale = useLocale();
  const text = now === null ? "…" : formatAgo(iso, now, locale);
  return (
    <time dateTime={iso} title={now === null ? undefined : formatDateTime(iso, locale)}>
      {text}
    </time>
  );
}

/** A time of day, or a date with it, in the workstation's time zone. */
export function LocalTime({ iso, withDate = false }: { iso: string; withDate?: boolean }) {
  const hydrated = useHydrated();
  const locale = useLocale();
  return (
    <time
      dateTime={iso}
      className="whitespace-nowrap"
      title={hydrated ? formatDateTime(iso, locale) : undefined}
    >
      {hydrated
        ? withDate
          ? formatDateTime(iso, locale)
          : formatClock(iso, locale)
        : "\u2007\u2007:\u2007\u2007"}
    </time>
  );
}
