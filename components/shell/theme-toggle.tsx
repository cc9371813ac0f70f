"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { keepCookie } from "@/components/keep-cookie";
import { THEME_COOKIE } from "./theme-cookie";

export type Theme = "system" | "light" | "dark";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const SIGNS: Readonly<Record<Theme, string>> = { system: "◐", light: "○", dark: "●" };

/** Night shifts want a dark screen whatever the workstation's settings say. Kept in a cookie, so that pages arrive right. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const t = useTranslations("shell");
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    setTheme(next);
    const root = document.documentElement;
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    keepCookie(THEME_COOKIE, next, "/", next === "system" ? 0 : 31_536_000);
  };
  return (
    <button
      type="button"
      onClick={() => choose(NEXT[theme])}
      aria-label={t("coloursSwitch", { now: theme, next: NEXT[theme] })}
      title={t("colours", { now: theme })}
      className="grid size-8 place-items-center rounded-md text-bar-ink-2 hover:bg-bar-line hover:text-bar-ink"
    >
      <span aria-hidden="true">{SIGNS[theme]}</span>
    </button>
  );
}
