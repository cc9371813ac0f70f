import type { CueRow } from "../scope";
import { DONE, DONE_NOW, NEVER, set } from "./shared";

export const HYPOTHETICAL: readonly CueRow[] = [
  {
    says: "hypothetical",
    where: "before",
    gap: 2,
    cues: [
      "(prn|as needed)( for)?",
      "(told|advised|instructed|asked|knows|reminded|encouraged) to (return|call back|call 911|seek care|go to er|go to ed) (with|for|should|if)( any| signs of)?",
      "(told|advised|instructed|asked|knows|reminded|encouraged) to (report|watch for|monitor for|look out for|look for|notify)( of| about)?( any)?",
      "return (with|for|if|should) (any|new|worsening|signs of|increasing|persistent)",
      "come back (for|with|if) (any|new|persistent|worsening|increasing|signs of)",
      "(look|looking|looks|watch|watching)( out)? for (any|signs of|new|evidence of)",
      "(warned|cautioned|counseled|counselled) (of|about|on|regarding)( the| possible| risk of| signs of| any)?",
      "(in the event of|at (the )?first sign of|what to do (for|if|in|when|about)|emergency plan for|safety plan for)",
      "(instructed|educated|taught) (re|regarding|about|on)",
      "side effects? include",
      "^ (can|could|does) (_ |_ _ |_ _ _ )(cause|trigger|lead to|bring on)( a| an)?",
      "so (that )?(he|she|they) (does not|doesn't|won't|will not) (have|get|develop)",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: ["come back (for|with)"],
    of: set("fever", "fever-named", "vomiting", "infection", "poor-intake", "diarrhea"),
    unless:
      / (told|asked|advised|sent|called|had|has|now|today|since|again|still|here|yesterday|ago|x\d+|started|began|came|coming) /,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: [
      "(develop|develops|occur|occurs|worsens|worsen|recurs|recur|return|returns|arise|arises|happens|start|starts|begin|begins)",
    ],
    across: " (should|if|unless|until|in case|were to) (any |the |your |his |her )?(\\S+ )?$",
    unless: NEVER,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: [
      "(zofran|ondansetron|tylenol|acetaminophen|ibuprofen|motrin|albuterol|inhaler|nitro|nitroglycerin|imodium|meclizine|phenergan|reglan) (prn|as needed)( for)?",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: ["lasting (over|longer than|more than|greater than) #"],
    across:
      " (diastat|diazepam|midazolam|versed|ativan|lorazepam|valtoco|nayzilam|rescue|rectal|nasal|emergency) (\\S+ ){0,5}$",
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: [
      "(diastat|valtoco|nayzilam|rescue (med|meds|medication|medicine)|epi pen|epipen|narcan|naloxone|glucagon) (kit |pen |at home |at school |on hand |with him |with her |for home )?(for|in case of|if|in the event of)( potential| possible| any)?",
    ],
    unless: DONE,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: ["(when|once|until|before|for when|awaiting)"],
    across: "^ (starts|begins|comes|is due|is expected|is induced|kicks in) ",
    of: set("labor", "labor-active"),
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: [
      "(is )?(expected|planned|due|scheduled|to be induced) (next|in|on|tomorrow|for|at|monday|tuesday|wednesday|thursday|friday)",
    ],
    of: set("labor", "labor-active"),
    unless: / (now|today|tonight|started|active|water|waters|contractions) /,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 2,
    cues: [
      "(return precautions|return instructions|reasons to return|when to return|precautions given)( for| include| with)?( any)?",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: [
      "(if needed|if necessary|if it (occurs|happens|comes|starts))",
      "(someday|some day|in the future)",
    ],
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: ["rescue (med|meds|medication|medicine|plan|orders)", "(rescue|first aid|emergency plan|drill)"],
    of: set("seizure", "anaphylaxis", "allergic-reaction"),
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "after",
    gap: 0,
    cues: ["(risk|risks|risk factors?|risk score|risk reduction)"],
    of: set("stroke-sign", "heart-attack", "bleeding", "cancer", "fall", "diabetes"),
    unless: DONE_NOW,
  },
  {
    says: "hypothetical",
    where: "before",
    gap: 1,
    cues: ["^ return with( any)?"],
    unless: DONE_NOW,
  },
  {
    // A list that goes on: "return precautions: weakness, numbness".
    says: "hypothetical",
    where: "before",
    lead: true,
    gap: 4,
    cues: [
      "(return precautions|return instructions|reasons to return|when to return)( for| include| given)?",
    ],
    unless:
      / (now|today|since|still|has|again|currently|reports|c\/o|x\d+\S*|ago|yesterday|complains|here|\d+) /,
  },
];
