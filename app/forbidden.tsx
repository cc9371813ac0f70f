import type { Metadata } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { PlainPage } from "@/components/shell/plain-page";
import { buttonClass } from "@/components/ui/button-class";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations("launch"))("notAllowed"),
});

export default function Forbidden() {
  const t = useTranslations("launch");
  return (
    <PlainPage title={t("yourRoleDoesNotAllowThis")} code="403">
      <p>{t("triageIsForCliniciansAndLeads")}</p>
      <p>
        <Link href="/" prefetch={false} className={buttonClass("primary")}>
          {t("goToYourStartPage")}
        </Link>
      </p>
    </PlainPage>
  );
}
