"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import type { Role } from "@/lib/auth/roles";

type Props = { now: Role; other: Role; changeOver: PageAction<void, void> };

/** For who holds two roles: which one counts, and the way to the other. */
export function OtherRole({ now, other, changeOver }: Props) {
  const t = useTranslations("shell");
  const said = useSaid();
  const roleName = (role: Role) => t(`role.${role}`).toLowerCase();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const change = async () => {
    setBusy(true);
    setError(null);
    try {
      await act(changeOver, undefined);
      // The start page is another one, and so is everything a page may show.
      location.assign("/");
    } catch (cause) {
      setError(toActionError(cause));
      setBusy(false);
    }
  };
  return (
    <div className="mb-4 space-y-2">
      {error && <Notice tone="danger" live title={said(error.message)} />}
      <Notice
        tone="info"
        title={t("twoRoles", { now: roleName(now), other: roleName(other) })}
        action={
          <Button disabled={busy} onClick={change}>
            {t("changeTo", { other: roleName(other) })}
          </Button>
        }
      >
        {t("twoRolesMore")}
      </Notice>
    </div>
  );
}
