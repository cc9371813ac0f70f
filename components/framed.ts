"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether this page is shown inside another one, as an EHR does; false on the server. */
export const useFramed = (): boolean =>
  useSyncExternalStore(
    never,
    () => window.self !== window.top,
    () => false,
  );
