import type { Theme } from "./theme-toggle";

/** The theme a cookie's value asks for; anything else is the system's. */
export const readTheme = (value: string | undefined): Theme =>
  value === "light" || value === "dark" ? value : "system";
