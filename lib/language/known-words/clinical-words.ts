/**
 * Words of triage notes that no general list holds: abbreviations, short forms, and the names of things, peoples and lands
 * that tell nothing of a person. Written from what is usual in charts. Lower case; case does not matter when they are looked up.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const ABBREVIATIONS = words(`
  aaa aao aaox aaox1 aaox3 aaox4 abc abcs abd abdo abg abi abn abx ac acl acei acs adl adls admin adm afib aflutter af aflu afvss ago aki aka alb alf alk alt
  ama amb amp amps ams amt anca anc angio ant anti anticoag ao aob aoc aom ap apap app appt appts approx appy aptt ards arb arf arom art asa asap asd
  ash atc atv auto av avf avm avn avpu avr ax aur babygram bac bact bal baso bb bbb bca bcg bch bcp bcx bd bdz bed beh benzo benzos bg bgl bhcg bi bib
  biba bibems bibpd bid bilat bilaterally bili bipap bka bkg bl bld blf bls bm bmi bmp bms bmt bmx bnp bp bpap bpd bph bpm bppv bps br bre brbpr bs bsa bsl bso
  btb btl btw bun bup bvm bx cab cabg caby cad cal cap caps card cards cath caths cauda cbc cbd cbg cbi cc cca cdiff cea cfu chb chd chemo chf chol cholangio
  chole chr cid cig cigs circ cirr civ ciwa cka ckd ckmb clav cld clinda cll cm cmp cms cmt cml cn cna cnm cns co coag coags coccyx cob colo comp
  conc conj cons const cont contra copd coude cows covid cp cpap cpk cpm cpr cps cr crao creat crp crna crt crvo cs csf csection csw ct cta ctab ctas ctl
  ctm ctr ctx cva cvat cvc cvp cvs cx cxr cxs cyc dbp dc dcd ddimer ddx def defib dehyd dept derm dex dexa diab diag diaph dic diff dig dilat dip disc
  dist dka dl dlco dm dm1 dm2 dme dmi dms dmt dnc dni dnr dnrdni doa dob doe doc docs dorsi dot dopa doxy dp dpl dpoa dr drsg dsg dspn dt dtap dtr dtrs dts
  duoneb duonebs dur dvt dx dxd dz dzs ea ear ebl ebv ecchy ecf ecg ecgs echo eclamp ecmo ecp ed edd edh edp ef efw eeg eent egd ega ehl ejv ekg ekgs el elev
  elig em emerg emg emr ems emt emtala ent enox eob eom eomi ep epi epid epig epis epist eps epss equiv er ercp esbl esi esld esr esrd est et etc eta
  etco2 etoh ett eval evd eves ex exac exam excl exer exp ext extrem exts fb fbs fe fem fen fev fever fevers ff ffp fh fhr fht fhts fhx fib fio2 flex flu
  fluct fm fna fob foley fol foot fp fr freq frac frx fs fsbg fsbs ft ftt fu fuo fup fv fvc fx fxs fx'd ga gad gastro gb gbm gbs gc gcs gent gerd gf gfr ggt gi
  gib gin gis gluc glu gly gm gms gp gpa gpi gr grav grp gsw gt gtt gtts gu gur gyn gynae h2 ha hab haem hallux has hb hba1c hbp hbv hcc hcg hct hctz hcv
  hd hdl he heent hem hemi hemo hep hepb hepc hesi hf hfmd hfnc hfref hg hgb hh hha hhn hi hib hida hie hiit hint hints hit hiv hlf hlh hmg ho hob hoh home
  hosp hpf hpi hpv hr hrs hrt hs hsp hss hsv ht htn htlv hus hx hxs hyd hydrocort hydro hyper hypo hypok hyst i&d iabp ibd ibs ibu ibw ica ich icd icp
  ics icu icus id iddm idu ie ig iga ige igg igm ii iii iu iud iuds iufd iugr iup iv ivc ivd ivdu ivf ivfs ivig ivp ivpb ivs jaw jp jr jt jts jvd jvp ka kcal
  kcl kg kgs ko koh kub kvo la lab labs lac lacs lacr lap laps lapchole lar lat lats lax lb lbb lbbb lbm lbp lbs lbw lca lcl ld ldh ldl le les leuk lft lfts
  lg lga lgib lh li lig ligs liq lkw lkwt ll lle llq lm lma lmp lmps ln lns lo loa loc los lp lpm lpn lr ls lsb lsc lt ltach ltbi ltc lue luq lv lvad lvef
  lvh lvn lvo lwbs lymphs lytes ma mab mac mal malpos man map mar max mca mcf mcg mch mcl mcp mcv md mdd mdi mdma mdr mdro med meds mech meq meqs mess met meth
  metop mets mg mgs mgso4 mh mi mia mic micro mid mild min mini mins misc mj ml mls mm mmhg mmol mmr mn mod mol mono monos mos mp mr mra mrcp mri mris mrsa ms mse
  msec msk mso4 mssa mst mt mtg mtp mtx mu musc mva mvas mvc mvcs mvp mvr mwf myal na nabs nac nad nahco3 nahc nas nat nats nc ncat nccu nd ndt neb nebs nec
  neg neph nephro neuro neuros neutro ng ngt nh nhl ni nicu niddm nif nihss nitro nka nkda nkfa nl nlr nls nmes nmt nn no2 nob noc noct non nontender nontoxic
  norco norm nos np npa npi npo npt nqmi nrb nrbm ns nsaid nsaids nsr nstemi nsvd nt ntd ntg ntnd nv nvd nvi nyha o2 oa ob obese obgyn obs obtd occ occas od odt oj
  om omr onc ong ons op opa opd oph ophth ophtho optho ops opt oral ord orif orient orig ors ortho orthos os osa osh ot otc ou ox oxy oz ozs p'd pac pacs pacu
  pal palp palps pap par para parox pat path pav pax pc pca pcc pci pcn pco2 pcos pcp pcps pcr pct pcx pd pda pdx pe pea ped peds peep pef pefr peg pelv pen
  per perc perf peri perla perm perrl perrla pet pf pfo pft pfts pg ph phq phys pica picc pid pion pip pit pj pka pkd pkg pkgs pl plt plts pm pmd pmdd pmh pmhx
  pmi pmn pmp pmr pmrs pms pna pneumo pnd po poc pod poi polst pop portacath pos poss post postop pov pow poa pp ppd ppe ppi ppm pph pphn ppl ppx pr prbc prbcs
  prec pred preg pregs preop prep prev prn prns pro proc prod prog prom pron prosth prot prox ps psa psg psh psi psp psv psvt psych psychs pt pta ptca
  pth ptn pts ptsd ptt ptx ptosis pulm pulms pulse puls pvc pvcs pvd pvl pvr pwb px pxs py pyelo q qam qd qday qhs qid qn qns qod qpm qs qt qtc qty quad quads
  ra rad radic rads raf rales rapid rbb rbbb rbc rbcs rbg rbs rca rcs rdw re readm rec recs ref reg regs rehab rehabs rel rep reps req resp resps ret retic
  rf rfa rh rha rheum rheumy rhf rhogam rle rll rlq rls rml rn rnd rns ro roc rom roms ros rosc rot rpr rps rpt rr rrr rrt rsi rsr rsv rsw rt rta rtc rtn rts rtw
  rue rul ruq rv rvh rvr rvu rx rxn rxs sah sane sao2 sar sars sat sats sb sbo sbp sbps sca scad scap scd scds sci sclc sc scr scz sdh sec secs sed semi
  sens sept seq ser sero sev sfa sg sga sgot sgpt sh si siadh sib sibs sic sids sig sirs sis sjs sl slc sle sli slp slr sls sm sma smr sn snf snfs sns so
  soa sob soboe sol som sos sp spec specs spo2 spon spont sq sqs sr srom ss ssri ssris st stab staph stat std stds stemi stg sti stim stis str strep strongy subc
  subcut subq suboxone keflex sup supp supra surg surgs susp sv svc svd svt sw swr sx sxs sym sympt sync sys sz szs ta tab tabs tac tach tachy taper tb tbi
  tbil tbili tbsa tbsp tc tca tcas tco tcp td tdap tdp te tech tedd teds tee temp temps ten tev tf tg tga th thc thor thr thrombo thx tia tias tib tibfib
  tid tinea tiw tk tka tkr tl tlc tlif tls tlso tm tmax tmj tmp tms tmx tn tna tnf tnk tnt to tob tof toh tol tons tox toxo tp tpa tpn tpr tr trach trachs tram
  trans trd treat tril trig trop trops troponins trt trx ts tsh tsp tss tt tta ttp tte tto ttt turbt turp tv tvf tvp twi tx txa txs typ ua uacr uap uas uc
  ucg uci ucx ud uds ue ues ufh ugi ugib uhcg uk ulc ulq umb umbo unk unkn unresp unsp uo uop up upc upj upper uppp upt ur urc urg uri uris urol uro urq us uss
  usoh ut uti utis utd utox uv uvj uvula vac vacc vag vanc vanco vas vasc vats vax vbac vbg vc vdrl veg vent vents vert vf vfib vis vit vitals vl vle vlq vns vo vod vol vols
  vomit vor vp vpa vq vre vs vsd vss vt vtach vte vtx vue vvs vwd vz vzv wa wb wbat wbc wbcs wbl wc wcb wd wdl wdwn wf wgt wh who whz wk wkly wks wm
  wn wnd wnl wo wob wpw wrt wt wtd wts wu xfer xfers xr xray xrays xrs xrt xs yf yo yob yof yom yr yrs yrold ys yst zn zpack
  w/ w/o s/p c/o h/o r/o f/u n/v d/c p/w b/l b/c t/w d/t s/s y/o o/w
  ok okay nite thru tho cuz cause bc pls plz thx info min's hr's approx. etc avg vs wrk wkend wknd wkends mo moms dads kg's mcg's dept hosp resid rehab chgd
  ambulating ambulated autism nonverbal nonambulatory nontraumatic nonradiating nonproductive nonbloody nonbilious nonfocal noncompliant nonadherent nonreducible
  reducible afebrile normotensive tachycardic tachypneic bradycardic hypotensive hypoxic diaphoretic cyanotic acyanotic normocephalic atraumatic erythematous edematous
  lac'd c'd d'd o'clock postictal obtunded lethargic arousable ambulatory syncopal presyncopal presyncope presyncopal suprapubic epigastric periumbilical
  retrosternal substernal subxiphoid paraspinal midline midaxillary midclavicular costovertebral temporomandibular perioral periorbital subungual
  subcutaneous intranasal intramuscular intraosseous sublingual transdermal perianal perirectal pilonidal inguinal popliteal antecubital dorsiflexion plantarflexion
  hemiparesis hemiplegia paresthesias paresthesia dysarthria aphasia dysphagia odynophagia trismus diplopia photophobia phonophobia nystagmus photopsia
  hematemesis hematochezia melena hematuria dysuria oliguria anuria polyuria polydipsia hemoptysis orthopnea dyspnea tachypnea wheezing stridor rhonchi
  crepitus crepitance ecchymosis petechiae purpura pruritus pruritic urticaria angioedema anasarca lymphangitis induration fluctuance fluctuant dehisced dehiscence
  telemetry defibrillator pacemaker colostomy ileostomy urostomy nephrostomy tracheostomy gastrostomy cystostomy thoracostomy paracentesis thoracentesis
  bilious nonbilious bandaid bandaids dermabond steristrips steri gauze kerlix coban ortho-glass orthoglass
  vape vaping vapes vaped meth molly percs oxys benzos thc edibles gummies fentanyl narcan
  cabbie uber lyft smartwatch scooter hoverboard ebike e-bike dirtbike snowmobile trampoline skateboard rollerblading pickleball softball lacrosse
  tiktok snapchat facebook instagram google facetime snap mychart email emails emailed texted voicemail website online app wifi router ip
  cellphone daycare preschool kindergarten homeschool classmates classmate roomie roommate roommates coworker coworkers stepdad stepmom stepson stepbrother stepsister grandma
  grandpa granddad grandson grandkids grandchild grandchildren grandmom granny nana papa mommy daddy mama momma dad's mom's auntie aunties bf gf ex hubby bfs bff kiddo kiddos

  jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
  areflexic areflexia clonus pulseless deglove degloving degloved reimplant reimplantation mandoline precip ketamine propofol breastfed breastfeeding bottlefed snowbank seatbelt
  chromic interp parasitemia thumbprint fingerprint thumbprints trephined trephination holosystolic systolic diastolic pleuritic avulsed avulsion rollover recog telederm telepsych telehealth teledermatology televisit
  intubated extubated reintubated thenar hypothenar parotids parotid barcode repol melatonin asterixis adnexal adnexa monofilament troponin hemolyzed lysed resection colectomy arthrogram cystogram venogram
  mph kph psi mmhg cmh2o addr patroller ofc sgt det lt cpl capt lic cert claimant pic pics vid vids pwd bday tele tx'd pacer pacers aicd icds ipg vns dbs tens scs iol iols hm3 hm2 lvads rvad bivad
  qrs rbbb prwp pjc pjcs pacs rae lae lafb lpfb sinusitis nsst osborn fds fdp fpl epl apl apb adq ecrb edc eip fcr fcu mcl lcl dip dips mcps pips cmcs drujs druj tfcc slac scaphoid
  iop iops rapd ctab ead gonioscopy tonometry tonopen eos baso hic pmi pmis wic oid fl xl sr er la ir dr cr odt susp supp neb mdi dpi eua ftsg stsg i&d b&c d&c d&e ect tms ssn dl vin mrn ein dea npi cdl acct accts
  tcn osa kub fep isd iep wc wcab rpt rpts ofp cps aps adjudicated evs tcp mdh cdc who fda usps ihs wws aed aeds bvm lma kings ett oett nett ngts dht peg pegs jtube gtube j-tube g-tube jp jps wv hemovac penrose mtp txa pcc ffp cryo
  folfox folfiri chop rchop abvd rituximab pembro nivo carbo taxol gemzar chemo immuno abs tka tha tsa uka acdf plif tlif orif crpp ex-fix exfix imn
  amio bicarb mag cal gluc hydrocort methylpred solu pred dex decad toradol azithro doxy cipro levo cefaz ancef cefep zosyn vanco mero erta flagyl clinda bactrim augment amox keflex nitrofur macrobid
  emesis ambulation ambulates ambulate weightbearing nwb ttwb wbat pwb fwb rom arom prom rtw rts rtp
  dau dtr dtrs daug daugh husb husbnd bro sis fam famil incl excl handoff handoffs signout btwn btw b4 bfore w/in esp espec usu prob probs def prev prior prio rec recvd recd rcvd approx abt arnd
  callback cb c/b lvm vm msgd txt txted txts appts resched cx'd cxd dcd dcd'd d/c'd trx txfr tx'd tx'ed xfered xferd req'd req reqs rx'd dx'd hx'd s/s sxs asympt asymp symp symps
  contd cont'd w/out w/ hr/ min/ x/ yest yday tmrw tmr tomo tonite wknds mth mths mnth mnths yrs wks hrs mins secs dys
  sudd grad graduall intermit interm const constnt occasl severly prog progr worsning worsn impr imprv improv resolv stbl
  scler icter perf perfs drsng drsgs dsg dsgs dressng ambul amb'd gait steadi unstdy unsteady w/c wc w/chair fww rollator
  bruis bruisd lacs abras contus puncs avuls deformd tndr tender nontndr swell swolln redd erythem warmth drng drain'd purul serosang sang clr yell grn brn
  diarr diarrh consti constip naus vom vomitted emeses urin urinat urg dys hemat freqncy burng hesit retent incont cath'd foleys straight-cath
  heada ha's migr dizz dizzi lighthd lthd lightheaded vert syncop nearsyncope numb numbn tingl weakn wkns drp droop slurr slurd conf confus confusd lethar leth alt loc'd aloc aox
  cogh prod nonprod sput congest congst rhin rhino rhinorr sorethr sthroat wheez whz tight tightn dysp chills chil febr subj
  anxi depr agit combat restr hallu halluc paran delu suic homi avh ah vh sib nssi gad ptsd adhd add ocd bpad mddr etohism ivda iddu polysub pcp's
  neb'd albut ipra solum predn pred's epi'd narcan'd zofran'd toradol'd ivf'd nsb lr'd bolused bolus'd infus inf'd inj inject injs
  contrast noncon noncontrast w&w wo/ w/wo xrayed scanned cted mri'd ekg'd trops lact proc procal bcx ucx cultr cult gram's
  pecs glutes abs hammy delts traps lats obliq rotator cuff scap humer rad uln fem tib fib metat metac phal phalanx calc tal nav cuneif lumb thorac cerv sacr coccy
  ptl ptlmp gpal g's p's sab tab eab nsvd ltcs rltcs vbac toco cerclage ppx gbs hcg quant pos/neg prenatals primip multip nulli nullip primigravida multigravida gravid
  nbn newb nicu'd formula fed ebf bf'd bfed bottles wet/dirty stooling stoolx voidx fussy irrit inconsol consol
  pta pov bls/als als bls ift iftt enroute en-route onscene on-scene eta atf rosc lucas autopulse igel i-gel king supraglottic bougie glidescope mac lma rsi'd
  msg msgs auth oclock derma tussive posttussive tragal tragus monofil deg rm doored pecarn aws mhcp gei sfm nsp cnp dfu vad cl hoarse ij
  spo rass hds avss nrs flacc wob aox aaox a&o a&ox3 a&ox4
`);

/** States, lands and their peoples: wider than what identifies. Some are given names as well. */
export const LANDS = words(`
  virginia georgia washington york carolina dakota
  alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
  massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico ohio oklahoma oregon pennsylvania rhode tennessee texas
  utah vermont wisconsin wyoming usa america american americans canada canadian mexican england britain british scotland scottish ireland irish wales
  welsh france french germany german italy italian spain spanish portugal portuguese netherlands dutch belgium belgian norway norwegian sweden swedish denmark
  danish finland finnish iceland poland polish russia russian ukraine ukrainian belarus romania romanian bulgaria bulgarian hungary hungarian greece greek turkey turkish
  albania albanian serbia serbian croatia croatian bosnia bosnian kosovo macedonia armenia armenian azerbaijan georgian kazakhstan uzbekistan uzbek
  afghanistan afghan pakistan pakistani india indian nepal nepali bhutan bangladesh bengali sri lanka tamil burma burmese myanmar thailand thai laos lao laotian
  vietnam vietnamese cambodia cambodian khmer malaysia indonesia indonesian philippines filipino filipina tagalog china chinese cantonese mandarin taiwan taiwanese japan
  japanese korea korean mongolia mongolian hmong karen somali somalia ethiopia ethiopian eritrea eritrean amharic oromo tigrinya sudan sudanese egypt egyptian
  arabic arab libya tunisia algeria morocco moroccan nigeria nigerian ghana ghanaian liberia liberian sierra leone senegal mali guinea cameroon congo congolese rwanda
  uganda ugandan kenya kenyan tanzania swahili zambia zimbabwe mozambique angola africa african zambian malawi madagascar
  israel israeli hebrew lebanon lebanese syria syrian iraq iraqi iran iranian farsi dari pashto jordanian saudi arabia yemen yemeni kuwait qatar emirates urdu
  hindi punjabi gujarati telugu nepalese cuba cuban haiti haitian creole jamaica jamaican dominican puerto rico rican honduras honduran guatemala guatemalan
  salvador salvadoran nicaragua nicaraguan costa panama colombia colombian venezuela venezuelan ecuador ecuadorian peru peruvian bolivia bolivian chile chilean
  argentina brazil brazilian uruguay paraguay caribbean australia australian zealand samoa samoan guam hawaiian asia asian europe european
  latino latina latinx hispanic caucasian native ojibwe lakota dakota navajo cherokee amish mennonite muslim islam islamic jewish christian catholic lutheran
  baptist methodist hindu buddhist jehovah jehovah's witness mormon lds sikh ebola zika
  medicaid medicare tricare aetna cigna humana ucare anthem kaiser uhc uhg bcbs bluecross blueshield medica healthpartners optum molina centene
`);

