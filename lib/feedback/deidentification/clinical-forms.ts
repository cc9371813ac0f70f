import { type WordKind, wordKind } from "@/lib/language/known-words/words";

/**
 * Clinical words that no list holds, told by what they are made of ("hemodynamically", "tympanostomy", "nonblanching") or written down
 * here, so that fewer of them are taken for names. Known to de-identification alone: what the model reads does not hang on it.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const TERMS = new Set(
  words(`
  acalculous acral adhesiolysis ageusia aircast airsoft allodynia alloimmunization ambu anhedonic anoro antalgic anteflexed anterolisthesis
  anteroposterior anticoagulated appendiceal appendicolith arrhythmogenic ascaris atelectatic atherectomy atopy autotransfusion axr backslab
  bairhugger bandlike bartonella bedbound bengay benpen bibasal bibasilar bigeminy biliopancreatic biofreeze biphasic bisap bitemporal bivona
  blanchable borborygmi bradyarrhythmia bradypnea bradypneic bronchorrhea bulla burpees burpy buscopan calciphylaxis camhs capnography cavitary
  cellulitic ceruloplasmin chemotic chloraprep chlorphenamine cholecystostomy chopsaw choreiform citrobacter claudicating clavicular
  coagulopathic coamoxiclav coccydynia cocodamol codydramol conization contusional cordocentesis cornhole costochondral costophrenic crampy
  craniectomy cremasteric cricothyroidotomy cricothyrotomy crossfit cryptosporidium ctpa culdocentesis deadlift deadlifting debride debrided
  decels denervation depigmented dermatographism dermatomal desaturated desaturates diplopic discectomy diuresed dnacpr dorsiflex dorsiflexes
  downgaze dysarthric dysdiadochokinesia dysesthesia dyshidrotic dysmetria dysuric ecchymotic echogenic eclamptic ectopy egophony eircode
  embolized encephalomalacia encephalopathic endobronchial endovascular enterobacter entonox eoe epididymal epididymoorchitis epiglottic epiploic
  epithelialized eponychia escharotomy euglycemic euvolemic evulsed facetectomy fasciotomies fasciotomy fbc feverall fireants foraminotomy
  formulafed fostair fovea fullterm fundoplication fungating gardnerella glycaemia gtn gwtg haemodynamically headon headstrike hemiballismus
  hemiparetic hemoconcentrated hemodynamically hepatobiliary humulin hyperacute hyperalert hyperalgesia hypercapnic hypercarbic hyperechoic
  hyperflexion hyperinflated hypermetabolic hypernatremic hyperphosphatemia hyperpigmented hyperreactive hyperreflexia hyperreflexic
  hyperresonant hypersomnolent hyperthermic hypertriglyceridemia hyperviscosity hypervolemic hypoalbuminemia hypocalcemic hypodense hypoechoic
  hypokinesis hyponatremic hypopigmented hyporeflexia hyporeflexic hypoventilating icyhot idioventricular iliopsoas imdur impetiginized
  infraspinatus inguinoscrotal inhalational inotrope inotropes insulinoma interatrial intertriginous intraoral intraparenchymal isoelectric
  isordil jetski jobsite juxtaphyseal kayexalate kettlebell kiteboarding kyphoplasty laryngoscopy leafblower leptomeningeal levoscoliosis levsin
  lichenified lignocaine limbal lipohemarthrosis listhesis lithotripsy lkn loculated loculation lortab lymphangitic malalignment maldigestion
  malleolar malleoli malrotated mds medulloblastoma melenic meningitic meniscal mepilex mgr microaneurysm micrognathia midshaft midthoracic
  migraineur migraineurs minicog mmse moca monkeybars motorhome mucousy muir multilobar myelosuppression myomectomy naegleria naevus nephrologist
  neulasta neurocysticercosis neurodegenerative neuroforaminal neurosurg neutropaenia neutrophilia nidus nok nonanginal nonblanchable noncardiac
  noncommunicating nondistended nonexertional nonfebrile nonfluctuant nonhealing nonhemorrhagic nonischemic nonocclusive nonoliguric nonpalpable
  nonpitting nonpruritic nonsustained normoactive normocytic normoglycemic normothermic normovolemic novolin nulligravid nulliparous nystagmoid
  odynophagic oligoarthritis oliguric onewheel opsoclonus orthognathic orthopneic orthostasis osm osmolar osteoblastic osteolytic osteopenic
  otomycosis otoscopic otoscopy palpebral panadeine panc panniculus parasternal parathyroidectomy paratracheal paratubal paravertebral
  parenchymal paresthetic parotiditis passey passy peloton penthrox pericapsular pericardiocentesis perihepatic perihilar perilesional
  perilymphatic periosteal peritonitic perivascular permacath physis piriton playset pleurodesis plexopathy pneumatocele pneumobilia
  pneumoperitoneum pneumothoraces poikilothermia polyarthralgia polyarticular polymicrobial polysporin polytrauma popliteus postconcussive
  posteroinferior posteromedial postrenal poststreptococcal postterm pottytrained powerade powerlifting precedex preeclamptic preexcitation
  prehospital presacral pretibial prevertebral proptotic pruritis pseudoaneurysm pseudogout pseudoseizure pseudoseizures pulsus qsofa quinton
  reapproximated rearended rebar rebleed rebleeding reconsulted regurg regurgitant renin renvela repaged rereduced retroauricular retrolisthesis
  retroorbital revaccinated rhabdo rheumatologic rhinosinusitis rouleaux rugae salamol salpingostomy sam scapulothoracic sclerotherapy scotomata
  scromiting semitruck seretide serosanguineous serosanguinous serotonergic sheetrock shiley sitz skatepark slackline sphincterotomy
  spinothalamic spitup spitups spondylitic steatosis stemetil stenosed stepstool strongyloides subacromial subcutis subluxed subluxes submental
  suboccipital subtherapeutic sulci suprasternal supratherapeutic sural surgilube syncopized syndesmotic tablesaw tachyarrhythmia talar targin
  tarsorrhaphy tazocin tboned tel tendinopathy tendinosis tendonosis tenolysis tetraparesis tetraplegia tetraplegic tft thecal theraflu
  thoracoscopy throbby thrombocytopaenia thymectomy timi tocolysis tocolytic torsed toxidrome toxocara tradie transaminitis transvaginal
  transvenous trapezial triager trigeminy tryptase tympanocentesis tympanomastoid tympanostomy uncasted unimmunized unna upgaze uptodate urachal
  ureaplasma ureterolithiasis ureteroscopy urethrogram uveal valvuloplasty variceal vasculitic vasodilated vasogenic ventriculomegaly
  ventriculoperitoneal ventriculostomy vertebrobasilar vertebroplasty vicelike visceromegaly vitritis walkin walkins weedeater weedwhacker
  whatsapp woodchipper xanthochromia xeroform zipline ziplining zumba zygomaticomaxillary

`),
);

/** Of signs, scores and tools, and somebody's name as well: how they are used decides. */
const EPONYMS = new Set(
  words(`
  amsler apley auspitz bankart blatchford braden coombs courvoisier dewinter forchheimer gottron ishihara kehr kirschner lemierre loeys maddrey
  magill mcisaac ortolani rankin rockall rumack sgarbossa steinmann wellens westley
`),
);

