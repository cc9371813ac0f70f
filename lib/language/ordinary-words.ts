/**
 * Ordinary English words that stand one or two letters from a word of the rules and must not be read as its misspelling:
 * "infection" is no infarction, somebody who "tripped" was not trapped, a bruise ("contusions") is no convulsion. Found by
 * running every frequent English word of six letters or more through the spelling correction.
 */
export const ORDINARY_WORDS: readonly string[] = `
  abound abuser abuses accent accessors accidents acetose administers adrenalone aggression aground
  alprazolan amused anabiotic angles anther antibiosis antimitotic applier applies arching arteritis
  ascend ascender asprin assent attach attached babbles babbling backed bacteria bagger baiting ballock
  banded banding banged banishing barged barley bashes basked bassline basted bathed batten batter batters
  battle beater beefing begged believed belter bender bennet berried bidder binding birder bitter blacker
  blacks blames blanked blares blazes blending blinder blocked blocker blocky bloods blotched blustered
  boaster bogged bolster bonded booked boosted botches botnet bought bowler bragged branch branching
  breach breaching breadth breathes breaths breeding bridging brining broker brothers bubbled bubbler
  bucking bugged bugging bulking bullock bummed bumper bunked burbles burbling buried burner burping
  burton burying bushed butter buttery cackling cackly calculation camping cancel canker cannon
  capecitabina capecitabinum carrier carries carson carton cashed casing centre certain chance chances
  changed changer changers chapped charge charged charges checks childs chiller chilli chilly chipped
  choker cinazepam circled circlet clacked clamping clanked clashed cleaned cleanser clearer cleaver
  clenches clinched clinching clinked cloaked clocked clonazolam cloned clones cloning closes clotiazepam
  clowning clutter coding coking collusion colourer combing commend commuter compete complained complainer
  complains completed completes compliant comptroller compulsion compulsions computed computes conception
  concerts concession concessions conclusion conclusions concussions confection confession confuses
  confusing congestive connection consisted consistency consisting constants constructed constructing
  constructions consulting contacting containing contention contiguous continued continuum contract
  contracted contracting contractors contradictions contraption contraptions controller controllers
  contusions convection convention conversing conversion conversions cooing cooked cooking coping corner
  couched cracker cracking crackle cramming cranked crashes crashing creaky crises crisps croaks crowding
  crowing crusher crusted current curried currying curtail cushing damages dankness dawned decayed
  deceased deceases decreases decree deference delicious delivers denial dependance dependant dependencies
  dependency dependents despondence deterrent differine diffidence dimension dining discarded discharges
  disclosed discovered dispersion displayed dissension dissensions divine doable docetaxol doling doming
  donned doping doting doubly dousing downer dozing dragger dribbled dribbler dripped drivel driveling
  driven drives driving dropper dropping drover drudged drugget drunks easing ejection elected election
  electrician electrics emptier empties enlarger enlarges erected eucalypti eucalyptol everting excessive
  exorcise expensive expires exposes expressing expression extrema facilities failing fainter fairing
  fallin falter farces faring fasces faster fatten fattier fauces felling fender fending fetter feuding
  fights filing filling filming finder finding fining firearm firelighter fireman firming fitful fitter
  fixing flaking flappy flashed flasher flattening flatter flatters flavus fleshed flighty fluoxetina
  fluoxetinum flusher flushes flushing flusters fluttery foremen forged forrard freeing freighters
  frequency fright frighting frights froben froward fueling funding gabbed gagged gambled ganging gaping
  garbage gassing gauging gigging grabber granting grasping gravis greasy grinning grubbed gulled gulling
  gulper gutting haemophile haemophilus handed handing handlers hanger harding hating header heading
  healing heaping heaving hemophile hemophilus hemorrhagic herring hiding hinged hiring hoarder holing
  hooding horded hording horned horner hunting hurling hurtling hyperaaemia hyperaemia hyperaemic
  hypercalcaemia hypercalcemia hypervolaemia hypervolemia hypodermic hypokalaemia hypokalemia hypokalemic
  impart inaction inches inching incoherence incoherency inconsistency increases infection infested
  inflation inflection infraction infractions inhaler inherent injection injure inserter insulation
  intentioned intentions interaction interactive interesting international internationally intestinal
  intolerance intoxicating inverted invested issued issuer itched killed kilned laborer lactation lander
  landing langer larder laryngotomy lasher lashes lasted lasting lathed lathing latter leading leaning
  leaping learning leases leashed leashing leasing leaved leaven leavens leaver leaving lefter lettre
  liberation lifting lightening lighting lilting linger linked listed litter litters loaves locked locker
  locket locking lodger lofting logger longed looping loracepam machina manuel marking massages massed
  massing matting mechanician mechanics meddled mediation meditation meditations melting menial
  mentholated messed messing methylpred midlife minding mingled minimax minuets minuses minuted minuter
  minutus misled misses misting misused misusing mitigation moaning mooning morrow motivation mourning
  mouths mowing muddied muddles muffler multiply muscae mussing mutation nearby neatly necker nestle
  nicotina normalcy notching noting offices opened operates otters overcoming overdoing overdone oversight
  oximetre packed packers packing packs painting panned paraplegic parathyrin parches parsed parses
  parsing passer passes pasted pasting patched patent patents paused pausing pealed pecked peeked peeling
  pellet penned perked persisted persistence persisting pickets pickled piecing pinched pinged pissed
  pissing places placing planing plating pluses plying pocket pockets poisson policy polite polling pooled
  pooper positron possessing possessives possessors possibly postnasal praying preening prescriptive
  presentient presentism presentist preserving presetting pretending preventing printing prison production
  projecting projection projective promotion protective pulsed pushes quetiapina quetiapinum radian ragged
  raging raises rapping rasher rating ratter reacting reactions readying reaping rearing recission recital
  redaction reflex refraction refrained refuting reheated removes rending rental reparations repealed
  repeater repented repetition resched rescuer rescues resounding respondent responsible restorations
  restricting restriction restrictions retained retrainee retraining retreating reusable reused reusing
  revering rippling roling roller rotates rotted rouged rouging rouser rouses routed routing rovsing
  rubies rugged ruining rumbling rusher rushes rusted sacked salving sanding sauces saving sceptic
  scheduler scrams scream scuffer sealed seater seating sections seeding seeking seeming seeping selling
  sentenced sentience sertralina sertralinum setter setting sewing shaded shading shallow shaming shapes
  shaping shared shares sharing shatter shavers shaving shelled shelling shells shimmy shipped shitter
  shitting shocker shooter shopped shorted shorten shorting shouting shover showed showier shrugging
  shunter sicked sickly sifter signed singer singled sinking sinned sinter sipped sitter sitting sizing
  skeptic skilled skipper skitter slacked slapped slaving sleeper sleepers sleeps slices slickness
  slinking slinks slipped slipper slitter slitting slivers slivery slobbing slower slumbering slumped
  slurping smacker smalls smelling smelts smoker smokes smoulders smuggling snacked snaking sneaking
  snubbed snuffer snuggling soaking sobering sodden sorter spanning speaks spelled spelling spells spicing
  spikes spiral spirito spited spitter splints splitting spools sporting spouting spraining spring springs
  spurred spurring sputter squashes squeaks squeal squinting squirming stacked stacking stained staining
  stains staking staple stared starred starter startled starved stated states statue statues staving
  stepmother stepped stepping sticker stickers sticks stilled stinger stinging stings stinking stinting
  stints stitch stocked stocking stoking stomped stooped stoops stopper stores straddling strainer strait
  stranding strangle strangler stratus strayer streaming streams strema stride strider strife striking
  stringing stripe strive strobe strode strolled strove struct stuffer stutter subbed subbing submission
  subversion sucker suckled sulked supplied supplier suppliers surfaces surfer swagged swearing swears
  sweated sweeping sweeter sweets sweety swilled swinger switches syringing tables tacking tackle tagged
  tagging taking tanking tapped tasking tasses tasted taster tastes tasting teaming teasing tensed tester
  testers texted texting thanks thingy thinker thinkers thinks thinned thirty thongs though thrash threat
  threats thresh throw throws thrust tickle tickles tiling timing tingle tinkling tinkly tinned tinted
  tipper tippet tippex topped topples torched totanus toucher touches tradol trailed trailing trainer
  traitor tramadoc trampler tramples transmissive trapper trawler trazodona treads treaty trickery trifle
  tripped troubled troubler tugged tuning turner unaccented uncounted uncreative uncrossable underactive
  unrest unusable usable vaginas venlafaxina venlafaxinum vernus verses vesicle violet viscous visibly
  voiced voider waders wading wafers wafted wafting wagers waging waists waited waiters waiting waiving
  walking walling waning wanter waring warming washed washes washier wasted waster wasting watery waving
  waxing weeding weekly welding wetting whacker wheeling wheels wilding winding winged winger winier
  winked winker winner wished wisher witnesses witter wording writing
`
  .trim()
  .split(/\s+/);
