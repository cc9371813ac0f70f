"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { act, type PageAction } from "@/components/act";
import { type ActionError, toActionError } from "@/components/action-error";
import { useRefusal } from "@/components/console/use-refusal";
import { useRoleName } from "@/components/console/use-role-name";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Confirm } from "@/components/ui/confirm";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import type { AccessVerdict } from "@/lib/auth/access-review";
import { ROLES, type Role } from "@/lib/auth/roles";
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
  const figures = useFigures();
  const refused = useRefusal();
  const t = useTranslations("console.people");
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
      {error && !asked && <Notice tone="danger" live title={refused(error)} />}
      <State
        view={view}
        action={
          mayReview && !open && view.state !== "done" ? (
            <Button disabled={busy} onClick={() => run(() => act(actions.begin, {}))}>
              {t("beginTheReviewOfQuarter", { quarter: view.quarter })}
            </Button>
          ) : mayReview && open && open.left === 0 ? (
            <Button
              tone="primary"
              disabled={busy}
              onClick={() => run(() => act(actions.close, { reviewId: open.id }))}
            >
              {t("closeTheReview")}
            </Button>
          ) : null
        }
      />
      {open && (
        <ScrollTable
          label={t("peopleInTheReviewOf", { quarter: open.quarter })}
          heads={[t("name"), t("role"), t("lastSignIn"), t("lastUse"), t("reviewed"), ""]}
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
        <section aria-label={t("reviewsThatAreClosed")}>
          <h2 className="mb-1 font-semibold">{t("closed")}</h2>
          <ul className="space-y-1">
            {view.closed.map((r) => (
              <li key={r.id} className="flex flex-wrap gap-x-4">
                <span>
                  {t("quarterClosedClosedAt", { quarter: r.quarter, closedAt: figures.day(r.closedAt) })}
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

function Csv({ id, quarter }: { id: string; quarter: string }) {
  const t = useTranslations("console.people");
  return (
    <a
      href={`/console/people/review/csv?id=${id}`}
      download
      aria-label={t("reviewOfQuarterAsCSV", { quarter })}
      className="underline"
    >
      {t("cSV")}
    </a>
  );
}

function State({ view, action }: { view: AccessReviewView; action: React.ReactNode }) {
  const figures = useFigures();
  const t = useTranslations("console.people");
  const { state, dueAt, quarter, open } = view;
  const due = dueAt ? figures.day(dueAt) : "";
  const titles = {
    "not-needed": t("noReviewIsDueNobody"),
    "to-begin": t("theReviewOfQuarterIs", { quarter, due }),
    open: t("theReviewOfQuarterIs2", { quarter: open?.quarter ?? quarter, due }),
    overdue: t("theReviewOfQuarterIs3", { quarter: open?.quarter ?? quarter, due }),
    done: t("theReviewOfQuarterIs4", { quarter }),
  } as const;
  const tone =
    state === "overdue" ? "danger" : state === "done" ? "ok" : state === "not-needed" ? "info" : "warn";
  return (
    <Notice tone={tone} title={titles[state]} action={action}>
      {open ? (
        <>
          {t("leftOfCountLeft", { left: open.left, count: open.people.length })} {t("inItIsEverybodyWho")}{" "}
          <Csv id={open.id} quarter={open.quarter} />
        </>
      ) : null}
    </Notice>
  );
}

function Person({
  person: p,
  own,
  review,
}: {
  person: ReviewedPerson;
  own: boolean;
  review: (() => void) | null;
}) {
  const roleName = useRoleName();
  const t = useTranslations("console.people");
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className={`${TABLE_CELL} font-medium`}>
        {p.name}
        {own && <span className="font-normal text-ink-3"> {t("you")}</span>}
        <div className="font-mono text-[0.857rem] font-normal text-ink-3">{p.subject}</div>
      </th>
      <td className={TABLE_CELL}>
        {roleName(p.role)}
        {p.verdict === null && p.roleNow !== p.role && (
          <div className="text-ink-3">{t("nowRoleNow", { roleNow: roleName(p.roleNow) })}</div>
        )}
        {p.secondNow && (
          <div className="text-ink-3">{t("andSecondNowByTurns", { secondNow: roleName(p.secondNow) })}</div>
        )}
      </td>
      {[p.lastSignInAt, p.lastUseAt].map((at, i) => (
        <td key={i === 0 ? "sign-in" : "use"} className={`${TABLE_CELL} text-ink-2`}>
          {at ? <LocalTime iso={at} withDate /> : t("never")}
        </td>
      ))}
      <td className={`${TABLE_CELL} max-w-80`}>
        {p.verdict === null ? (
          <span className="text-ink-3">{t("notYet")}</span>
        ) : (
          <>
            {t(`judged.${p.verdict}`)}
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
            <span className="text-ink-3">{t("anotherAdminsToSay")}</span>
          ) : (
            <button
              type="button"
              onClick={review}
              aria-label={t("reviewName", { name: p.name })}
              className={buttonClass("secondary", "small")}
            >
              {p.verdict === null ? t("review") : t("sayAnew")}
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
  const refused = useRefusal();
  const roleName = useRoleName();
  const t = useTranslations("console.people");
  const [verdict, setVerdict] = useState<AccessVerdict>(person.roleNow === null ? "remove" : "keep");
  const [role, setRole] = useState<Role | "">("");
  const [reason, setReason] = useState("");
  const others = ROLES.filter((r) => r !== person.roleNow);
  return (
    <Confirm
      open
      onClose={onClose}
      title={`${person.name}: ${roleName(person.roleNow)}`}
      confirm={t(`verdict.${verdict}`)}
      tone={verdict === "remove" ? "danger" : "primary"}
      busy={busy}
      disabled={reason.trim().length < 3 || (verdict === "change" && role === "")}
      onConfirm={() =>
        onSay({ verdict, role: verdict === "change" && role ? role : null, reason: reason.trim() })
      }
    >
      {error && <Notice tone="danger" live title={refused(error)} />}
      <fieldset className="space-y-1.5 text-ink">
        <legend className="mb-1 text-ink-2">{t("whatIsToBeDone")}</legend>
        {(["keep", "change", "remove"] as const).map((v) => (
          <label key={v} className="flex items-center gap-2">
            <input
              type="radio"
              name="verdict"
              checked={verdict === v}
              disabled={v !== "remove" && person.roleNow === null && v === "keep"}
              onChange={() => setVerdict(v)}
            />
            {t(`verdict.${v}`)}
          </label>
        ))}
      </fieldset>
      {verdict === "change" && (
        <label className="block text-ink">
          {t("newRole")}
          <select
            value={role}
            onChange={(e) => setRole(e.target.value as Role | "")}
            className="mt-1 block h-9 w-full rounded-md border border-line-strong bg-surface px-2"
          >
            <option value="">{t("choose")}</option>
            {others.map((r) => (
              <option key={r} value={r}>
                {roleName(r)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="block text-ink">
        {t("why")}
        <input
          value={reason}
          maxLength={300}
          onChange={(e) => setReason(e.target.value)}
          className="mt-1 block h-9 w-full rounded-md border border-line-strong bg-surface px-2"
        />
      </label>
      {verdict !== "keep" && <p>{t("itCountsFromTheirNext")}</p>}
    </Confirm>
  );
}
