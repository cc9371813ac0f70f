/** Urine, sexual organs, menses, pregnancy, breast, and their diagnoses: see general.ts for the form. */
export const UROGENITAL: Readonly<Record<string, string>> = {
  "16400":
    "urine problem|abnormal urine|urine changes|change in urine|urine abnormality|urine sx|sediment in urine",
  "16401":
    "hematuria|blood in urine|bloody urine|urine red|gross hematuria|blood when urinating|peeing blood|red urine|urinating blood|blood in pee|pink urine",
  "16402": "pus in urine|pyuria|cloudy pus in urine|urine has pus|pus when urinating|white pus in urine",
  "16403":
    "urine odor|dark urine|foul smelling urine|cloudy urine|strong smelling urine|urine smells|dark colored urine|urine smells bad|brown urine",
  "16450":
    "urinary frequency|freq urination|urgency|peeing a lot|urinary freq & urgency|frequent urination|frequency of urination|urinary urgency|has to go all the time|freq/urgency|going often",
  "16451":
    "nocturia|up all night to urinate|urinating at night|peeing all night|excessive night urination|gets up to pee",
  "16500":
    "dysuria|painful urination|burning with urination|burns to pee|pain with urination|burning on urination|hurts to urinate|pain when peeing|burning urination|burns when urinating|urinary burning|hurts to pee",
  "16550":
    "urinary incontinence|incontinence|leaking urine|incontinent|loss of urine|enuresis|incontinence of urine|leaks urine",
  "16551":
    "can't hold urine|urine dribbling|wetting pants|involuntary urination|wets self|dribbling urine|urine leaks out",
  "16552": "bedwetting|wetting the bed|wets bed|bed wetting|nocturnal enuresis|wets bed at night",
  "16600":
    "urinary problem|foley problem|catheter problem|blocked foley|weak stream|urinary pressure|urination problem|foley leaking|trouble urinating|cath problem|catheter leaking",
  "16601":
    "urinary retention|can't urinate|unable to void|can't pee|unable to urinate|retaining urine|voiding difficulty|retention, bladder|hasn't urinated|bladder retention|hasn't voided",
  "16602":
    "urinary hesitancy|hard to start stream|difficulty starting urination|trouble starting stream|hesitancy|slow to start urine",
  "16603":
    "polyuria|large amounts of urine|urinating large amounts|excess urine output|increased urine output|large volume urine",
  "16604":
    "decreased urine output|low urine output|oliguria|small amount of urine|little urine|fewer wet diapers|decreased wet diapers|urine output down",
  "16650":
    "bladder problem|bladder trouble|bladder symptoms|bladder issue|bladder sx|bladder complaint|bladder prolapse feeling",
  "16651":
    "bladder pain|bladder hurts|pain in bladder|bladder spasms|bladder pressure and pain|painful bladder|bladder spasm",
  "16652":
    "bladder infection|infected bladder|infection in bladder|bladder infxn|possible bladder infection|bladder inf",
  "16653": "bladder mass|mass in bladder|bladder lump|growth in bladder|mass on bladder|bladder growth",
  "16700":
    "kidney problem|kidney trouble|kidney sx|kidney symptoms|kidneys acting up|kidney issue|c/o kidneys",
  "16701":
    "kidney pain|kidneys hurt|pain in kidneys|kidney area pain|sore kidneys|pain over kidney|kidney hurting",
  "16702":
    "kidney infection|infected kidney|infection in kidney|possible kidney infection|kidney infxn|kidneys infected",
  "16703": "kidney mass|mass on kidney|lump on kidney|growth on kidney|mass in kidney|kidney growth",
  "16750":
    "UTI|urinary tract infection|possible uti|UTI sx|urine infection|urinary infection|r/o UTI|UTI symptoms|urinary tract infxn|recurrent UTI|uti's",
  "16800":
    "urinary tract symptoms|passed a stone|passing stones|urethral bleeding|urinary irritation|urethra pain|urinary sx|passed kidney stone",
  "17000":
    "penis problem|penile problem|c/o penis|penile complaint|something wrong w/ penis|penile sx|foreskin problem|can't retract foreskin",
  "17001":
    "penile pain|pain in penis|penis pain|penis hurts|sore penis|penile soreness|tender penis|penis sore|painful penis",
  "17002":
    "penile swelling|swollen penis|penis swollen|infected penis|penile infection|balanitis|penis infection|inflamed penis|swelling of penis",
  "17003":
    "bumps on penis|penile lump|wart on penis|sore bump on penis|penile bumps|growth on penis|penile warts|lump on penis",
  "17050":
    "penile discharge|discharge from penis|penile d/c|penis discharge|pus from penis|dripping from penis|urethral discharge, male|drip",
  "17100": "prostate problem|prostate trouble|prostate symptoms|prostate sx|prostate issue|prostate pain",
  "17101":
    "swollen prostate|enlarged prostate|prostate swelling|big prostate|prostate enlargement|swelling of prostate",
  "17102":
    "prostate infection|infected prostate|infection in prostate|prostate infxn|possible prostate infection|recurrent prostate infection",
  "17150":
    "scrotal problem|testicle problem|c/o testicle|scrotum problem|testicular symptoms|something wrong w/ testicle|scrotal sx",
  "17151":
    "testicular pain|testicle pain|scrotal pain|pain in testicle|balls hurt|scrotum pain|testicle hurts|aching testicle|pain in scrotum|testicular px|pain in testicles",
  "17152":
    "testicular swelling|scrotal swelling|swollen testicle|scrotum swollen|swollen scrotum|testicle swollen|swelling of testicle|inflamed scrotum|enlarged testicle",
  "17153":
    "lump on testicle|testicular lump|bump on scrotum|scrotal lump|growth on scrotum|testicular mass|wart on scrotum|knot on testicle",
  "17154":
    "jock itch|scrotal itching|itchy scrotum|itching testicles|groin itch, male|itching of scrotum|itchy balls",
  "17200":
    "male reproductive problem|blood in semen|painful ejaculation|male genital problem|semen problem|bloody semen|male organ problem",
  "17300":
    "missed periods|amenorrhea|no period|periods stopped|absent period|no menses|period absent for months",
  "17350":
    "irregular periods|irregular menses|irregular cycle|period irregular|irregular menstrual cycle|cycle irregular",
  "17351":
    "frequent periods|period twice a month|periods too often|2 periods this month|frequent menses|cycles too short|having periods every two weeks",
  "17352":
    "infrequent periods|periods far apart|skips periods|infrequent menses|long cycles|period every few months",
  "17353":
    "unpredictable periods|periods unpredictable|random periods|periods come any time|unpredictable menses|cycle unpredictable",
  "17400":
    "abnormal menstrual flow|irregular flow|menstrual flow problem|change in menstrual flow|period flow irregular|odd menstrual flow",
  "17401":
    "heavy periods|menorrhagia|heavy menstrual bleeding|period heavy|heavy menses|heavy period|heavy flow w/ period|excessively heavy menses|heavy menstrual flow",
  "17402": "light periods|scant periods|light menstrual flow|scanty menses|period very light|scanty flow",
  "17403":
    "clots with period|period with clots|menstrual clots|passing clots w/ period|clotty period|abnormal tissue in period|clots in menses",
  "17450":
    "menstrual problem|long period|period problem|menses problem|period lasting too long|prolonged period|menstrual issue|menstrual sx",
  "17451":
    "PMS|premenstrual symptoms|pre-menstrual bloating|PMS symptoms|premenstrual tension|irritable before period|pms sx",
  "17452":
    "menstrual cramps|painful periods|period cramps|dysmenorrhea|cramps with period|painful menses|bad period cramps|menses pain|painful period",
  "17500":
    "menopause symptoms|menopausal sx|menopause problem|menopausal complaints|going through menopause|change of life symptoms",
  "17501":
    "early menopause|late menopause|menopause came early|premature menopause|delayed menopause|early onset menopause",
  "17502": "hot flashes|hot flash|menopausal hot flashes|vasomotor symptoms|having hot flashes|hot flushes",
  "17503":
    "moody w/ menopause|menopause mood swings|emotional from change of life|menopausal mood problem|irritable with menopause|emotional w/ menopause",
  "17550":
    "vaginal bleeding|vag bleeding|VB|vaginal bleed|uterine bleeding|abnormal vaginal bleeding|bleeding vaginally|vag bleed|bleeding from vagina|abnormal uterine bleeding|AUB",
  "17551":
    "bleeding between periods|spotting between periods|intermenstrual bleeding|breakthrough bleeding|bleeding mid cycle|metrorrhagia|spotting mid cycle",
  "17552":
    "postmenopausal bleeding|bleeding after menopause|vag bleeding, postmenopausal|post menopausal bleed|PMB|bleeding years after menopause",
  "17553":
    "bleeding after sex|postcoital bleeding|bleeding after intercourse|vag bleeding after sex|bleeds with intercourse|post coital bleed",
  "17600":
    "vaginal discharge|vag d/c|vag discharge|discharge with odor, vaginal|brown vaginal discharge|white vaginal discharge|discharge from vagina|vaginal d/c|yellow vag discharge|leukorrhea",
  "17650":
    "vaginal problem|vaginal symptoms|vaginal complaint|c/o vagina|vaginal odor|vaginal sx|tampon problem|vaginal issue",
  "17651": "vaginal pain|vag pain|pain in vagina|vagina hurts|sore vagina|vaginal soreness|vaginal px",
  "17652":
    "vaginal infection|vag infection|infection in vagina|vaginal infxn|BV|bacterial vaginosis|vaginal yeast infection",
  "17653":
    "vaginal itching|vag itching|vaginal burning|itching in vagina|vaginal itch|vagina itches|vaginal itching/burning|vag burning",
  "17654": "vaginal dryness|dry vagina|vagina dry|vaginal dryness w/ sex|vag dryness|dryness in vagina",
  "17700":
    "vulvar problem|vulva problem|c/o vulva|vulvar complaint|vulvar sx|labial problem|something wrong w/ labia",
  "17701":
    "vulvar itching|vulvar irritation|labial swelling|swollen labia|vulvar swelling|itchy vulva|irritated labia",
  "17702": "labial lump|vulvar lump|lump on labia|bump on labia|vulvar mass|knot on labia|mass on vulva",
  "17703":
    "vulvar sore|sore on labia|vaginal cyst|labial cyst|vulvar ulcer|wart on vulva|genital sores, female|cyst on labia",
  "17750": "pelvic problem|pelvic symptoms|pelvic complaint|c/o pelvis|pelvic sx|pelvic discomfort",
  "17751":
    "pelvic pain|pelvic cramping|pain in pelvis|pelvic cramps|pelvis hurts|pelvic px|pelvic area pain|pelvic ache",
  "17752":
    "pelvic pressure|uterus falling out feeling|dropping feeling in pelvis|pressure in pelvis|feels like womb dropping|pelvic heaviness",
  "17753":
    "pelvic infection|infection in pelvis|pelvic inflammation|pelvic infxn|infected pelvis|possible pelvic infection",
  "17900":
    "pregnancy problem|preg problem|pregnant w/ complaint|problem with pregnancy|pregnancy concern|decreased fetal movement|pregnancy issue|baby moving less",
  "17901":
    "pain during pregnancy|pregnant, abd pain|pregnant w/ pain|cramping, pregnant|preg w/ abd pain|pregnant and cramping|pelvic pain, pregnant|pain, pregnant|back pain, pregnant",
  "17902":
    "pregnant, vaginal bleeding|spotting, pregnant|bleeding in pregnancy|preg, spotting|vag bleeding, pregnant|pregnant and bleeding|preg w/ VB|bleeding during pregnancy|pregnant w/ spotting",
  "17903":
    "in labor|labor pains|contractions|contractions q5min|water broke|active labor|ROM|having contractions|labor|ruptured membranes|ctx|labor check|r/o labor",
  "17910":
    "postpartum problem|postpartum bleeding|post partum pain|bleeding after delivery|postpartum complaint|postpartum sx|PP problem, delivered last week",
  "17950":
    "female problem|gyn problem|female reproductive problem|frequent miscarriages|gyn complaint|female organ problem|GYN issue",
  "18000":
    "breast pain|breast soreness|painful breast|breast tenderness|sore breast|breast hurts|tender breast|breast px|pain in breast|nipple pain",
  "18050":
    "breast lump|lump in breast|breast mass|knot in breast|breast cyst|bump on breast|mass in breast|found breast lump",
  "18100":
    "breast problem|breast symptoms|breast complaint|c/o breast|breast swelling|breast redness|swollen breast|breast issue",
  "18101":
    "nipple discharge|nipple bleeding|bloody nipple discharge|discharge from nipple|bleeding from nipple|leaking nipple",
  "18102":
    "breast engorgement|postpartum breast pain|engorged breasts|clogged milk duct|breast infection while nursing|nursing problem, breast|breastfeeding breast problem",
  "18103":
    "breast size concern|uneven breasts|breast shape problem|breasts too large|one breast bigger|breast size problem",
  "18150":
    "infertility|can't get pregnant|trying to conceive|trouble conceiving|infertile|unable to conceive",
  "18200":
    "hormone problem|hormone imbalance|hormone deficiency|hormones off|hormonal problem|low testosterone|hormone issue",
  "18250":
    "pain with intercourse|painful sex|dyspareunia|sexual dysfunction|sex hurts|sexual problem|painful intercourse",
  // diagnoses
  "27000": "cystitis|acute cystitis|interstitial cystitis|IC flare|dx cystitis|cystitis flare",
  "27050":
    "kidney stone|kidney stones|renal failure|pyelo|kidney disease|ureter stone|renal stone|pyelonephritis|nephrolithiasis|renal colic|CKD|ESRD|kidney failure|r/o stone|urethritis",
  "27100":
    "BPH|prostatitis|epididymitis|hydrocele|phimosis|benign prostatic hypertrophy|paraphimosis|male genital disease|varicocele",
  "27150":
    "mastitis|breast abscess|fibrocystic breasts|fibrocystic breast disease|breast disease|fibrocystic disease|infected breast",
  "27200": "PID|pelvic inflammatory disease|hx PID, same|r/o PID|salpingitis|PID dx|tubo-ovarian infection",
  "27250":
    "vaginitis|cervicitis|vulvovaginitis|cervix inflammation|dx vaginitis|inflamed cervix|cervicitis dx",
  "27300":
    "female reproductive disease|endometriosis|PCOS|dysfunctional uterine bleeding|DUB|prolapsed uterus|uterine prolapse|cystocele|endometriosis flare|rectocele|polycystic ovaries",
  "27350":
    "complication of pregnancy|miscarriage|preeclampsia|pregnancy complication|r/o ectopic|threatened miscarriage|threatened ab|SAB|hyperemesis|spontaneous abortion|placenta previa|pre-eclampsia|gestational diabetes",
  "27360":
    "GU disease|genitourinary disease|GU disorder|other GU problem|genital disease|genitourinary disorder",
};
