"use client";
import { useTranslations } from "next-intl";
import { useFramed } from "@/components/framed";
import { buttonClass } from "@/components/ui/button-class";

type Props = {
  /** Where one signs in without a patient, by EHR. */
  ways: readonly { readonly name: string; readonly href: string }[];
  /** The sandbox EHR's address; null where there is none. */
  sandbox: string | null;
};

/**
 * How to get a session. In the EHR's frame nothing may lead the frame to the EHR's sign-in page, which will not be framed, nor the
 * page around it anywhere: there it is a tab of its own.
 */
export function SignInWays({ ways, sandbox }: Props) {
  const t = useTranslations("shell");
  const framed = useFramed();
  return (
    <>
      <p>{framed ? t("waysFramed") : t("ways")}</p>
      <p className="flex flex-wrap gap-3">
        {ways.map(({ name, href }, i) => (
          <a
            key={href}
            href={href}
            {...(framed ? { target: "_blank", rel: "noopener" } : {})}
            className={buttonClass(i === 0 ? "primary" : "secondary")}
          >
            {t("signInWith", { name })}
            {framed && <span className="sr-only"> {t("inNewTab")}</span>}
          </a>
        ))}
        {sandbox && !framed && (
          <a href={sandbox} className={buttonClass()}>
            {t("openSandbox")}
          </a>
        )}
      </p>
    </>
  );
}
