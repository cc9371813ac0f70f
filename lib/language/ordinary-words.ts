/**
 * Ordinary English words that stand one or two letters from a word of the rules and must not be read as its misspelling:
 * "infection" is no infarction, somebody who "tripped" was not trapped, a bruise ("contusions") is no convulsion. Found by
 * running every frequent English word of six letters or more through the spelling correction.
 */
export const ORDINARY_WORDS: readonly string[] = `
  abound abuser abuses accessors accidents administers aggression aground amused angles arching asprin
  assent attach attached backed bacteria bagger baiting banded banding banged barged barley bassline batten
  batter batters battle beater begged believed belter binding bitter blacker blanked blending blocked
  blocker bloods bogged bowler bragged branch branching breach breaching breadth breathes breaths breeding
  broker brothers bugged bugging bulking bummed bumper buried burner burping burton burying butter buttery
  calculation camping cancel canker cannon carson carton cashed casing centre certain chance chances
  changed changer changers chapped charge charged charges checks childs chiller chilli chilly chipped
  choker clamping clashed cleaned cleanser clearer cleaver cloned cloning closes clowning clutter coding
  coking collusion combing commend compete completed completes compulsion compulsions conception concession
  concessions conclusion conclusions concussions confection confession confuses confusing congestive
  connection consisted consistency consisting constants constructed constructing constructions consulting
  contacting containing contention contiguous continued continuum contract contracted contracting
  contractors contradictions contraption contraptions controller controllers contusions convection
  convention conversing conversion conversions cooing cooked cooking coping corner couched cramming crashes
  crashing crises crisps crowding crowing crusher crusted current curtail cushing decayed deceased
  decreases decree delicious delivers denial deterrent dining discarded discharges disclosed discovered
  displayed divine doable doubly driving dropping easing ejection elected election electrician electrics
  erected excessive exorcise expensive expires exposes expressing expression extrema failing fainter
  fairing fallin faring felling fender fending feuding filing filling finder finding fining firearm firming
  fixing flaking flappy flasher flattening flushes flushing forged frequency fueling funding gagged gambled
  gaping garbage gassing granting grasping gravis greasy gutting handed handing hanger hating header
  heading healing heaping heaving hemorrhagic herring hinged horned horner hunting hurling hurtling
  hypodermic inaction inconsistency increases infection infested inflation inflection infraction
  infractions inhaler injection injure inserter insulation intentioned intentions interaction interactive
  interesting international internationally intestinal intolerance intoxicating inverted invested killed
  laborer lactation lander landing langer larder lasting leading leaning leaping learning leasing leaving
  liberation lifting lightening lighting linger linked listed locked locking lodger logger longed looping
  machina manuel marking massed matting mediation meditation meditations melting menial messed minding
  mingled minimax misled misses misused mitigation motivation mouths mowing muffler multiply mutation
  nearby neatly normalcy opened otters overcoming overdoing overdone packed packing packs painting panned
  paraplegic parsed parses parsing passer passes pasted pasting patched patent patents paused pausing
  peeling penned persisted persistence persisting pickled pinched pinged pissed pissing places placing
  pocket poisson policy polite polling positron possibly prescriptive printing prison production projecting
  projection projective promotion protective pushes radian ragged raging raises rapping rating reacting
  reactions readying reaping rearing recital redaction reflex refraction refuting reheated removes rending
  rental reparations repealed repeater repented repetition resounding respondent responsible restorations
  restricting restriction restrictions retraining retreating reusing rippling roller rotates rotted rugged
  ruining rusher rushes rusted sanding saving sceptic scheduler sealed seater seating sections seeding
  seeking seeming seeping selling sentenced setting sewing shaded shading shallow shaming shapes shaping
  shared shares sharing shaving shelling shipped shitting shocker shooter shopped shorted shorten shorting
  shouting shrugging sickly signed singer singled sinned sipped sitter sitting sizing skeptic skipper
  sleeper sleepers sleeps slices slipped slitting slurping smelling smoker smokes smuggling snaking
  sneaking snubbed snuggling soaking sodden sorter spanning speaks spelling spiral splitting spools
  sporting spouting spurred spurring squinting squirming stacking stained staking staple stared starred
  starter startled starved stated states statue statues stepped stepping sticker stickers sticks stinger
  stinging stinking stitch stocked stocking stoking stomped stooped stoops stopper stores straddling
  strainer strait stranding strangler stratus streaming stride strider strife striking stringing stripe
  strive strobe strode strolled strove struct subbed subbing submission subversion supplied supplier
  suppliers swearing swears sweated sweeping sweeter sweets sweety swinger switches tables tacking tackle
  tagged tagging taking tanking tapped tasking tasted tastes tasting teaming teasing tester testers texted
  texting thanks thingy thinker thinkers thinks thinned thirty thongs though threat threats throw throws
  tickle tickles tiling timing tinkling tinned tinted trailing trapper treads treaty trickery tripped
  tugged tuning turner unrest unusable usable vaginas vesicle violet viscous visibly voiced waders wading
  wafers wafting wagers waging waists waiters waiting walking walling waning waring warming wasting watery
  waving waxing weeding weekly welding wetting wheeling winding winged winked witnesses wording writing
`
  .trim()
  .split(/\s+/);
