/**
 * Ordinary English words that stand one or two letters from a word of the rules and must not be read as its misspelling:
 * "infection" is no infarction, somebody who "tripped" was not trapped, a bruise ("contusions") is no convulsion. Found by
 * running every frequent English word of six letters or more through the spelling correction.
 */
export const ORDINARY_WORDS: readonly string[] = `
  abound abuser abuses administers aggression aground amused arching asprin attach backed bacteria bagger
  banged barged barley bassline batten batter batters battle beater begged belter bitter blacker blanked
  blending blocked bloods bogged bragged branching breach breaching breadth breathes breaths breeding
  broker bugged bugging bulking bummed bumper buried burner burping burying butter buttery camping cannon
  carson carton cashed certain chance chances changed changer changers charge charges childs chiller
  chilli chilly choker clamping clashed cleaned cleanser clearer cleaver cloning clowning clutter
  coding coking collusion combing commend compete compulsion compulsions conception concession concessions
  conclusion conclusions concussions confection confession confuses confusing congestive connection
  constructions consulting contention contiguous continued continuum contract contracting contractors
  contradictions contraption contraptions controller controllers contusions convection convention
  conversing conversion conversions cooing cooked cooking coping couched cramming crashes crashing crises
  crisps crowding crowing crusher crusted curtail cushing deceased decreases decree delicious
  delivers denial deterrent dining discarded discharges divine doable doubly driving dropping easing
  ejection elected election electrician electrics erected excessive exorcise expensive exposes expressing
  expression failing fainter fairing fallin faring felling fender fending feuding filing filling fining
  firearm firming fixing flappy fueling funding gambled gaping gassing granting grasping gravis gutting
  handed handing hanger hating heading healing heaping heaving hemorrhagic herring hinged horned horner
  hunting hurling hurtling hypodermic inaction increases infection infested inflation inflection
  infraction infractions inhaler injure insulation intentioned intentions international
  internationally intestinal intoxicating invested laborer lactation lander langer larder leading leaning
  leaping leasing leaving liberation lightening lighting linger lodger logger longed machina massed
  mediation meditation meditations menial messed mingled misled misses misused mitigation motivation
  mouths mowing muffler multiply mutation nearby neatly normalcy otters overcoming overdoing overdone
  painting panned paraplegic parsing passer passes pasted pasting patent patents paused pausing penned
  persisted persistence persisting pinged pissed pissing policy polite positron prescriptive printing
  prison projecting projection projective protective rapping reacting reactions readying reaping
  rearing recital reflex refraction refuting reheated rending rental reparations repealed repeater
  repented repetition resounding respondent responsible restorations restricting restriction restrictions
  retraining retreating reusing rippling roller rotates rotted ruining rusher rushes rusted
  sanding sceptic seater seating seeding seeking seeming seeping selling sentenced sewing shading shallow
  shaming shaping sharing shaving shelling shipped shitting shocker shooter shopped shorted shorten
  shorting shouting shrugging sickly signed singer singled sinned sipped sitting sizing skeptic skipper
  slipped slitting slurping smelling smuggling snaking sneaking snubbed snuggling soaking sodden speaks
  spelling spiral splitting spools sporting spouting spurred spurring squinting squirming stacking stained
  staking staple stared starred starter startled starved stated states statue statues stepped stinking
  stocked stocking stoking stomped stooped stoops stopper straddling strainer strait stranding strangler
  stratus stride strider strife striking stringing stripe strive strobe strode strolled strove struct
  subbed subbing submission subversion swearing swears sweated sweeping sweeter sweets sweety tables
  tacking taking tanking tapped tasking tasted tastes tasting teaming teasing tester testers texted
  texting thingy thinker thinkers thinks thinned thongs threat threats tiling timing tinkling tinned
  tinted trailing trapper treads treaty tripped tuning unrest unusable usable vaginas vesicle violet
  viscous visibly voiced waders wading wafers wafting wagers waging waists waiters waiting walking waning
  waring wasting watery waving waxing weekly wheeling winged winked witnesses wording
`
  .trim()
  .split(/\s+/);