/** Written with a capital and no name of a person or a place smaller than a state. */
export const PROPER_WORDS = words(`
  livescan synchromed powerport cadd depuy zimmer stryker smith nephew zio tesla ford chevy toyota honda ketamine myspace primewest artesunate duragesic
  adderall advil aleve allegra ambien amoxil ativan augmentin azithromycin bactrim benadryl botox buspar celexa cialis cipro claritin colace compazine cogentin cortef
  coreg coumadin cymbalta decadron depakote diamox diclegis diflucan dilantin dilaudid ditropan effexor eliquis emla epipen epipens epi-pen excedrin fioricet flagyl flexeril
  flomax flonase gatorade pedialyte gleevec glucophage glucotrol haldol hibiclens humalog imitrex imodium invega jardiance januvia keppra klonopin lamictal lantus lasix
  levaquin levemir lexapro lidoderm lipitor lopressor lovenox lyrica macrobid maalox maxalt medrol dosepak miralax mirena mobic monistat mucinex mylanta naprosyn narcan neosporin
  neurontin nexium nexplanon nicorette nitrostat norco novolog nyquil dayquil omnipod dexcom libre omnicef ozempic wegovy mounjaro oxycontin pamelor paxil paxlovid pepcid pepto
  percocet phenergan plaquenil plavix pradaxa prednisone prilosec prozac pyridium reglan remeron requip restasis restoril risperdal ritalin robitussin rocephin roxicodone
  seroquel sinemet singulair solumedrol solu-medrol solu-cortef spiriva stelara sudafed suboxone subutex symbicort synthroid tamiflu tegretol tessalon thorazine toprol toradol tums tylenol
  ultram unasyn valium valtrex vancomycin ventolin viagra vicodin vistaril vyvanse wellbutrin xanax xarelto zantac zestril zithromax zocor zofran zoloft zosyn zyprexa zyrtec
  pedi afrin chantix clozaril colchicine abilify brilinta entresto farxiga trulicity victoza invokana kevzara humira enbrel remicade otezla cosentyx dupixent keytruda opdivo
  crofab digifab babybig rhogam geodon latuda vraylar prolixin trazodone vivitrol methadone antabuse
  foley coude kerlix coban tegaderm duoderm bovie bair hugger lifevest lifepak zoll medtronic abbott biotronik boston phonak resmed respironics philips zio holter kardia fitbit apple garmin
  velcro band-aid tupperware teflon crocs tylenol's rhino rocket rapid iphone android kleenex pampers similac enfamil
  alzheimer alzheimer's alzheimers addison addison's apgar apgars babinski baker baker's barlow's barrett barrett's bartholin bartholin's battle's beck's behcet's bell bell's berger's bernard braxton
  hicks broca broca's brudzinski brugada buerger's burch wartofsky burkitt's caprini charcot chiari charcot's chvostek's colles colles' cooley's crohn crohn's crohns cullen's cushing cushing's
  cushingoid dequervain's dix hallpike down's down's dupuytren dupuytren's duke ehlers danlos eisenmenger epley epstein barr ewing's fanconi finkelstein fournier fournier's framingham
  freiberg's friedreich's galeazzi gardner's gaucher gilbert's gillain guillain barre glasgow goodpasture's gottron's graves graves' grave's hashimoto hashimoto's hawkins heberden heimlich henoch schonlein herbert hirschsprung hirschsprung's
  hodgkin hodgkin's hodgkins hoffman hoffmann's holmes homan's homans homans' horner horner's house brackmann huntington huntington's hutchinson hutchinson's jacksonian janeway jefferson jones kanavel kaposi kaposi's kawasaki
  kehr's kernig kernig's kiesselbach kiesselbach's klinefelter koplik korsakoff korsakoff's kussmaul lachman lewy lisfranc little's ludwig ludwig's lyme le fort lou gehrig's lynch maisonneuve mallory
  weiss marfan marfan's mcburney mcburney's mcmurray meckel meckel's meniere meniere's menieres mobitz monteggia morton's munchausen murphy murphy's neer ober's osborn osgood schlatter osler osler's weber rendu osmond
  ottawa paget's pancoast parkinson parkinson's parkinsons parkinsonian pasteurella peyronie's peyronie perthes kocher phalen phalen's pott's prader willi prinzmetal prinzmetal's raynaud raynaud's raynauds reiter's reye's ramsay
  richter's rinne rolando roth romberg rovsing rovsing's russell's salter harris scheuermann's schatzki sever's sheehan's simmonds sjogren sjogren's sjögren's spigelian sprengel spurling's spurling stevens johnson still's
  stokes adams sturge syme takayasu takotsubo tay sachs thomas thompson tietze's tinel tinel's todd's tourette tourette's trendelenburg trousseau trousseau's turner turner's valsalva virchow virchow's
  volkmann's waldenstrom waldenstrom's wallenberg weber wegener wegener's wells wernicke wernicke's whipple whipple's wilms wilson's wolff parkinson-white zenker zenker's zollinger ellison centor curb curb-65 killip ranson
  trendelenberg yersinia gram pap doppler snellen mallampati malgaigne bennett boerhaave boerhaave's brown-sequard sequard fitz hugh curtis nikolsky auspitz levine kerley hampton's westermark
  bigelow thudichum fowler fowler's semi-fowler's ringer's lactated macintosh yankauer hickman broviac mediport groshong penrose jackson-pratt pratt blakemore sengstaken allen allen's schirmer
  bacillus klebsiella salmonella shigella campylobacter giardia escherichia listeria legionella mycoplasma chlamydia gonorrhea trichomonas candida aspergillus
  norwalk norovirus rotavirus adenovirus rhinovirus enterovirus coxsackie parvovirus borrelia babesia anaplasma
  monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
  vet vets army navy marines marine
`);
