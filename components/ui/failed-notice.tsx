import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Notice } from "./notice";

/** Something beside the point could not be had: what, why, and trying again. */
export function FailedNotice({
  title,
  onRetry,
  children,
}: {
  title: string;
  onRetry: () => void;
  children: ReactNode;
}) {
  const t = useTranslations("shell");
  return (
    <Notice
      tone="warn"
      live
      title={title}
      action={
        <Button size="small" onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      }
    >
      {children}
    </Notice>
  );
}
