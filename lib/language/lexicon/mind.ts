/** Mind, behaviour, substances, social problems: see general.ts for the form. */
export const MIND: Readonly<Record<string, string>> = {
  "11000":
    "anxiety|anxious|panic attack|nervous|anxiety attack|stress|panic attacks|feeling anxious|nerves|stressed out|feels panicky|nervousness|having an anxiety attack",
  "11050": "phobia|irrational fear|scared to leave house|fears|fearful|afraid of crowds|phobias|agoraphobia",
  "11100":
    "depression|depressed|feeling sad|mood depression|worsening depression|down and depressed|crying spells|feeling down|feels hopeless|sad mood|depression sx|tearful",
  "11150": "anger|angry outbursts|rage|anger issues|anger problem|very angry|angry mood|gets mad easily",
  "11200":
    "identity problem|low self esteem|self-esteem issues|poor self image|feels worthless about self|guilt feelings|identity issues",
  "11230":
    "transgender|transgender concern|gender identity concern|gender transition care|trans pt|transgender hormone question|gender dysphoria",
  "11250":
    "restless|restlessness|can't sit still|fidgeting|pacing|feels restless|keyed up|hyper and restless",
  "11300":
    "behavior problem|bizarre behavior|acting out|behavioral issue|behavior change|odd behavior|behavioral disturbance|acting strange|acting bizarre|behavior issues at home",
  "11301": "antisocial behavior|stealing|breaking rules|antisocial|lying and stealing|fire setting|vandalism",
  "11302":
    "aggressive behavior|hostile|hostile behavior|aggressive|fighting with others|threatening others|combative|violent behavior|hitting others|violent",
  "11303":
    "hysterical|hysteria|emotional outburst|crying and screaming|hysterical crying|screaming uncontrollably",
  "11304": "temper|tantrums|temper tantrums|temper problem|short temper|outbursts|bad temper|loses temper",
  "11305":
    "OCD|obsessions|compulsions|obsessive thoughts|compulsive hand washing|OCD flare|repeated checking",
  "11350":
    "sleep problem|sleep disturbance|sleep issues|poor sleep|disturbed sleep|sleeping problems|trouble w/ sleep",
  "11351":
    "insomnia|can't sleep|trouble sleeping|awake all night|difficulty sleeping|sleepless|up all night|insomina",
  "11352":
    "excessive sleepiness|sleepy|sleeping too much|hypersomnia|sleeps all day|sleepy all the time|oversleeping",
  "11353": "nightmares|bad dreams|night terrors|nightmare|having nightmares|wakes from bad dreams",
  "11354":
    "sleepwalking|sleep walking|walks in sleep|found sleepwalking|sleepwalks|walking around while asleep",
  "11355":
    "sleep apnea|OSA|obstructive sleep apnea|CPAP problem|sleep apnea machine|snores and stops, sleep apnea",
  "11400":
    "smoking problem|wants to quit smoking|tobacco use|nicotine dependence|smokes too much|smoking cessation|heavy smoker",
  "11450":
    "alcohol problem|ETOH abuse|etoh|alcohol abuse|drinking problem|drinking too much|alcohol use|heavy drinking|etoh use|binge drinking|drinks daily|ETOH problem",
  "11500":
    "drug abuse|drug use|heroin use|using drugs|meth use|cocaine use|drug problem|IVDU|opiate use|pill abuse|taking street drugs|crack use",
  "11501":
    "substance abuse|polysubstance abuse|substance use|substance abuse problem|SUD|abuse of substances|substance use disorder",
  "11550":
    "hallucinations|hearing voices|AH/VH|delusional|seeing things|hallucinating|AVH|delusions|visual hallucinations|auditory hallucinations|voices in head|paranoid delusions",
  "11600":
    "psychosexual problem|sexual disorder|psychosexual disorder|sexual identity concern|sexual behavior problem|paraphilia",
  "11601":
    "low sex drive|loss of libido|decreased libido|loss of sex drive|low libido|lack of sexual interest",
  "11602":
    "concerns about sexual orientation|sexual orientation question|worried about being gay|questions re homosexuality|sexuality concerns|orientation concern",
  "11603":
    "impotence|erectile dysfunction|ED problem|can't get erection|impotent|erection problem|trouble with erections",
  "11604":
    "premature ejaculation|ejaculates too soon|early ejaculation|rapid ejaculation|premature ejac|finishes too quickly",
  "11605":
    "excessive masturbation|masturbation concern|masturbating too much|worried about masturbation|compulsive masturbation|frequent masturbation",
  "11606":
    "orgasm problem|can't reach orgasm|anorgasmia|trouble with orgasm|difficulty having orgasm|absent orgasm",
  "11607":
    "preoccupied with sex|hypersexual|sex addiction|obsessed with sex|sexual preoccupation|constant sexual thoughts",
  "11650":
    "suicidal ideation|SI|SI with plan|suicidal thoughts|suicidal|wants to kill self|SI/HI|homicidal ideation|mental health crisis|thoughts of suicide|psych complaint|psych sx|thoughts of self harm|psychiatric problem",
  "11651": "nail biting|bites nails|nailbiting|biting fingernails|chews nails|bites nails until raw",
  "11652": "thumb sucking|sucks thumb|thumbsucking|thumb sucker|still sucking thumb|thumb-sucking habit",
  // diagnoses
  "23000":
    "dementia|senile dementia|organic psychosis|DTs|alcoholic psychosis|delirium|organic brain syndrome|dementia sx|worsening dementia",
  "23050":
    "schizophrenia|bipolar|manic|psychosis|psychotic|mania|schizoaffective|paranoid|bipolar d/o|manic episode|major depression|psychotic break|autism",
  "23100":
    "neurosis|anxiety neurosis|neurotic|anxiety disorder|depressive neurosis|obsessive compulsive disorder|anxiety d/o",
  "23150":
    "personality disorder|borderline personality|BPD|borderline|personality d/o|character disorder|antisocial personality",
  "23200":
    "alcoholism|alcoholic|alcohol dependence|etoh dependence|chronic alcoholic|ETOH dependent|known alcoholic",
  "23210":
    "drug addiction|drug dependence|opioid dependence|addicted to heroin|addicted to pills|opiate dependence|drug addict",
  "23250":
    "intellectual disability|mental retardation|developmentally disabled|cognitive disability|MR|intellectually disabled",
  "23300":
    "mental disorder|psych disorder|mental health problem|psych history|eating disorder|adjustment disorder|grief reaction|PTSD|mental illness|mental health d/o",
  "23301":
    "ADHD|ADD|attention deficit|attention problem|hyperactive, ADHD|ADHD problem|attention deficit disorder",
  // circumstances
  "47000":
    "money problem|can't pay bills|financial problem|financial stress|can't afford care|economic problem|lost income",
  "47020":
    "can't get appointment|access to care problem|insurance problem|unable to see doctor|lost insurance|clinic closed|pcp unavailable|waiting list for clinic",
  "47050":
    "marital problem|marriage problems|divorce|fight with spouse|problem with husband|problem with wife|marriage trouble|separation",
  "47100":
    "parent-child problem|problems with child|discipline problem|parenting problem|oppositional child|child disobeys|runaway child",
  "47150":
    "family problem|domestic problem|family conflict|family fight|trouble with relatives|problem w/ family|argument with family",
  "47200":
    "school problem|trouble at school|skipping school|truancy|problems at school|failing school|school behavior problem",
  "47250":
    "work problem|job stress|problem at work|unemployed|trouble with boss|lost job|occupational problem|stress at work",
  "47300":
    "social adjustment problem|lonely|loneliness|isolated|social isolation|trouble fitting in|lives isolated|neighbor problem",
  "47350": "legal problem|jail|lawsuit|legal hold|in prison|court case|legal issue|incarcerated",
  "47351":
    "brought by police|in police custody|medical clearance for jail|PD custody|jail clearance|legal blood draw|BIB PD|here with PD|brought in by sheriff|under arrest|police escort|police hold",
  "47400":
    "social problem|homeless|needs placement|shelter|needs shelter|relationship problem|placement issue|homelessness|boyfriend problem|social issue|housing problem",
  "58150":
    "assault|assaulted|alleged assault|punched|jumped|physical assault|beat up|in a fight|altercation|fight|hit by someone|struck by another person|violence|fist fight",
  "58151":
    "child abuse|child neglect|possible child abuse|suspected abuse of child|neglected child|CPS case, abuse|nonaccidental trauma|NAT",
  "58152":
    "battered spouse|domestic violence|DV|hit by husband|spousal abuse|beaten by partner|domestic abuse|domestic assault by spouse|IPV",
  "58153":
    "elder abuse|elderly abuse|elder neglect|abuse at nursing home|suspected elder abuse|neglected elderly|APS case",
  "58180":
    "cutting|self injury|self inflicted laceration|self inflicted cuts|self mutilation|cuts self|burned self on purpose|self inflicted injury|superficial cuts, self inflicted|SIB",
  "58200":
    "suicide attempt|attempted suicide|tried to kill self|suicidal attempt|SA|tried to end life|attempt to take own life|suicide attempt today",
  "58201":
    "overdose|OD|intentional overdose|OD on pills|intentional OD|overdosed on purpose|intentional ingestion|intentional drug overdose|took OD|purposely overdosed|took bottle of pills",
  "58300":
    "rape|sexual assault|alleged sexual assault|raped|SANE exam|sexually assaulted|alleged rape|sex assault|forced sex|SANE",
  "58301":
    "sexual abuse|molested|possible sexual abuse|child molestation|sexually abused|alleged molestation|touched inappropriately",
};
