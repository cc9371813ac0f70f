import type { CueRow } from "../scope";
import { CHANGED, set } from "./shared";

export const BASELINE: readonly CueRow[] = [
  {
    says: "baseline",
    where: "before",
    gap: 1,
    cues: ["(long standing|long term|lifelong|life long|years of|known chronic)"],
    unless: CHANGED,
  },
  {
    says: "baseline",
    where: "after",
    gap: 1,
    cues: [
      "(for|x|over|many) (years|decades|ages)",
      "for as long as (he|she) can remember",
      "(all|most of) (his|her) life",
    ],
    notOf: set("suicidal", "headache-sudden-worst"),
    unless: CHANGED,
  },
  {
    says: "baseline",
    where: "before",
    lead: true,
    gap: 0,
    cues: ["(mental status|mentation|orientation) (is |are )?(at )?(his |her |their )?baseline"],
    of: set("altered-mental-status"),
    unless: CHANGED,
  },
  {
    says: "baseline",
    where: "before",
    lead: true,
    gap: 5,
    cues: ["(paraplegi*|quadriplegi*|tetraplegi*)"],
    of: set("paralysis", "both-legs-weak"),
    unless: CHANGED,
  },
];

export const UNCERTAIN: readonly CueRow[] = [
  {
    says: "uncertain",
    where: "before",
    gap: 2,
    cues: [
      "(concerning|suspicious|worrisome|evaluate|evaluation|assess|checked|tested|workup|work up) for",
      "suggestive of",
      "(thinks|think|believes|feels like|wonders if) (he|she|it|they|this|that he|that she) (is|was|are|might be|may be|could be|has|had|is having|was having|might have)",
      "(vs|versus|question of)",
      "cannot (rule out|exclude)",
    ],
    unless: / (confirmed|definite|positive|known) /,
  },
  {
    says: "uncertain",
    where: "after",
    gap: 0,
    cues: ["(vs|versus) \\S+", "(suspected|not ruled out|cannot be excluded|not excluded)"],
    unless: / (confirmed|definite|positive|known) /,
  },
];
