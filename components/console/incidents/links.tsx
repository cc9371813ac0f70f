"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LINKED, type Linked } from "@/lib/monitoring/incidents/incident";
import type { IncidentView } from "@/lib/workflows/views";
import { versionAnchor } from "../version-anchor";
import { FIELD } from "./fields";

type Props = {
  links: IncidentView["links"];
  busy: boolean;
  /** Null: nothing may be added. Answers whether it was. */
  add: ((what: Linked, ref: string) => Promise<boolean>) | null;
};

/** The assessments, decisions and versions an incident is about; of patients nothing is here but levels and times. */
export function Links({ links, busy, add }: Props) {
  const t = useTranslations("console.incidents");
  const [what, setWhat] = useState<Linked>("model-version");
  const [ref, setRef] = useState("");
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (add && ref.trim() && !busy && (await add(what, ref.trim()))) setRef("");
  };
  return (
    <Section title={t("whatItIsAbout")}>
      {links.length === 0 ? (
        <p className="text-ink-3">{t("nothingIsLinkedYet")}</p>
      ) : (
        <ul className="divide-y divide-line/70">
          {links.map((link) => (
            <li key={`${link.what} ${link.ref}`} className="py-1.5">
              {link.what === "model-version" ? (
                t.rich("versionRef", {
                  link: (chunks) => (
                    <Link
                      href={`/console/models#${versionAnchor(link.ref)}`}
                      prefetch={false}
                      className="underline"
                    >
                      {chunks}
                    </Link>
                  ),
                  ref: link.ref,
                })
              ) : (
                <>
                  {t(`linked.${link.what}`)}{" "}
                  <span className="font-mono text-[0.857rem] break-all">{link.ref}</span>
                  <span className="block text-ink-2">
                    {link.level === null ? t("noLevel") : t("levelLevel", { level: link.level })},{" "}
                    {link.modelVersion ?? t("rulesOnly")}
                    {link.at && (
                      <>
                        , <LocalTime iso={link.at} withDate />
                      </>
                    )}
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {add && (
        <form className="no-print mt-3 flex flex-wrap gap-2" onSubmit={(event) => void save(event)}>
          <select
            aria-label={t("whatToLink")}
            value={what}
            onChange={(e) => setWhat(e.target.value as Linked)}
            className={`${FIELD} h-9`}
          >
            {LINKED.map((w) => (
              <option key={w} value={w}>
                {t(`linked.${w}`)}
              </option>
            ))}
          </select>
          <input
            type="text"
            aria-label={t("itsVersionOrId")}
            placeholder={what === "model-version" ? t("version") : t("idAsTheAuditLog")}
            value={ref}
            maxLength={200}
            autoComplete="off"
            onChange={(e) => setRef(e.target.value)}
            className={`${FIELD} h-9 min-w-0 flex-[1_1_10rem]`}
          />
          <Button type="submit" disabled={busy || ref.trim() === ""}>
            {t("link")}
          </Button>
        </form>
      )}
    </Section>
  );
}
