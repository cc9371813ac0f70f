import type { CueRow } from "../scope";
import { MONTH, STATES, set, THERE } from "./shared";

export const PAST: readonly CueRow[] = [
  {
    says: "past",
    where: "before",
    gap: 2,
    cues: [
      "(previous|prior|past|earlier|old) (episode|episodes|bout|bouts|attack|admission|admissions|hospitalization) (of|for|with)",
      "used to (be|have|get)",
      "got over",
    ],
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "before",
    gap: 0,
    cues: ["previously", "previously (had|was|been)"],
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "before",
    gap: 2,
    cues: [
      `(admitted|seen|hospitalized|treated|evaluated|discharged|operated) (last month|last year|in (19|20)\\d\\d|in ${MONTH}|# (months|years|yrs) ago) (for|with|after)`,
    ],
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "after",
    gap: 1,
    cues: [
      "(in|during|back in) (high school|college|childhood|the military|(his|her|the|their) (teens|twenties|thirties|forties|fifties|youth|childhood|20s|30s|40s))",
      "(at|around) age (\\d+|of \\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)",
      "when (he|she|they|patient) was ((a |in |very )?(child|kid|baby|young|little|younger|teenager|toddler|college|school)|# (years|yrs|yo))",
      "(with|during|in) (his|her|the|their) (last|previous|prior|earlier) (pregnancy|admission|hospitalization|hospital stay|delivery)",
      `(in|last|back in|this past) ${MONTH}`,
      "(last|once last|this past) (summer|winter|spring|fall|autumn)",
      "years ago",
      "as (a|an) (baby|newborn|infant|preemie|teen|young adult|young man|young woman|boy|girl|student)",
      "(back in the (spring|summer|fall|winter|autumn)|in the ((19)?[5-9]0s|early 2000s))",
      "(after|following|post|during|with) (_ |_ _ |_ _ _ )in (19|20)\\d\\d",
      "survivor( \\d+)?",
    ],
    notOf: STATES,
    unless: THERE,
  },
  {
    // "Pneumonia last month, was SOB then".
    says: "past",
    where: "before",
    lead: true,
    gap: 4,
    cues: ["(last month|last year|# (weeks|months|years|yrs) ago|in (19|20)\\d\\d)"],
    across: "^ (then|at the time|back then|at that time) ",
    notOf: STATES,
    unless: THERE,
  },
  {
    says: "past",
    where: "after",
    gap: 0,
    cues: ["free (for|x|since|over) (# |many |over # )?(months|years|yrs|(19|20)\\d\\d)"],
    of: set("seizure"),
    unless: THERE,
  },
  {
    says: "past",
    where: "before",
    gap: 0,
    cues: ["last"],
    across: `^ (was |episode |one |attack )?(in |on |during |back in )?((19|20)\\d\\d|${MONTH}|last year|years ago|over a year) `,
    notOf: STATES,
    unless: THERE,
  },
];
