"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

export type Seeing = Readonly<Record<string, readonly string[]>>;
const NOBODY: Seeing = {};
/** Where the server cannot tell of a change. */
const ASK_EVERY_MS = 15_000;

/** Who sees which patient now, for the board. */
export function useSeeing(load: () => Promise<Seeing>) {
  const { data, refetch } = useQuery({
    queryKey: ["seeing"],
    queryFn: load,
    refetchInterval: ASK_EVERY_MS,
    retry: false,
    gcTime: 0,
  });
  return { seeing: data ?? NOBODY, refresh: refetch };
}

/** Twice within the time after which the server takes somebody for gone. */
const SAY_EVERY_MS = 8_000;

export type SaySeeing = (left: boolean) => Promise<readonly string[]>;

/** Says that this patient's page is in sight, and who else sees it. */
export function useSeeingThis(say: SaySeeing) {
  const [others, setOthers] = useState<readonly string[]>([]);
  const latest = useRef(say);
  latest.current = say;
  const tell = useCallback(() => {
    if (document.visibilityState !== "visible") return;
    latest.current(false).then(
      (names) => setOthers((known) => (known.join() === names.join() ? known : names)),
      () => {},
    );
  }, []);
  useEffect(() => {
    const leave = () => void latest.current(true).catch(() => {});
    const look = () => (document.visibilityState === "visible" ? tell() : leave());
    tell();
    const timer = setInterval(tell, SAY_EVERY_MS);
    document.addEventListener("visibilitychange", look);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [tell]);
  return { others, refresh: tell };
}
