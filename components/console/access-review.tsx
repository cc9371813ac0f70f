"use client";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { formatDay, plural } from "@/components/format";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { AccessVerdict } from "@/lib/auth/access-review";
import { ROLE_LABELS, ROLES, type Role } from "@/lib/auth/roles";
import type { AccessReviewView, Judgement, ReviewedPerson } from "@/lib/workflows/govern/access-reviews";
import { ScrollTable } from "./scroll-table";
import { TABLE_CELL } from "./table";

type Actions = {
  readonly begin: PageAction<Record<string, never>, AccessReviewView>;
  readonly judge: PageAction<Required<Judgement>, AccessReviewView>;
  readonly close: PageAction<{ reviewId: string }, AccessReviewView>;
};

/** The review under way, or whether one is due; those that are closed below. */
export function AccessReviewBoard({ initial, actions }: { initial: AccessReviewView; actions: Actions }) {
  const [view, setView] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const [asked, setAsked] = useState<ReviewedPerson | null>(null);

  async function run(work: () => Promise<AccessReviewView>) {
    setBusy(true);
    setError(null);
    try {
      setView(await work());
      setAsked(null);
    } catch (cause) {
      setError(toActionError(cause));
    } finally {
      setBusy(false);
    }
  }
  const { open, mayReview } = view;

  return (
    <div className="space-y-4">
      {error && !asked && <Notice tone="danger" live title={error.message} />}
      <State
        view={view}
        action={
          mayReview && !open && view.state !== "done" ? (
            <Button disabled={busy} onClick={() => run(() => act(actions.begin, {}))}>
              Begin the review of {view.quarter}
            </Button>
          ) : mayReview && open && open.left === 0 ? (
            <Button
              tone="primary"
              disabled={busy}
              onClick={() => run(() => act(actions.close, { reviewId: open.id }))}
            >
              Close the review
            </Button>
          ) : null
        }
      />
      {open && (
        <ScrollTable
          label={`People in the review of ${open.quarter}`}
          heads={["Name", "Role", "Last sign-in", "Last use", "Reviewed", ""]}
          width="min-w-200"
          className="rounded-lg border border-line bg-surface"
        >
          {open.people.map((p) => (
            <Person
              key={p.personId}
              person={p}
              own={p.personId === view.ownId}
              review={mayReview ? () => setAsked(p) : null}
            />
          ))}
        </ScrollTable>
      )}
      {view.closed.length > 0 && (
        <section aria-label="Reviews that are closed">
          <h2 className="mb-1 font-semibold">Closed</h2>
          <ul className="space-y-1">
            {view.closed.map((r) => (
              <li key={r.id} className="flex flex-wrap gap-x-4">
                <span>
                  {r.quarter}, closed {formatDay(r.closedAt)}
                </span>
                <Csv id={r.id} quarter={r.quarter} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {open && asked && (
        <Ask
          key={asked.personId}
          person={asked}
          busy={busy}
          error={error}
          onClose={() => {
            setAsked(null);
            setError(null);
          }}
          onSay={(said) =>
            run(() =>
              act(actions.judge, {
                ...said,
                reviewId: open.id,
                personId: asked.personId,
                seen: { role: asked.roleNow, secondRole: asked.secondNow },
              }),
            )
          }
        />
      )}
    </div>
  );
}

const Csv = ({ id, quarter }: { id: string; quarter: string }) => (
  <a
    href={`/console/people/review/csv?id=${id}`}
    download
    aria-label={`Review of ${quarter} as CSV`}
    className="underline"
  >
    CSV
  </a>
);

function State({ view, action }: { view: AccessReviewView; action: React.ReactNode }) {
  const { state, dueAt, quarter, open } = view;
  const due = dueAt ? formatDay(dueAt) : "";
  const left = open ? `${plural(open.left, "person", "people")} of ${open.people.length} left. ` : "";
  const titles = {
    "not-needed": "No review is due: nobody had a role here before this quarter",
    "to-begin": `The review of ${quarter} is due by ${due}`,
    open: `The review of ${open?.quarter ?? quarter} is under way; due by ${due}`,
    overdue: `The review of ${open?.quarter ?? quarter} is overdue since ${due}`,
    done: `The review of ${quarter} is done`,
  } as const;
  const tone =
    state === "overdue" ? "danger" : state === "done" ? "ok" : state === "not-needed" ? "info" : "warn";
  return (
    <Notice tone={tone} title={titles[state]} action={action}>
      {open ? (
        <>
          {left}In it is everybody who had a role when it began. <Csv id={open.id} quarter={open.quarter} />
        </>
      ) : null}
    </Notice>
  );
}

const roleName = (role: Role | null): string => (role === null ? "No role" : ROLE_LABELS[role]);
const VERDICTS: Readonly<Record<AccessVerdict, string>> = {
  keep: "Keep the role",
  change: "Change the role",
  remove: "Take the role away",
};
const SAID: Readonly<Record<AccessVerdict, string>> = {
  keep: "Kept",
  change: "Changed",
  remove: "Taken away",
};

function Person({
  person: p,
  own,
  review,
}: {
  person: ReviewedPerson;
  own: boolean;
  review: (() => void) | null;
}) {
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className={`${TABLE_CELL} font-medium`}>
        {p.name}
        {own && <span className="font-normal text-ink-3"> (you)</span>}
        <div className="font-mono text-[0.857rem] font-normal text-ink-3">{p.subject}</div>
      </th>
      <td className={TABLE_CELL}>
        {roleName(p.role)}
        {p.verdict === null && p.roleNow !== p.role && (
          <div className="text-ink-3">now {roleName(p.roleNow)}</div>
        )}
        {p.secondNow && <div className="text-ink-3">and {roleName(p.secondNow)}, by turns</div>}
      </td>
      {[p.lastSignInAt, p.lastUseAt].map((at, i) => (
        <td key={i === 0 ? "sign-in" : "use"} className={`${TABLE_CELL} text-ink-2`}>
          {at ? <LocalTime iso={at} withDate /> : "Never"}
        </td>
      ))}
      <td className={`${TABLE_CELL} max-w-80`}>
        {p.verdict === null ? (
          <span className="text-ink-3">Not yet</span>
        ) : (
          <>
            {SAID[p.verdict]}
            {p.verdict === "change" && `: ${roleName(p.roleAfter)}`}
            <div className="text-pretty text-ink-3">
              {p.reason}, {p.judgedBy}
            </div>
          </>
        )}
      </td>
      <td className={`${TABLE_CELL} text-right whitespace-nowrap`}>
        {review &&
          (own ? (
            <span className="text-ink-3">Another admin’s to say</span>
          ) : (
            <button
              type="button"
              onClick={review}
              aria-label={`Review ${p.name}`}
              className={buttonClass("secondary", "small")}
            >
              {p.verdict === null ? "Review" : "Say anew"}
            </button>
          ))}
      </td>
    </tr>
  );
}

type AskProps = {
  person: ReviewedPerson;
  busy: boolean;
  error: ActionError | null;
  onClose: () => void;
  onSay: (said: Pick<Judgement, "verdict" | "role" | "reason">) => void;
};

function Ask({ person, busy, error, onClose, onSay }: AskProps) {
  const [verdict, setVerdict] = useState<AccessVerdict>(person.roleNow === null ? "remove" : "keep");
  const [role, setRole] = useState<Role | "">("");
  const [reason, setReason] = useState("");
  const others = ROLES.filter((r) => r !== person.roleNow);
  return (
    <Confirm
      open
      onClose={onClose}
      title={`${person.name}: ${roleName(person.roleNow)}`}
      confirm={VERDICTS[verdict]}
      tone={verdict === "remove" ? "danger" : "primary"}
      busy={busy}
      disabled={reason.trim().length < 3 || (verdict === "change" && role === "")}
      onConfirm={() =>
        onSay({ verdict, role: verdict === "change" && role ? role : null, reason: reason.trim() })
      }
    >
      {error && <Notice tone="danger" live title={error.message} />}
      <fieldset className="space-y-1.5 text-ink">
        <legend className="mb-1 text-ink-2">What is to be done with the role?</legend>
        {(["keep", "change", "remove"] as const).map((v) => (
          <label key={v} className="flex items-center gap-2">
            <input
              type="radio"
              name="verdict"
              checked={verdict === v}
              disabled={v !== "remove" && person.roleNow === null && v === "keep"}
              onChange={() => setVerdict(v)}
            />
            {VERDICTS[v]}
          </label>
        ))}
      </fieldset>
      {verdict === "change" && (
        <label className="block text-ink">
          New role
          <select
            value={role}
            onChange={(e) => setRole(e.target.value as Role | "")}
            className="mt-1 block h-9 w-full rounded-md border border-line-strong bg-surface px-2"
          >
            <option value="">Choose</option>
            {others.map((r) => (
              <option key={r} value={r}>
                {ROLE_LABELS[r]}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="block text-ink">
        Why
        <input
          value={reason}
          maxLength={300}
          onChange={(e) => setReason(e.target.value)}
          className="mt-1 block h-9 w-full rounded-md border border-line-strong bg-surface px-2"
        />
      </label>
      {verdict !== "keep" && <p>It counts from their next click on and is written to the audit log.</p>}
    </Confirm>
  );
}
