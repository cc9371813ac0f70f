/** Accidents, poisons, effects of drugs, alcohol, weather and treatment: see general.ts for the form. */
export const ACCIDENTS_AND_EFFECTS: Readonly<Record<string, string>> = {
  "58000":
    "old injury|scar problem|late effect of injury|old injury bothering|pain from old injury|scar pain|injury from last year|old injury flare",
  "58050":
    "MVC|MVA|motor vehicle accident|car accident|s/p MVC|car crash|mva passenger|auto accident|restrained driver mvc|mva, rear ended|MVC, driver|in a car wreck|fender bender|s/p MVA|motor vehicle collision",
  "58100":
    "accident|fall|s/p fall|fell|mech fall|fell down|tripped and fell|fall from standing|GLF|slipped on ice|slip and fall|fell at home|trip and fall|slipped and fell|stumbled and fell",
  "58154": "gunshot wound|GSW|got shot|gun shot wound|gunshot injury|was shot|shot by someone|gun shot",
  "58380":
    "drowning|near drowning|submersion|pulled from pool|nearly drowned|pulled from water|submersion injury|drowning event",
  "59000":
    "accidental poisoning|accidental ingestion|child ingested cleaner|took wrong medicine|accidental OD|unintentional poisoning|child got into pills|took too much med by accident|poisoning, accidental",
  "59001":
    "food poisoning|ate bad food|sick after eating|possible food poisoning|ate bad chicken|bad food, sick|food poisoning sx|sick from restaurant food",
  "59002":
    "ingestion|chemical exposure|inhaled fumes|smoke inhalation|exposure to fumes|carbon monoxide exposure|CO exposure|gas leak exposure|inhaled chemicals|bleach fumes|lead exposure|toxic exposure|pepper sprayed|fume inhalation",
  "59050":
    "medication reaction|med reaction|reaction to medication|drug allergy|side effect of med|adverse reaction to antibiotic|allergic reaction to medication|reaction to meds|adverse drug rxn|drug reaction|bad reaction to med|ADR|rxn to med",
  "59100":
    "drug intoxication|drug intox|took drugs|high on drugs|meth intox|bad trip|high on meth|drug OD, unintentional|reaction to street drugs|smoked K2|drugs, feeling bad|high on something|adverse effect of drug abuse",
  "59150":
    "intoxicated|alcohol intox|etoh intoxication|drunk|found drunk|drinking all day|ETOH intox|intox|alcohol intoxication|drunken state|under influence of alcohol|inebriated|acute ETOH",
  "59160":
    "alcohol poisoning|etoh poisoning|ETOH OD|poisoned by alcohol|alcohol toxicity|alcohol overdose|poss alcohol poisoning",
  "59200":
    "frostbite|heat exhaustion|exposure to cold|overheated|cold exposure|heat exposure|heat related illness|sun poisoning|heat cramps|environmental exposure|got too hot",
  "59210":
    "secondhand smoke exposure|second hand smoke problem|bothered by others' smoke|passive smoking|exposed to cigarette smoke|secondhand smoke",
  "59220":
    "bioterror exposure|anthrax exposure|white powder exposure|terror attack exposure|suspected bioterrorism|nerve agent exposure",
  "59250":
    "adverse effect|side effects, unspecified|bad reaction to something|reaction, unknown cause|adverse reaction|unspecified reaction|adverse effect, other",
  "59300":
    "surgical complication|post op problem|wound dehiscence|post op infection|post op bleeding|incision opened|incision draining|incision infected|wound opened up|surgical wound problem|post op fever|post-op complication|surgical site infection|incision problem",
  "59301":
    "implant complication|port problem|picc line problem|dialysis catheter problem|trach problem|g tube problem|feeding tube problem|peg tube problem|catheter complication|PTBD leakage|line problem|infected port|hardware infection|g tube leaking|VP shunt problem",
  "59302":
    "post-op medical complication|complication after surgery|medical complication|post op complication, medical|unwell after operation|procedure complication|complication of procedure",
};