/** Endings that hardly any family or town has. */
const ENDING = new RegExp(
  `^[a-z]{2,20}(?:${words(
    `itis itides ectomy ectomies otomy ostomy ostomies oscopy oscopic plasty algia algic uria uric opathy opathic plegia plegic paresis
    rrhea rrhoea rrhagia rrhaphy ography ographic ogram esthesia aesthesia emesis olysis olytic penia penic phagia phasia cytosis cytic
    centesis pexy megaly malacia sclerosis stenosis stenotic thorax volemia volemic glycemia glycemic kalemia kalemic natremia natremic
    aemia capnia oxia oxemia ostosis odynia opsia opia stomal ectatic ectasis iferous genic trophic tropic
    cillin mycin oxacin conazole prazole cyclovir ciclovir navir tegravir buvir vastatin sartan dipine olol xaban parin gatran gliptin
    gliflozin glutide zepam zolam barbital codone morphone triptan setron tidine thiazide semide cycline caine curium curonium
    zumab ximab limab tinib ciclib platin taxel rubicin terol asone solone lukast phylline triptyline pramine oxetine faxine profen
    coxib fenac dronate giline stigmine gabalin bactam penem vaptan statin sone`,
  ).join("|")})s?$`,
);

const PREFIXES = words(
  `abdomino angio antero arterio arthro broncho cardio cervico costo cranio dermato electro endo entero erythro femoro fibro gastro haemo
  hemi hemo hepato hyper hypo ileo immuno infra inter intra laryngo latero lumbo lympho macro medio micro myo naso nephro neuro
  normo occipito oligo onco oro osteo patho peri pharyngo photo physio pneumo poly postero procto pseudo psycho pulmo radio recto retro sacro
  scapulo supra temporo thoraco thrombo thyro tibio tracheo trans ulno uretero utero vaso veno ventro vesico`,
);
/** Before an ordinary word these make an ordinary one, but family names as well ("Overstreet"): in small letters only. */
const PLAIN_PREFIXES = words(
  "anti auto mid mis multi non over post pre re self semi sub super tri ultra un under uni",
);
const LEAST_REST = 4;

const CLINICAL: WordKind = { level: 3, given: 0, surname: 0, town: false, proper: false };
/** One in a hundred family names is made like this, too ("Blackwell"). */
const MADE: WordKind = { ...CLINICAL, surname: 1 };
const EPONYM: WordKind = { level: 3, given: 0, surname: 2, town: false, proper: true };

const isWord = (rest: string, level: number): boolean => {
  const kind = rest.length >= LEAST_REST ? wordKind(rest) : null;
  return kind !== null && kind.level <= level && kind.given < 2 && !kind.proper;
};

/** "Jobsite", "pushchair": two common words in one. */
function isCompound(word: string): boolean {
  for (let at = LEAST_REST; at <= word.length - LEAST_REST; at++)
    if (isWord(word.slice(0, at), 0) && isWord(word.slice(at), 0)) return true;
  return false;
}

/** What is known of a word: by the lists, else by its form. */
export function knownWord(word: string): WordKind | null {
  const listed = wordKind(word);
  if (listed) return listed;
  const plain = word.toLowerCase().replace(/['’]s$/, "");
  if (!/^[a-z]{3,24}$/.test(plain)) return null;
  if (EPONYMS.has(plain)) return EPONYM;
  if (TERMS.has(plain) || TERMS.has(plain.replace(/s$/, ""))) return CLINICAL;
  if (plain.length >= 8 && ENDING.test(plain)) return CLINICAL;
  const made = (prefixes: readonly string[]) =>
    prefixes.some((p) => plain.startsWith(p) && isWord(plain.slice(p.length), CLINICAL.level));
  if (made(PREFIXES)) return CLINICAL;
  return plain === word && (made(PLAIN_PREFIXES) || isCompound(plain)) ? MADE : null;
}
