"use client";
import { useTranslations } from "next-intl";
import { Button } from "./button";

export function PrintButton() {
  const t = useTranslations("shell");
  return (
    <Button size="small" onClick={() => window.print()}>
      {t("print")}
    </Button>
  );
}
