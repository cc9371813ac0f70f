import { formatDay, plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ExceptionView, ModelVersionView } from "@/lib/workflows/views";
import type { ExceptionChange } from "./exception-dialog";

type Props = {
  version: ModelVersionView;
  busy: boolean;
  onChange: (change: ExceptionChange) => void;
};

const OPEN: readonly ExceptionView["status"][] = ["asked", "agreed", "used"];

/** What two people said about a version that failed a check: the one that counts in full, those before in one line each. */
export function ExceptionPanel({ version: v, busy, onChange }: Props) {
  const open = v.exceptions.find((e) => OPEN.includes(e.status));
  const before = v.exceptions.filter((e) => e !== open);
  const does = (kind: ExceptionChange["kind"], exception: ExceptionView | null = null) => ({
    disabled: busy,
    onClick: () => onChange({ kind, version: v, exception }),
  });
  if (!open && before.length === 0 && !v.canAskException) return null;
  return (
    <div className="space-y-2 px-5 pb-3">
      {open && (
        <Notice
          tone={open.over ? "danger" : open.status === "used" ? "info" : "warn"}
          title={titleOf(open)}
          action={
            <>
              {open.canAnswer && (
                <>
                  <Button size="small" {...does("decline", open)}>
                    Decline <span className="sr-only">the exception for {v.version}</span>
                  </Button>
                  <Button size="small" tone="primary" {...does("agree", open)}>
                    Agree <span className="sr-only">to the exception for {v.version}</span>
                  </Button>
                </>
              )}
              {open.mine && (
                <Button size="small" {...does("withdraw", open)}>
                  Withdraw <span className="sr-only">the exception for {v.version}</span>
                </Button>
              )}
            </>
          }
        >
          <WhoAndWhy exception={open} />
        </Notice>
      )}
      {v.canAskException && (
        <Button size="small" {...does("ask")}>
          Ask for an exception <span className="sr-only">for {v.version}</span>
        </Button>
      )}
      {before.length > 0 && (
        <details>
          <summary className="text-ink-2 hover:text-ink">
            {plural(before.length, "earlier exception")}
          </summary>
          <ul className="mt-1 space-y-1 text-ink-2">
            {before.map((e) => (
              <li key={e.id}>{inOneLine(e)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function titleOf(e: ExceptionView): string {
  const failed = plural(e.failed.length, "failed check");
  if (e.over) return `The exception ended on ${formatDay(e.until)}, and the version is still in use`;
  if (e.status === "used") return `In use by an exception until ${formatDay(e.until)} (${failed})`;
  if (e.status === "agreed")
    return `Exception agreed until ${formatDay(e.until)}: may be promoted with ${failed}`;
  return `Exception asked for until ${formatDay(e.until)} (${failed})`;
}

function WhoAndWhy({ exception: e }: { exception: ExceptionView }) {
  return (
    <div className="space-y-1 text-ink">
      <p>
        {e.askedBy} asked <LocalTime iso={e.askedAt} withDate />: “{e.reason}”
      </p>
      {e.answeredBy && e.answeredAt && (
        <p>
          {e.answeredBy} agreed <LocalTime iso={e.answeredAt} withDate />
          {e.comment ? `: “${e.comment}”` : "."}
        </p>
      )}
      {e.status === "asked" && !e.canAnswer && <p>Somebody else with the right to promote has to agree.</p>}
      {e.over && <p>Go back to an earlier version, retrain, or promote one that passes its checks.</p>}
      <ul className="list-disc pl-5">
        {e.failed.map((text) => (
          <li key={text} className="text-pretty">
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

const ENDED: Readonly<Record<ExceptionView["status"], string>> = {
  asked: "asked for",
  agreed: "agreed to",
  used: "in use",
  ended: "ended when the version left use",
  declined: "declined",
  withdrawn: "withdrawn",
  lapsed: "lapsed",
};

function inOneLine(e: ExceptionView): string {
  const by = e.status === "declined" && e.answeredBy ? ` by ${e.answeredBy}` : "";
  const why = e.lapsed ?? (e.status === "declined" ? e.comment : null);
  return `Until ${formatDay(e.until)}, asked by ${e.askedBy}: ${ENDED[e.status]}${by}${why ? ` (${why})` : ""}.`;
}
