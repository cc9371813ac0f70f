import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";

type Props = { title: string; requestId: string; children: ReactNode };

/** A page within the frame that could not be filled, with why and how to go on. */
export function PlainMessage({ title, requestId, children }: Props) {
  const t = useTranslations("shell");
  return (
    <div className="mx-auto max-w-[44rem] px-5 py-16">
      <h1 className="sr-only">{title}</h1>
      <Notice tone="danger" title={title}>
        <p>{children}</p>
        <p className="mt-1 text-[0.857rem]">{t("referenceRequestid", { requestId })}</p>
      </Notice>
      <p className="mt-4">
        <a href="/board" className="font-medium text-accent underline">
          {t("backToTheBoard")}
        </a>
      </p>
    </div>
  );
}
