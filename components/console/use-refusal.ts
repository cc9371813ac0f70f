"use client";
import { useTranslations } from "next-intl";
import type { ActionError } from "@/components/action-error";

/** What is said of an action that was refused: the server has said it in the person's language, of a server that is away the page does. */
export function useRefusal(): (error: ActionError) => string {
  const t = useTranslations("console.shared");
  return (error) => (error.code === "network" ? t("noAnswer") : error.message);
}
