/** Warnings, plans and teaching: what might come, not what is. "Told to come in for chest pain" is none: it is why they came. */
const BEFORE = new RegExp(
  [
    "should (she|he|they|patient|it|you|symptoms) (\\w+ ){0,3}",
    "(takes|taking|take|on|uses|wears|prescribed) (\\w+ ){1,3}to prevent (\\w+ )?",
    "(?<! (on|a|the|cardiac|heart|holter|event|telemetry) )(watch|watching|monitor|monitoring|observe|observing)( out)? for (any |a |an |signs of |possible )*(\\w+ )?",
    "(return|returning|call|come back|come in|bring (him|her|them) back) (\\w+ ){0,2}when (\\w+ ){0,2}",
    "(come|return|go|bring|call|seek|report|notify) (\\w+ ){0,5}(for|with) any (\\w+ )?",
    "(educated|education|taught|teaching|counseled) (\\w+ ){0,2}(on|about|regarding) (\\w+ ){0,3}",
    "to avoid ",
    "(joking|joked|jokes|jokingly) (\\w+ ){0,4}",
    "(prevent|prevents|preventing|prevention of|prophylaxis for|prophylaxis against|against) (another |a |an |future |further )?(\\w+ )?",
    "(call|dial) 911 (for|with) (any )?(\\w+ )?",
    "(at|increased|high|higher|low) risk (for|of) (a |an )?(\\w+ )?",
    "(afraid|scared|worried|fears|nervous) (he|she|they|it|of|about|that he|that she) (will|may|might|could|would|getting|having) (\\w+ ){0,3}",
    "when to (call|come|return|worry|go|go in|come in|come back|go to hospital) (about|for|with) (\\w+ )?",
  ]
    .map((part) => ` ${part}$`)
    .join("|"),
);
const LEAD = / (return precautions|reasons to return|when to return)( given| reviewed| are| include)? $/;
const PREVENTED =
  /^ (prevention|prophylaxis|precautions|risk reduction) (?!(class|clinic|program|kit|group|course|training|hotline|materials|pamphlet|talk|number|line) )/;
const IT_IS_SO = / (now|today|since|still|has|again|currently|reports|x\d+\w*) /;

export function isConditional(before: string, after: string, lead: string): boolean {
  if (BEFORE.test(before)) return true;
  if (PREVENTED.test(after)) return true;
  return /^ *$/.test(before) && LEAD.test(lead) && !IT_IS_SO.test(after);
}
