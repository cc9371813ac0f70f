"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { PlainPage } from "./plain-page";

/** Something broke on the way to the page. The digest leads to the server's log; the message may name a patient and is not shown. */
export function ErrorScreen({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("shell");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <PlainPage title={t("thisPageCouldNotBeShown")}>
      <p>{t("somethingWentWrongOnOurSide")}</p>
      {digest && (
        <p className="text-[1rem]">
          {t.rich("tellSupportThisReference", {
            code: () => <code className="font-medium">{digest}</code>,
          })}
        </p>
      )}
      <div className="flex gap-3">
        <Button tone="primary" onClick={() => retry()}>
          {t("tryAgain")}
        </Button>
        <a href="/" className={buttonClass()}>
          {t("goToYourStartPage")}
        </a>
      </div>
    </PlainPage>
  );
}
