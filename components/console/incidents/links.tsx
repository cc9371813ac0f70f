"use client";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LINKED, type Linked } from "@/lib/monitoring/incidents/incident";
import type { IncidentView } from "@/lib/workflows/views";
import { versionAnchor } from "../version-anchor";
import { FIELD } from "./fields";

const LINKED_WORDS: Readonly<Record<Linked, string>> = {
  assessment: "Assessment",
  decision: "Decision",
  "model-version": "Model version",
};

type Props = {
  links: IncidentView["links"];
  busy: boolean;
  /** Null: nothing may be added. Answers whether it was. */
  add: ((what: Linked, ref: string) => Promise<boolean>) | null;
};

/** The assessments, decisions and versions an incident is about; of patients nothing is here but levels and times. */
export function Links({ links, busy, add }: Props) {
  const [what, setWhat] = useState<Linked>("model-version");
  const [ref, setRef] = useState("");
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (add && ref.trim() && !busy && (await add(what, ref.trim()))) setRef("");
  };
  return (
    <Section title="What it is about">
      {links.length === 0 ? (
        <p className="text-ink-3">Nothing is linked yet.</p>
      ) : (
        <ul className="divide-y divide-line/70">
          {links.map((link) => (
            <li key={`${link.what} ${link.ref}`} className="py-1.5">
              {link.what === "model-version" ? (
                <>
                  Version{" "}
                  <Link
                    href={`/console/models#${versionAnchor(link.ref)}`}
                    prefetch={false}
                    className="underline"
                  >
                    {link.ref}
                  </Link>
                </>
              ) : (
                <>
                  {LINKED_WORDS[link.what]}{" "}
                  <span className="font-mono text-[0.857rem] break-all">{link.ref}</span>
                  <span className="block text-ink-2">
                    {link.level === null ? "No level" : `Level ${link.level}`},{" "}
                    {link.modelVersion ?? "rules only"}
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
            aria-label="What to link"
            value={what}
            onChange={(e) => setWhat(e.target.value as Linked)}
            className={`${FIELD} h-9`}
          >
            {LINKED.map((w) => (
              <option key={w} value={w}>
                {LINKED_WORDS[w]}
              </option>
            ))}
          </select>
          <input
            type="text"
            aria-label="Its version or id"
            placeholder={what === "model-version" ? "Version" : "Id, as the audit log has it"}
            value={ref}
            maxLength={200}
            autoComplete="off"
            onChange={(e) => setRef(e.target.value)}
            className={`${FIELD} h-9 min-w-0 flex-[1_1_10rem]`}
          />
          <Button type="submit" disabled={busy || ref.trim() === ""}>
            Link
          </Button>
        </form>
      )}
    </Section>
  );
}
