# Numbers and dates come in as arguments; no message holds a digit.

page-title = { $country }: humanitarian impact, { $month }
masthead-kicker = Monthly humanitarian-impact report
masthead-period = Period
masthead-cutoff = Data cut-off
masthead-status = Status
masthead-draft = Draft, not reviewed
signed-approved = Approved by { $by }, { $day }
signed-rejected = Rejected by { $by }, { $day }
watermark-draft = DRAFT
watermark-rejected = REJECTED
masthead-language = Also in French: { $file }
contents = Contents
skip = Skip to the report
undated = undated
at-least = at least { $number }
none-reported = none reported
range = { $best } ({ $bounds })
bounds = { $low } to { $high }
span-in-month = { $first }–{ $last }
span-days = { $first } – { $last }
span-months = { $first } – { $last }
reach-days = from { $first } to { $last }
reach-months = from { $first } to { $last }
as-of-day = as of { $day }
as-of-month = as of { $day }
tile-asof = { $asof }
last-value = last value: { $value }, { $month }
dated-line = { $day }: { $words }
list-more = { $first }; { $last }
usd = { $number } US dollars
usd-millions = { $number } million US dollars
status-reported = reported
status-at-least = at least
status-estimated = estimated
status-not-reported = not reported
status-not-covered = not covered
status-withheld = withheld
not-comparable = not comparable
change-across-break = { $change }, not comparable
not-placed = not placed
source-line = Source: { $sources }. Retrieved { $retrieved }.
table-behind = Table behind the chart
table-region = Region
table-place-name = Place
table-month = Month
table-day = Day
table-place = Place and day
table-incident = Incident
table-figure = Figure
table-value = Value
table-other = Another figure
table-preferred = The figure preferred here
table-range = Range, if it differs
table-asof = As of
table-source = Source
table-rule = Rule
table-status = State
table-from = From
table-period = Period
table-kind = Kind of violence
table-by-kind = Incidents by kind of violence
table-idp-regions = Internally displaced persons by region
table-needs = Needs, plan and population
table-access = Access, schools and health care
table-claimant = Who says so
table-says = What was said
table-class = Kind of claimant
table-published = Published
table-actors = Actors as named
table-claims = Claims
table-join = Join
table-outcome = Outcome
table-rows = Rows
table-sum = Sum
table-unit = Unit
table-names = Names
table-file = File
table-licence = Licence
table-gaps = What it does not cover
table-weapon = Kind of incident

label-incidents = Incidents
label-fatalities = Reported fatalities
label-civilian_fatalities = Civilians killed
label-air_strikes = Air and drone strikes documented
label-claimed_fatalities = Killed, as claimed
label-claims = Claims
label-idps = Internally displaced persons
label-idps_before = Last count of the year before
label-idps_remainder = Not broken down by region
label-idps_age = Age of the count
label-idps_change_pct = Change
label-idp_returnees = Returned IDPs
label-displacements = New displacements
label-refugees = Refugees abroad
label-asylum_seekers = Asylum seekers abroad
label-refugees_hosted = Refugees hosted
label-people_in_need = People in need
label-people_targeted = People targeted
label-people_reached = People reached
label-people_affected = People affected
label-requirements_usd = Funds required
label-funding_usd = Funding received
label-percent_funded = Plan funded
label-funding_outside_plan_usd = Funding outside plans
label-food_insecure_phase3plus = Acutely food-insecure, phase three and above
label-population = Population
label-schools_closed = Schools closed
label-children_affected_school_closure = Children affected by closed schools
label-access_incidents = Access incidents
label-health_care_attacks = Attacks on health care
label-attacks_on_aid_workers = Attacks on aid workers
label-aid_workers_killed = Aid workers killed
label-human_rights_violations_documented = Human-rights violations documented
label-explosive_incidents = Incidents with explosive devices
label-rows_low_above_best = Events whose low estimate is above the best
label-rows_best_above_high = Events whose best estimate is above the high
label-incidents_spanning_months = Incidents not over by the month’s end
label-incidents_imprecise_place = Incidents placed only vaguely
label-people = People
label-value = Value
kind-state-based = Between a state and an armed group
kind-non-state = Between armed groups
kind-one-sided = Against civilians
class-un = United Nations
class-rights_organisation = Rights organisation
class-civil_authority_or_medical = Civil authority or medical
class-local_or_security_source = Local or security source
class-press_or_association = Press or association
class-party_to_conflict = Party to the conflict
scope-whole = whole incident
scope-partial = part of it
scope-wider = more than it
scope-superseded = superseded by its source
event-attack = Attack
event-armed-clash = Armed clash
event-air-drone-strike = Air or drone strike
event-remote-explosive-landmine-ied = Remote explosive, landmine or IED
event-shelling-artillery-missile-attack = Shelling, artillery or missile attack
event-suicide-bomb = Suicide bomb
event-looting-property-destruction = Looting or destruction of property
event-abduction-forced-disappearance = Abduction or forced disappearance
event-government-regains-territory = Government regains territory
event-disrupted-weapons-use = Weapons use prevented
event-non-violent-transfer-of-territory = Transfer of territory without violence
event-non-state-actor-overtakes-territory = Armed group takes territory
event-other = Other
place-neighbouring-countries = Neighbouring countries
place-all-countries-of-asylum = All countries of asylum
place-not-placed = Not placed
join-ledger-incidents-to-regions = Ledger incidents to regions
join-ledger-claims-to-incidents = Ledger claims to incidents
join-ucdp-events-to-regions = UCDP events to regions
join-ucdp-monthly-rows-to-regions = UCDP monthly rows to regions
join-acled-events-to-regions = ACLED events to regions
join-acled-events-that-are-counted = ACLED events that are counted
join-acled-monthly-rows-to-regions = ACLED monthly rows to regions
join-hapi-monthly-rows-to-regions = HAPI monthly rows to regions
join-ucdp-events-against-the-monthly-table-months = UCDP events against the monthly table, months
join-stocks-of-idps-to-places = Counts of IDPs to places
join-refugees-to-places = Refugees to places
join-needs-to-places = Needs to places
join-food-security-to-places = Food security to places
join-population-to-places = Population to places
join-access-to-places = Access to places
join-monthly-incidents-to-panel = Monthly incidents to panel
join-stocks-to-panel = Counts of IDPs to panel
join-needs-to-panel = Needs to panel
outcome-matched = matched
outcome-no-political-violence = no political violence
outcome-no-such-incident = no such incident
outcome-incident-after-that-day = incident after that day
outcome-differs = differs
outcome-ambiguous = ambiguous name
outcome-no-such-unit = no such unit in the list
outcome-borders-of-another-list = borders of another list
outcome-no-name-in-the-source = no name in the source
outcome-no-list-of-p-codes-is-held = no list of p-codes is held
outcome-no-panel = no month of the panel to stand in
outcome-not-placed = not placed
outcome-no-unit-of-the-panel = no unit of the panel
outcome-another-indicator = another indicator
outcome-another-row-is-preferred = another row is preferred
outcome-another-source-serves = another source serves
outcome-matched-by-share = matched by share
outcome-matched-by-name-code-differs = matched by name, code differs
outcome-code-without-name = code without name
outcome-no-code = no code
outcome-no-step-in-the-crosswalk = no step in the crosswalk
outcome-no-exact-step = no exact step
unit-incidents = incidents
unit-claims = claims
unit-people = people
unit-figures = figures
unit-months = months
rule-none = none
rule-count = count
rule-sum = sum
rule-none-listed-inside-coverage = covered, none listed
rule-most-reliable-class-lower-median = lower median of the most reliable class
rule-resolution = set by hand, with its reason
rule-as-stated-whole = as stated, whole incident
rule-as-stated-partial = as stated, part of it
rule-as-stated-wider = as stated, more than it
rule-as-stated-superseded = as stated, superseded
rule-count-of-a-selection = count of a selection
rule-latest-on-or-before = latest on or before the day
rule-last-of-the-year-before = last of the year before
rule-first-after = first after
rule-preferred-row = preferred row
rule-not-preferred = not the preferred row
rule-change = change
rule-change-across-break = change across a break
rule-difference = difference
rule-not-comparable = not comparable
rule-newest-vintage = newest vintage
rule-newest-of-plan-year = newest of the plan’s year
rule-period-containing-the-month = period that contains the month

section-key-figures = Key figures
section-highlights = Highlights
section-incidents = Security incidents
section-harm = Civilian harm
section-strikes = Air and drone strikes
section-displacement = Internal displacement
section-returns = Returns and refugees
section-needs = Needs, response and access
section-funding = Funding
section-quality = Data quality
section-annex = Annexes

incidents-month = In { $month }, { $source } counts { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } with { $fatalities } reported { $fatalities_n ->
    [one] fatality
   *[other] fatalities
  }, of whom { $civilians } { $civilians_n ->
    [one] civilian
   *[other] civilians
  }.
incidents-zero = { $source } covers { $month } and lists { $incidents } incidents.
incidents-not-covered = The incident data held do not cover { $month }: how many incidents and deaths there were is not known here. That is not zero.
incidents-worst-region = Most incidents were in { $region }: { $incidents }, with { $fatalities } reported { $fatalities_n ->
    [one] fatality
   *[other] fatalities
  }.
incidents-worst-region-known = As far as known, most incidents were in { $region }: { $incidents }, with { $fatalities } reported { $fatalities_n ->
    [one] fatality
   *[other] fatalities
  }. Not every region’s number is known in full.
incidents-map = Shades are incidents by { $source }.
map-points = Circles are incidents of the ledger whose place is known.
ledger-month = The ledger documents { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } that began in the month. It is a selection of what was documented and no basis for counts or trends.
ledger-strikes = Of them, { $strikes } { $strikes_n ->
    [one] is an air or drone strike
   *[other] are air or drone strikes
  }.
ledger-no-strikes = The ledger lists no air or drone strike that began in { $month }; it is a selection, so that does not say there was none.
ledger-empty = The ledger lists no incident that began in { $month }; it is a selection, so that does not say there was none.
ledger-outside = The ledger of documented incidents does not reach { $month }: not covered.
ledger-none = No ledger of documented incidents is held for this country.
ledger-rule = The range runs from the smallest to the largest number that was stated for the whole incident. The best estimate is the lower median within the most reliable class of claimant that gave one. Where nobody gave a number there is none. All who were killed are counted, fighters and soldiers included, unless a statement is of civilians alone.
toll-spread = { $place }, { $day }: the statements known on { $cutoff } range from { $low } to { $high } killed; best estimate, by the rule of the ledger: { $toll }. Statements known: { $claims }.
toll-agreed = { $place }, { $day }: every number stated by { $cutoff } is { $toll } killed. Statements known: { $claims }.
toll-silent = Parties to the conflict that named no number of dead: { $who }. Not stated, which is not zero.
strikes-reading = Whether drone or aircraft is given only where a source says so.
idps-latest = { $idps_of } internally displaced { $idps_n ->
    [one] person
   *[other] persons
  } { $idps_asof }.
idps-old = This count is { $age } { $age_n ->
    [one] month
   *[other] months
  } old and does not describe { $month }.
idps-change = { $region }: { $idps } { $idps_asof }, against { $before } { $before_asof } ({ $change }).
idps-next = The next count, { $next } { $next_asof }, is lower. The fall coincides with a change of what was counted: { $note }. It cannot be read as a return movement.
idps-none = No count of internally displaced persons on or before the month’s end is held: { $state }, which is not zero.
idps-why = Not comparable, { $places }: { $note }.
displacements-month = IDMC’s preliminary feed, { $displacements_asof }, has { $displacements_of } new { $displacements_n ->
    [one] displacement
   *[other] displacements
  } in { $month }, conflict and disaster together. These are movements; one person may move twice.
displacements-month-conflict = IDMC’s preliminary feed, { $displacements_asof }, has { $displacements_of } new { $displacements_n ->
    [one] displacement
   *[other] displacements
  } by conflict in { $month }. These are movements; one person may move twice.
displacements-none = New displacements in { $month }: not reported. The feed has no number, or prints a zero that does not tell none from not yet reported.
returns-reading = Each figure has its own date and source; they are not added up. Year-end figures of UNHCR and figures of other months differ by date.
needs-plan = The plan of { $year } counts { $pin_of } people in need and targets { $targeted }.
needs-none = No figures of a humanitarian plan for { $year } are held: { $state }.
needs-food = { $food_of } people are in phase three of acute food insecurity and above in the period that contains the month, as published.
needs-food-sum = { $food_of } people are in phase three of acute food insecurity and above in the period that contains the month, added up here from the areas published.
needs-food-rounded = { $food_of } people (rounded by the publisher) are in phase three of acute food insecurity and above in the period that contains the month.
needs-reading = People in need is a planning figure, not a count.
funding-plan = The plan requires { $requirements }; { $percent } of it was funded { $percent_asof }.
funding-later = That share was not yet known in { $month }.
funding-unknown = The plan requires { $requirements }. How much of it was funded is not reported in what was known on { $cutoff }.
funding-none = No requirements of a plan for { $year } are held: { $state }.
access-none = No figure on access is held for the month: { $state }.
quality-reading = What the sources held do not say is part of the result. Where a figure is missing, the page says why.
quality-missing = Not covered or not reported for { $month }: { $list }.
quality-complete = Every key figure of this report has a value.
quality-inverted = UCDP prints { $low } with a low estimate above the best, and { $high } with a best estimate above the high. They are kept as they are.
quality-vague = Of the month’s incidents, { $vague } { $vague_n ->
    [one] is
   *[other] are
  } placed only vaguely, and { $spanning } { $spanning_n ->
    [one] was
   *[other] were
  } not over by its end.
quality-joins = What each join matched and lost
quality-inputs = Files that this report was made of
quality-disagree = Figures that disagree by more than rounding
quality-disagree-none = No published figures of one place and day disagree by more than rounding.
annex-figures = Every figure of this report
annex-claims = Statements on the month’s incidents
annex-reading = Each number of the page leads to its row here; the row names the file under data/raw and its rows, of very many the first: figures.json names all.
map-title = Incidents by region, { $month }
map-alt = Map of { $country }: regions shaded by incidents. { $most }: { $region }, { $number }.
alt-most = Most incidents
alt-most-known = Most incidents as far as known
alt-highest = Highest
alt-highest-known = Highest of those known
map-vintage = Outlines: { $source }. Vintage of regions: { $note }
map-note-inside = { $inner } { $n ->
    [one] lies
   *[other] lie
  } inside { $outer } in these outlines; incidents are counted there
map-note-other = as in the source; the outlines bear no p-codes and were matched by name.
map-disclaimer = Boundaries, names and designations on this map imply no endorsement or acceptance by the authors or data providers.
map-outside = Outside the country only borders are drawn, where outlines are held; the background says nothing about what happened there.
map-not-drawn = Not on the map, because no outline bears the name (incidents in brackets): { $list }.
map-not-drawn-one = { $region } ({ $number })
map-none-incidents = No incident data are held for { $month }: not covered, so there is nothing to map.
map-none-outlines = No outlines of the country’s regions are held: the table by region stands in for the map.
map-none-match = Outlines are held, but none bears the name of a region with incidents: the table by region stands in for the map.
map-nodata = no data, not zero
map-deaths = documented incident, deaths stated
map-other = documented incident, no deaths stated
map-numbers = how many share a place
chart-trend = Reported fatalities by month
chart-trend-alt = Fatalities by month, { $reach }. { $highest }: { $top } in { $top_when }. Latest: { $latest }. { $trend }
chart-regions = Reported fatalities by region
chart-regions-alt = Fatalities by region, with their range. { $highest }: { $top_label }, { $top }.
chart-tolls = Killed in documented incidents of the month, as claimed
chart-tolls-alt = Range of claims per incident. Highest best estimate: { $top_label }, { $top }. Incidents without any number are marked not stated.
chart-tolls-alt-none = No number of killed was stated for any of the incidents: all are marked not stated.
chart-idps = Internally displaced persons, by date of count
chart-idps-alt = Counts { $reach }. { $highest }: { $top } as of { $top_when }. Latest: { $latest }. { $trend } The line breaks where what was counted changed: counts on the two sides are not comparable.
chart-displacements = New displacements by month
chart-displacements-alt = Displacements by month, { $reach }. { $highest }: { $top } in { $top_when }. Latest: { $latest }. { $trend } Months without a number are hatched.
chart-funding = Funds required, and the share that was funded
chart-funding-alt = { $requirements } required; { $percent } funded.
chart-funding-label = { $percent } of { $requirements }
chart-not-stated = not stated
key-best = best estimate
key-range = low to high estimate
key-at-least = at least so many; the true number may be higher
key-missing = { $reason }, not zero
key-events = dated event, listed below
key-count = count, joined to the next where comparable
key-break = what was counted changed: not comparable across it
axis-people = people
axis-fatalities = fatalities
no-data-chart = There is nothing to draw: { $reason }.
join-note = Rows and sums add up to what went in. A sum of people is a checksum over rows of any day, not a figure.
footer-made = Made from the files listed under data quality. Every number leads to its source in the annex.
inputs-later = Compiled after the data cut-off: of it, only rows dated up to then are used.
as-recorded = Names of places, actors, claimants and publishers, titles and notes stand as the ledger or the source has them.
events-n = { $number } { $n ->
    [one] event
   *[other] events
  }
label-rows = Rows of a join
label-rows_sum = Sum over rows of a join
millions = { $number } million
millions-of = { $number }
displacements-not-held = No displacement feed that covers { $month } is held: not covered, which is not zero.
no-source = nothing held covers it
source-silent = not in what is held
plan-of = plan of { $year }
source-ucdp = UCDP
source-acled = ACLED
source-hapi = HDX HAPI
source-dtm = IOM DTM
source-idmc = IDMC
source-unhcr = UNHCR
source-fts = OCHA FTS
source-hno = OCHA HPC
source-ipc = IPC
source-ch = Cadre Harmonisé
source-cod = OCHA COD
source-wfp = WFP
source-ledger = Ledger of claims
source-figures = Published figures
incidents-month-total = In { $month }, { $source } counts { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } with { $fatalities } reported { $fatalities_n ->
    [one] fatality
   *[other] fatalities
  }. How many of the dead were civilians: not reported.
table-sources = The same month by other sources
sources-apart = The sources code different things and are never added: UCDP only incidents that killed somebody, ACLED also those that did not. A source that gives no range has none here.
reading-ucdp = An incident belongs to the month in which it began. Low and high are UCDP’s own bounds, added up; UCDP counts only incidents that killed somebody by one of its estimates at least: its best estimate may be none.
reading-acled = An incident belongs to the day that ACLED dates it to. ACLED also counts incidents without dead and gives one number of fatalities without a range; the most recent weeks grow later.
reading-hapi = Monthly sums of political violence by ACLED, as HDX HAPI passes them on; a district without a row is not known to be calm.
label-displacements_conflict = New displacements by conflict
label-displacements_disaster = New displacements by disaster
label-displacements_other = New displacements by other causes
table-cite = How to cite
terms-held-back = Some figures come from sources whose terms forbid passing their data on ({ $producers }): they are shown here with credit, left out of the files under tables, and whether this page may be published is for whoever publishes it to decide.
label-idps_change = Difference from the count before
label-idps_change_movement = Movement, in places counted alike on both days
label-idps_change_coverage = Coverage: places reached or lost
label-idps_change_method = Method: how people were counted
label-idps_change_unexplained = Unexplained
table-idp-change = What the difference between the last two counts is made of
table-part = Part
table-why = Why it is not known, or what changed
idps-change-reading = The parts add up to the difference. A part that nobody documents has no number, and its people are in what is unexplained: never in movement.
idps-since = The difference from the count before ({ $previous } { $previous_asof }) is { $change }.
idps-since-not-comparable = The difference from the count before ({ $previous } { $previous_asof }) is { $change }, not comparable: { $note }.
break-clean-up = register cleaned up
break-access-lost = access lost
break-registration-extended = registration extended
break-regions-split = regions divided
break-other-method = counted by another method
break-other-units = another number of units reached
break-method-not-stated = whether people were counted by the same method is not stated
break-places-not-stated = which places were reached is not stated
break-no-place-counted-alike-on-both-days = no place was counted alike on both days
rule-the-stock-before = the count before
rule-part-of-a-change = part of a difference
join-ucdp-events-by-point = UCDP events without a region, by their point
join-acled-events-by-point = ACLED events without a region, by their point
join-ucdp-events-against-outlines = UCDP events, their region against the outlines
join-acled-events-against-outlines = ACLED events, their region against the outlines
join-ucdp-fatalities-against-the-table-of-years = UCDP fatalities against UCDP’s own table of years
outcome-matched-by-point = matched by point
outcome-outside-every-outline = outside every outline
outcome-place-too-vague = place too vague
outcome-no-coordinates = no coordinates
outcome-in-an-outline-of-no-known-unit = in an outline of no known unit
outcome-matched-but-for-range-or-kind = matched, but not in range or by kind
outcome-months-not-all-covered = not every month is covered
outcome-not-in-the-table-of-years = not in the table of years
section-change = What changed
change-reading = What moved is split into parts that add up exactly. New information: of a period, source or row not held before. Revision: the same figure of the same period has another value since. Method: another rule, source, coverage or version. Correction: a value put right by hand. What the two issues do not record stays unexplained.
change-since-edition = Since the edition of the same month with data as of { $day }
change-since-month = Since the report on { $month } with data as of { $day }
change-none-edition = There is no earlier issue of this month.
change-none-month = There is no earlier issue to compare the month with: no report on { $month } is held.
change-none = no figure has changed
change-colon = {": "}
change-more = Other figures that moved
change-before = Before
change-now = Now
part-new = New information
part-revision = Revision
part-method = Method
part-correction = Correction
part-unexplained = Unexplained
change-label = Reading
change-absent = not in the report
change-untold = cannot be told
points = { $number } pt
erratum = Erratum. { $label }: was { $before }, is { $after }, because { $because }.
shift-unchanged = unchanged
shift-moved = changed
shift-new = new
shift-lost = no longer there
shift-not-comparable = not comparable
shift-state = no figure, for another reason
shift-restated = same number, told otherwise
shift-range = same number, another range
because-none = nothing moved
because-first = it was not known, or not held, before
because-gone = the report no longer has it
because-status = its state changed
because-unit = it is in another unit
because-break = what is counted changed in between
because-period = it is of a newer period
because-source = another source serves
because-rule = another rule made it
because-version = another version of the software made it
because-hand = tables made by hand changed
because-correction = corrections by hand changed
correction-line = { $file }, row { $row }, { $column }: “{ $before }” was put right to “{ $after }”, since { $reason }
because-more-rows = more was known of it
because-other-rows = its source gives another number since
because-other-number = it has another number since; what it was made of is not recorded
because-several = several causes came together and cannot be told apart
because-nothing-recorded = nothing that the two issues record explains it
because-old-not-held = this issue does not hold the old figure, so its revision cannot be told
because-told-otherwise = it is told in another way, so news and method cannot be told apart
change-no-part = –
change-added = Figures that are new, or whose state changed, stand in the annex.
because-cutoff = the cut-off of the data moved
provisional = provisional
none-of-months = none
key-provisional = provisional: may still change
key-new = new, or another number than on the day before it
key-not-over = month not over on that day
key-kept = as on the day before it, or first day held
chart-vintages = How the feed’s figure of each month grew: people newly displaced, by the day on which the feed was read
chart-vintages-alt = Grid of months, { $reach }, by days on which the feed was read, { $days }. A cell holds what the feed had of the month on that day; one without a number is hatched. Highest number known on the last day: { $top }; newest: { $newest }.
table-ages = Months by their age when seen, of those that were seen again later
table-age = Months after
label-displacements_vintage = New displacements, as the feed stood
label-delay_vintages = Days on which the feed was read
label-delay_age = Age of the month when last seen
label-delay_seen = Days on which the month was seen
label-delay_months = Months seen
label-delay_blank = Without a number then
label-delay_filled = Of those, with a number since
label-delay_revised = With another number since
label-delay_share = Share of the latest figure
label-delay_until = Oldest age at which a month has changed since
label-delay_late = Latest first number
label-delay_numbered = Months with a number on several days
label-delay_renumbered = Of them, with more than one number
rule-count-of-vintages = count over the days on which the feed was read
rule-oldest = oldest
rule-median = median
rule-as-that-vintage-had-it = as that vintage had it
incidents-provisional = These counts are provisional: { $source } may still revise them.
displacements-provisional = The figure is provisional: the feed may still change it.
displacements-open = The month is provisional: the feed may still fill it.
delays-one = How much the figure of a month changes afterwards is not known: the feed is held only as it stood on { $day }.
delays-few = How much the figure of a month changes afterwards is not known: the feed is held as it stood on { $vintages } days, and too few months were seen again.
delays-known = The feed is held as it stood on { $vintages } days, { $reach }: that shows how the figure of a month grows.
delays-last = Of { $months } months seen in the month after and again later, { $blank } had no number at first; { $filled } of those { $filled_n ->
    [one] has
   *[other] have
  } had one since.
delays-last-full = { $months } months were seen in the month after and again later, each with a number at first.
delays-revised = Of those with a number, { $revised } { $revised_n ->
    [one] has
   *[other] have
  } another since.
delays-expect-none = So expect no number for a last month at first, rather than a small one; a blank is no zero.
delays-expect-share = At the median, { $share } of the latest figure was there, a blank that was filled since counting as nothing: expect the figure of a last month to change by as much as that leaves open.
delays-expect-few = Too few of them have a number since to say how much of the figure of a last month to expect to change.
delays-late = A first number has come as late as { $late } { $late_n ->
    [one] month
   *[other] months
  } after its month.
delays-stayed = Of { $numbered } { $numbered_n ->
    [one] month
   *[other] months
  } with a number on several days, { $moved } { $moved_n ->
    [one] has
   *[other] have
  } changed since.
delays-month-open = { $month } was last seen { $age } { $age_n ->
    [one] month
   *[other] months
  } after and is provisional: months up to { $until } { $until_n ->
    [one] month
   *[other] months
  } old have changed since.
delays-month-young = { $month } was last seen { $age } { $age_n ->
    [one] month
   *[other] months
  } after and is provisional: nobody can have seen it revised yet.
delays-month-never = { $month } was last seen { $age } { $age_n ->
    [one] month
   *[other] months
  } after; no month has been seen to change.
delays-month-firm = { $month } was last seen { $age } { $age_n ->
    [one] month
   *[other] months
  } after; only months up to { $until } { $until_n ->
    [one] month
   *[other] months
  } old have changed since, so it counts as settled.
delays-month-blank = { $month } was last seen { $age } { $age_n ->
    [one] month
   *[other] months
  } after, still without a number; only months up to { $until } { $until_n ->
    [one] month
   *[other] months
  } old have changed since. It stays not reported, which is not zero.
delays-month-once = How its own figure grew is not known: it is held from one day only.
ages-reading = The share is the median over the months that have a figure in the newest reading, a blank that was filled since counting as nothing; of fewer than three such months none is given.
covers-first = { $number } first-level { $n ->
    [one] unit
   *[other] units
  }
covers-second = { $number } second-level { $n ->
    [one] unit
   *[other] units
  }
covers-regions = given by region for { $names }
covers-country = the country
covers-region = the region
covers-unknown = not stated
covers-no-localities = localities not stated
method-dtm = displacement tracking (DTM)
method-registered = registration
method-identified = identification
method-cmp = commission on population movements (CMP)
method-rrm = rapid response mechanism (RRM)
method-estimate = estimate
method-baseline-assessment = baseline assessment
method-site-assessment = site assessment
method-emergency-tracking = emergency tracking
method-survey = survey
method-flow-monitoring-survey = flow monitoring survey
method-registration = registration
method-dtm-baseline-assessment = displacement tracking, baseline assessment
method-round = { $method }, round { $round }
why-units = { $before } were reached then, { $after } now
why-other-units = another number of units was reached
why-bound = one of the two is only a lower bound
why-places = not all places were reached on both days
why-method = counted then by { $before }, now by { $after }
why-other-method = not all places were counted by the same method
why-gap = one of the two has no number
why-unknown = the counts do not say what they have in common
table-covers = What the count covers
tile-of = { $label }, { $place }
tile-covers = Covers
tile-method = Counted by
tile-before = Last count of the year before
tile-change = Change
tile-since = Since then
tile-no-count = no later count by the end of { $month }
tile-since-day = { $change } since { $day }
tile-since-day-not-comparable = { $change } since { $day }: not comparable
tile-not-comparable = { $change }: { $note }
idps-covers = What this count covers: { $covers }.
idps-region-covers = What the count of { $region } covers: { $covers }.
idps-change-not-comparable = { $region }: { $idps } { $idps_asof }, against { $before } { $before_asof } ({ $change }: { $note }).
idps-region = { $region }: { $idps } { $idps_asof }.
idps-region-none = { $region }, the region of most note this month: no count of displaced persons of the last year is held: { $state }, which is not zero.
idps-since-between = Between the last two counts that are not just minimums, { $previous } { $previous_asof } and { $after } { $after_asof }, the difference is { $change }.
idps-since-between-not-comparable = Between the last two counts that are not just minimums, { $previous } { $previous_asof } and { $after } { $after_asof }, the difference is { $change }, not comparable: { $note }.
step-movement = Movement
step-coverage = Coverage
step-method = Method
step-unexplained = Unexplained
step-not-comparable = not comparable
step-not-documented = none documented
step-not-known = { $reason }, size not known
step-why = { $state } ({ $reason })
step-told = { $step }: { $text }
step-count = Count { $asof }
chart-idps-units = The line breaks where a count reached another number of units than the one before.
chart-idps-method = The line breaks where a count was made by another method than the one before.
chart-idps-places = The line breaks where a count did not reach the same regions as the one before.
chart-parts-alt = From { $before } { $before_asof } to { $after } { $after_asof }, a difference of { $change }. { $parts }. Parts without a number are hatched.
chart-parts-axis = The axis does not begin at zero: the bars show the difference, the dots the two counts.
key-parts-count = count
key-parts-movement = movement
key-parts-other = not movement
key-parts-none = no number, which is not zero
rule-latest-that-is-no-bound = latest that is not just a minimum
idps-one-reason = { $source } also has a number for the country, { $part } { $part_asof }, but of one reason of displacement only: { $reason }. The regions of the same round name other reasons too and add up to { $regions }. So that number is not used as the count of the country.
idps-exceeded = On the same day the regions of { $source } add up to { $regions }, more than the { $idps } published for the country. Both stand as published; which of them is right is not known here.
idps-regions-apart = The counts by region are by { $source }, that of the country by { $own }: they are no parts of one another.
table-idp-sources = Counts of the country by source
idp-sources-apart = Each source counts other people, on another day or by other means: the numbers are never added, and a step from one to another is no movement. One source alone gives the key figure, the series and the changes.
label-idps_of_one_reason = Displaced for one reason only
label-idps_regions = Sum of the regions of a count
rule-one-reason-only = of one reason only, no count of all
reason-conflict = conflict
reason-insecurity = insecurity
reason-natural-disaster = natural disaster
reason-other-reason = other reasons
reason-no-reason-for-displacement-reported = no reason reported
quality-copies = HDX HAPI passes on figures of { $original }: { $number } { $number_n ->
    [one] of them differs
   *[other] of them differ
  } from the original held here, being of another day. A copy is no second opinion: it is not listed among the figures that disagree.
label-copies_that_differ = Copies that differ from their original
needs-food-none = Acute food insecurity in { $month }: { $state }, which is not zero.
needs-plan-pin = The plan of { $year } counts { $pin_of } people in need.
needs-edition = Its planning figures are of one edition, the newest known on { $cutoff }; what is held names no revision of the plan.
needs-edition-unsaid = Its planning figures are by several sources, each as it stood on its own day; they do not say of which edition of the plan.
needs-edition-revised = Its planning figures are those of the revised plan of { $year }, the newest edition known on { $cutoff }.
needs-edition-lacks = What is held of that edition does not give: { $list }; figures of the first edition do not stand in for it.
rule-revised-plan-of-year = newest of the revised plan of the year
map-several = { $regions }, drawn as one: { $number }, the sum of what the table has for each.
label-incidents_on_map = Incidents of regions drawn as one
price-per-unit = { $number } { $currency } per { $unit }
prices-month = Prices of staple foods in { $month } were seen by { $source } at { $markets } { $markets_n ->
    [one] market
   *[other] markets
  }.
prices-none = Food prices in { $month }: { $state }, which does not say that they did not change.
prices-reading = Each price is the middle of the markets that have one, in its own unit and currency; the range runs from the cheapest market to the dearest. Prices in different units do not compare. There is a change on the year only where the same markets have a price at both times. Only the staples sold at the most markets are shown.
table-prices = Prices of staple foods
table-staple = Staple and kind of price
label-price = Price
label-price_markets = Markets
label-price_before = Twelve months before
label-price_change_pct = Change in twelve months
rule-median-of-markets = median of the markets
label-history_incidents = Incidents that the methods use
label-history_unplaced = Of the same months, without a region
label-history_months = Months that the methods use
label-history_regions = Regions that the methods use
label-refusal_found = What there was
label-refusal_needed = What the method needs
unit-regions = regions
unit-count = in number
unit-ratio = ratio
rule-refusal-found = as found
rule-refusal-needed = least that the method works with
verdict-supported = supported
verdict-contradicted = contradicted
verdict-inconclusive = inconclusive
verdict-not-identifiable = not identifiable
verdict-refused = no estimate
refused = No estimate: { $reason }.
refused-short = No estimate: too few { $what }, { $found } where at least { $needed } are needed.
short-observed-periods = observed months
short-units-with-any-outcome = regions with any such number
short-periods-with-outcome-and-lags = months with such numbers and those before them
short-periods-before-the-date-with-an-outcome = months before the date with such a number
short-periods-from-the-date-on-with-an-outcome = months from the date on with such a number
short-units-that-were-not-hit = regions that were not affected
short-periods-with-an-outcome = months with such a number
short-origins-to-look-back-from = earlier months to look back from
short-origins-with-an-outcome-to-compare = earlier forecasts whose month is known
short-complete-periods-of-reports = months seen in every later reading
short-events-with-a-number-of-deaths = events with a number of deaths
history-basis = The methods use { $source }, { $reach }: { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
} in { $months } { $months_n ->
    [one] month
   *[other] months
} and { $regions } { $regions_n ->
    [one] region
   *[other] regions
}. { $unplaced_n ->
    [0] Every incident of these months has a region.
    [one] { $unplaced } more incident of these months has no region and is in no estimate by region.
   *[other] Another { $unplaced } incidents of these months have no region and are in no estimate by region.
}
section-follow = Did displacement follow violence?
section-unusual = What is unusual?
section-outlook = What may come?
lags-asked = The question is put to regions and months: do new displacements, which are movements in a month, go with the incidents of that month and of the three months before?
lags-country-only = The displacements held are those of the whole country: one series, with no region to hold against another.
lags-no-flow = No displacements by region and month are held.
lags-no-stock = The change between two counts of displaced persons does not stand in for them: it is arrivals less departures and can be negative, and its rounds lie further apart than a month and do not all reach the same places.
lags-sum = A step from ten to twenty incidents in a month goes with { $total } more displacements over four months.
lags-sum-fewer = A step from ten to twenty incidents in a month goes with a change of { $total } in displacements over four months.
lags-verdict = Verdict: { $verdict }, as an association at a level of { $level }. Incidents, their reporting and displacement share causes.
lags-came-first = Verdict: not identifiable. Displacements had moved before the incidents: the same step goes with a change in displacements of { $one } one month ahead of it and of { $two } two months ahead. What comes after cannot be told from what came first, so the { $total } of the four months are no finding.
lags-power = No change is as compatible with the range as a change. Had the true rise been { $truth }, the chance of finding it in such data would be { $power }.
lags-basis = The estimate rests on { $rows } region-months, of { $regions } regions in { $months } months.
lags-left-out = Left out: { $no_outcome } region-months without a displacement figure, { $no_regressor } without incidents in each month needed, and { $only_zeros } of regions or months without any displacement.
lags-neighbours = The same step in the neighbouring regions, a month before, goes with a change in displacements of { $neighbours }, set apart from a region’s own.
lags-no-neighbours = Without the incidents of neighbouring regions: boundaries are not held for every region.
lags-second = With errors that allow for what all regions share in a month, the sum over four months is { $second }.
chart-lags = Displacements by month before and after incidents
chart-lags-alt = Per cent more displacements by month of delay, from ten to twenty incidents; over four months together { $total }.
axis-lags = per cent more displacements
axis-lags-months = Months after the incidents (negative: before them)
axis-ratio = times the earlier months
axis-ratio-months = Months after the start (negative: before it)
key-lag = in the month itself or later
key-lead = before it
key-interval = interval of the estimate; a mark without a line has none
key-no-estimate = no estimate, which is not zero
term-lead-1 = one month before the incidents
term-lead-2 = two months before the incidents
term-lag-0 = the month of the incidents
term-lag-1 = one month after
term-lag-2 = two months after
term-lag-3 = three months after
term-neighbours = neighbouring regions, a month before
term-cumulative = four months together
term-effect = from the start on, all months
event-none = No dated event of this country is written down for study. One is written in the table data/raw/hand/events.csv, before any estimate is seen.
event-none-now = No event that is written down for study began in this month or in the two years before.
event-asked = Event studied: { $label }. The comparison is between { $regions }, from { $start } on, and all other regions. Date, regions and months shown were written down on { $day }.
event-asked-later = Event studied: { $label }. The comparison is between { $regions }, from { $start } on, and all other regions. Date, regions and months shown were written down after this report’s data cut-off; what the comparison uses was known by it.
event-on-incidents = Incidents.
event-on-idps = Displaced persons counted.
event-effect = From the start on, the number is { $effect } times that of the months before, once what the other regions did is taken out.
event-verdict = Verdict: { $verdict }, since { $reason }. The level is { $level }.
event-not-observed = Verdict: not identifiable. Of the { $near } months from three before the start to three after it, as far as they have come, { $missing } have no number that can be used: nobody counted, or what is counted was changing.
event-carried-forward = Verdict: not identifiable. The number { $repeated } stands in all { $near } months around the start: a count carried forward, which nobody made anew.
event-not-identifiable = Verdict: not identifiable, since { $reason }.
event-before-trend = In the months shown before the start it was { $trend } times that of the months before them: preparations and early fighting would show there.
event-placebos = Of the true date and { $dates } earlier ones, { $dates_p } show a change at least as large; of this change and those of { $places } other regions, each as if it alone had been hit, { $places_p }.
event-basis = Compared with { $donors } other regions, over { $before } months before and { $after } from the start on.
chart-event-incidents = Incidents before and after: { $label }
chart-event-idps = Displaced persons before and after: { $label }
chart-event-alt = Ratios to the earlier months, by month before and after: { $label }; from the start on, all months together, { $effect }.
reason-separated = one of the terms separates zeros from the rest, so no estimate is finite
reason-only-zeros = every number that can be used is zero
reason-no-whole-row = no region and month has all numbers that the method needs
reason-few-rows = there are no more numbers than coefficients
reason-one-region = there is one region only
reason-not-analysed = the regions concerned are not among those analysed here
reason-nothing-after = the regions concerned have nothing to compare from the start on
reason-no-interval = without one of the regions there is no comparison, and so no interval
reason-moved-before = the regions concerned had moved apart from the others before the start
reason-open = the interval holds no change as well as a change
reason-rose = the number rose in the regions concerned and not in the others
reason-fell = the number fell in the regions concerned and not in the others
rule-of-the-model = as the model was fitted
rule-second-line = the same with errors for what regions share
rule-model-none = no model
rule-model-ppml-jackknife = Poisson regression with region and month effects, a region left out at a time
rule-model-ppml-other-regions-as-if-hit = Poisson regression with region and month effects, against every other region
unit-region-months = region-months
label-lags_sum = Displacements after incidents, four months together
label-lags_term = Displacements by month before or after incidents
label-lags_second = The same sum with other errors
label-lags_percent = More displacements
label-lags_rows = Region-months that the estimate rests on
label-lags_regions = Regions that the estimate rests on
label-lags_months = Months that the estimate rests on
label-lags_power = Chance of finding a true rise
label-lags_truth = True rise that this chance is for
label-lags_no_outcome = Left out: no displacement figure
label-lags_no_regressor = Left out: incidents of a month not known
label-lags_only_zeros = Left out: no displacement at all
label-event_effect = Change from a dated event on
label-event_month = Month before or after a dated event
label-event_ratio = Times the earlier months
label-event_before_trend = Change before a dated event
label-event_donors = Regions compared with
label-event_before = Months before a dated event
label-event_after = Months from a dated event on
label-event_dates = Earlier dates tried
label-event_dates_p = Dates with a change at least as large
label-event_places = Other regions tried
label-event_places_p = Regions with a change at least as large
label-event_missing = Months around a dated event without a usable number
label-event_near = Months around a dated event
label-event_repeated = Number carried forward
unusual-overview = In the twelve months to { $month }, { $judged } { $judged_n ->
    [one] region-month was
   *[other] region-months were
  } looked at. { $alarms } exceeded the alarm limit, where chance alone would give { $alarm_by_chance_low } to { $alarm_by_chance_high }; { $watches } exceeded the watch limit, alarms included, where chance alone would give { $watch_by_chance_low } to { $watch_by_chance_high }.
unusual-joint = When it is allowed for that all regions of a month are looked at together (Benjamini and Hochberg), { $joint } of { $alarms } { $joint_n ->
    [one] remains an alarm
   *[other] remain alarms
  }.
unusual-alarm = { $region }, { $month }: { $observed } { $observed_n ->
    [one] incident
   *[other] incidents
  } where { $expected } are expected, alarm limit { $limit }; { $joint }.
unusual-is-joint = beside all regions of the month it remains an alarm
unusual-not-joint = beside all regions of the month it does not remain one
unusual-no-alarm = In the three months to { $month } no region exceeded the alarm limit.
unusual-month-open = { $month } itself is not judged: its counts may still change.
unusual-month-gap = { $month } itself is not judged: no whole count of it is held.
unusual-month-few = { $month } itself is not judged: no region has enough observed months before it.
unusual-unjudged = { $unjudged } { $unjudged_n ->
    [one] region-month is
   *[other] region-months are
  } not judged: the month is not covered, may still change, or has too few observed months before it. That says nothing of how usual it was.
unusual-refused = No month is judged in: { $places }.
unusual-nothing = no region has a count
unusual-told = { $region } ({ $months })
unusual-reading = Each count is compared with those of its own region from sixty to four months before, by trend and season where they can be told. Only more than usual is marked: fewer incidents are as often a gap in reporting.
unusual-joint-mark = , also beside the other regions
chart-unusual = Months with more incidents than usual, by region
chart-unusual-alt = Regions by month, { $reach }. Above the alarm limit: { $alarms }.
chart-unusual-none = Regions by month, { $reach }. No count is above the alarm limit.
key-alarm = above the alarm limit
key-watch = above the watch limit
key-usual = usual
key-unjudged = not judged, which is not usual
table-unusual-counts = Incidents by region and month
table-unusual-months = Counts that stand out and those of the report’s month, with what is expected
table-verdict = How it is judged
verdict-alarm = alarm
verdict-watch = watch
verdict-usual = usual
verdict-not-judged = not judged
verdict-record = record
verdict-no-record = no record
verdict-alert = alert
verdict-no-alert = no alert
verdict-unsure = unsure
record-rule = Practitioners use another rule. That of HDX Signals looks at the deaths of the whole country: it alerts when they are the most of one year or of three, and at least { $minimum }. Here it is applied to calendar months; a month without a number sets no record.
record-month = { $month }: { $deaths } killed.
record-year-record = That is the most of twelve months.
record-year-no-record = The most of twelve months is { $most }, in { $when }.
record-year-not-judged = Of the twelve months not every number is known for good.
record-three-years-record = It is the most of thirty-six months.
record-three-years-no-record = The most of thirty-six months is { $most }, in { $when }.
record-three-years-not-judged = Of the thirty-six months not every number is known for good.
record-alert = The rule alerts.
record-no-alert = The rule does not alert.
record-not-judged = { $month } is not judged by it: its deaths, or those of too many months before, are not known for good.
record-alerts = In the twelve months to { $month } it alerts in { $alerts } { $alerts_n ->
    [one] month
   *[other] months
  }.
record-none = The rule of HDX Signals, which looks for records of a country’s deaths, cannot be applied: no month’s deaths are known for good.
record-blind = A threshold of { $minimum } deaths for a whole country cannot see what is unusual in one region.
record-blind-region = In { $region }, with an alarm for { $incidents } incidents in { $month }, { $deaths } { $deaths_n ->
    [one] person was
   *[other] people were
  } killed.
level-basis = In the country’s monthly incidents, { $reach }, { $breaks } { $breaks_n ->
    [one] change
   *[other] changes
  } of level { $breaks_n ->
    [one] is
   *[other] are
  } found.
level-change = The level changed between { $first } and { $last }, from about { $before } to { $after } incidents a month; of simulated series without a change, this one counted among them, { $chance } show one as large.
level-change-unsure = The level may have changed between { $first } and { $last }, from about { $before } to { $after } incidents a month; of simulated series without a change, this one counted among them, { $chance } show one as large, so it is not certain.
level-none = In the country’s monthly incidents, { $reach }, no change of level is found: of simulated series without one, this one counted among them, { $chance } show one as large as the largest here.
level-refused = Changes of level in the country’s monthly incidents.
level-why = No month within an interval is more than a candidate. A source that begins to look, or ceases to, changes the level as well.
level-warning = Neighbouring months are so alike (autocorrelation { $rho }) that a change is more often found where there is none.
level-too-short = no level can be told from the months held
level-told = { $level } ({ $reach })
level-behind = Each level is the mean of its months. The table behind the chart adds up the months by calendar year; a year with a month unknown has at least so many.
chart-levels = Incidents of the country by month, and their level
chart-levels-alt = Level of the country’s monthly incidents: { $levels }.
key-monthly = incidents of the month
key-level = level: mean of its months
key-change = months between which the level changed
table-level = Months
table-levels = Levels of the country’s monthly incidents
table-level-years = Incidents of the country by calendar year
table-change-between = Changed to it
table-year = Year
axis-incidents = incidents
deaths-not-held = Unknown numbers of deaths: of { $source } monthly sums are held and no single events, so nothing can be said of events without a number.
deaths-all-known = Unknown numbers of deaths: in the twelve months to { $month }, { $events_n ->
    [one] the one event of { $source } ({ $events }) has a number;
   *[other] each of { $events } events of { $source } has a number;
  } { $zero } are zero, and { $heaped } are numbers that coders write for words such as “dozens”.
deaths-zero-reading = A zero does not tell whether nobody was killed or nobody said so.
deaths-some-unknown = Unknown numbers of deaths: in the twelve months to { $month }, { $unknown } of { $events } events of { $source } ({ $share }) { $unknown_n ->
    [one] has
   *[other] have
  } no number.
deaths-shares = Of those with one, { $zero } are zero, and { $heaped } are numbers that coders write for words such as “dozens”.
deaths-bounds = The known numbers add up to { $known }; with as many in every other event as in the deadliest tenth of its like, it would be { $bound }.
deaths-imputed = If events without a number are as deadly as the reported ones of the same kind, { $total } were killed.
deaths-bounds-only = Of one kind of event too many have no number for an estimate between these bounds.
rule-model-judged = region-months with enough observed months before them
rule-model-measured-rates = by the rates measured among usual months
rule-count-of-figures = count of the figures cited
rule-least-that-alerts = least that the rule alerts at
rule-highest-of-months = highest of the months
rule-model-records = by the rule of HDX Signals, on months
rule-model-autocorrelation = autocorrelation about the levels, corrected for its bias
rule-model-simulated-series = share of simulated series, at most
rule-model-mean-of-months = mean of the months
rule-model-share-of-events = share of the events
rule-model-bounds = bound, whatever the unknown numbers are
rule-model-poisson-thin-counts = expected by a Poisson distribution, thin counts
rule-model-negative-binomial = expected by a negative binomial distribution
rule-model-negative-binomial-season = expected by a negative binomial distribution, with season
rule-model-negative-binomial-level-only = expected by a negative binomial distribution, level only
rule-model-segmentation-by-bic-ar-1-bootstrap = segmentation by BIC, against simulated series
rule-model-hot-deck = drawn from reported events of the same kind
label-unusual_observed = Incidents of the month judged
label-unusual_expected = Incidents expected
label-unusual_limit = Alarm limit
label-unusual_judged = Region-months looked at
label-unusual_alarms = Region-months above the alarm limit
label-unusual_watches = Region-months above the watch limit
label-unusual_joint = Alarms that remain beside all regions of the month
label-unusual_unjudged = Region-months not judged
label-unusual_alarm_by_chance_low = Alarms by chance alone, fewest
label-unusual_alarm_by_chance_high = Alarms by chance alone, most
label-unusual_watch_by_chance_low = Above the watch limit by chance alone, fewest
label-unusual_watch_by_chance_high = Above the watch limit by chance alone, most
label-unusual_refused = Months of a region judged
label-record_minimum = Deaths of a month that the rule asks for
label-record_year = Most killed in a month, of twelve
label-record_three_years = Most killed in a month, of thirty-six
label-record_alerts = Months with an alert of that rule
label-level_breaks = Changes of level
label-level_chance = Simulated series with a change as large as the largest
label-level_autocorrelation = Autocorrelation of the months
label-level_break = Months between which the level changed
label-level_break_chance = Simulated series with a change as large
label-level_mean = Incidents a month, mean
label-level_year = Incidents of the year
label-deaths_events = Events looked at for their number of deaths
label-deaths_unknown = Events without a number of deaths
label-deaths_unknown_share = Share of events without a number of deaths
label-deaths_zero = Of those with a number, zero
label-deaths_heaped = Of those with a number, one that stands for a word
label-deaths_imputed = Killed, unknown numbers estimated
label-deaths_known = Killed, known numbers only
label-deaths_bound = Killed, each unknown event as the deadliest tenth
rule-model-past-forecasts = from such forecasts of the past
rule-model-history = of the months that the methods use
outlook-origin = The forecasts count from { $month }, the report’s month.
outlook-origin-old = The last month that the forecasts may use is { $month }, { $gap } { $gap_n ->
    [one] month
   *[other] months
  } before that of the report: they look so much further ahead, and so did those of the past beside them.
outlook-no-interval = no interval
outlook-interval = { $level } interval
outlook-incidents = For { $month }, { $forecast } incidents are to be expected in the country ({ $interval }).
outlook-fatalities = For { $month }, { $forecast } reported fatalities are to be expected in the country ({ $interval }).
outlook-displacements = For { $month }, { $forecast } new displacements are to be expected in the country ({ $interval }).
outlook-later = Later months: { $list }.
outlook-of-month = { $month }: { $forecast }
outlook-held = Of { $n } such forecasts of the past, one month ahead, { $held } held what came.
outlook-no-model = No forecast model beat a simple rule; what is shown is the rule. The verdict is inconclusive: no more is known than what the last year held.
outlook-some-model = The model is shown where its error was lower than that of every simple rule, and marked as supported where chance does not explain the gain; elsewhere what is shown is the best rule, and the verdict is inconclusive.
outlook-model = The model beat every simple rule by more than chance explains, and is shown: the verdict is supported.
outlook-title-of-month = { $title }, { $month }
outlook-share = { $value } of { $n }
outlook-best = lowest error
outlook-scores-reading = The errors are means over regions and past months, in the unit of the count; lower is better. CRPS is what a forecast and its spread were off by, WIS the same by its intervals, and the interval score adds to the width of the wide interval a penalty for what lies outside. Beside CRPS, the share of that method’s error that the model saves, with its interval; below zero the model does worse. A rule that is one number has no interval to hold anything.
outlook-covered = Of { $n } past intervals of { $level } for the month after, by the method with the lowest error, { $covered } held what came.
outlook-only-zeros = Without a forecast, since no incident was ever counted there: { $list }.
outlook-gap = Without a forecast, since a month of the last year is missing: { $list }.
outlook-within = within
outlook-missed = missed
chart-outlook-incidents = Incidents: the last year and what may come
chart-outlook-incidents-alt = Incidents by month, { $reach }; in the last month { $latest }. { $highest }: { $top } in { $top_when }. { $trend } Forecasts, middle and interval: { $list }.
chart-outlook-fatalities = Reported fatalities: the last year and what may come
chart-outlook-fatalities-alt = Reported fatalities by month, { $reach }; in the last month { $latest }. { $highest }: { $top } in { $top_when }. { $trend } Forecasts, middle and interval: { $list }.
chart-outlook-displacements = New displacements: the last year and what may come
chart-outlook-displacements-alt = New displacements by month, { $reach }; in the last month { $latest }. { $highest }: { $top } in { $top_when }. { $trend } Forecasts, middle and interval: { $list }.
chart-outlook-regions = Incidents that each region may see
chart-outlook-regions-alt = Incidents that each region may see in { $month }, middle and interval. Highest end: { $top_label }, { $top }.
key-seen = counted
key-middle = middle of the forecast
key-wide = holds { $level } of what may come
key-narrow = holds { $level }
key-last-month = counted in the month of the report
table-seen = Counted in the month
table-forecast = Forecast, wide interval
table-forecast_narrow = Forecast, narrow interval
table-forecast_held = Past intervals that held
table-method = Method
table-forecast_crps = Error (CRPS)
table-forecast_saved = Model’s gain on it
table-forecast_covered_80 = Narrow intervals that held
table-forecast_covered_95 = Wide intervals that held
table-came = What came
table-missed = Interval
table-outlook-scores-incidents = How good forecasts of incidents by region were
table-outlook-scores-fatalities = How good forecasts of fatalities by region were
table-outlook-misses = The latest past forecasts of each region beside what came
label-forecast_incidents = Forecast of incidents
label-forecast_fatalities = Forecast of reported fatalities
label-forecast_displacements = Forecast of new displacements
label-forecast_gap = Months from the last that a forecast uses to that of the report
label-forecast_held = Past intervals that held what came
label-forecast_skill = Share of the best rule’s error that the model saves
label-forecast_crps = Error of past forecasts by region (CRPS)
label-forecast_saved = Share of a method’s error that the model saves
label-forecast_covered_80 = Narrow intervals that held what came
label-forecast_covered_95 = Wide intervals that held what came
label-forecast_past = Past forecast
label-forecast_came = What came after a past forecast
label-nowcast_displacements = New displacements with those not reported yet
rule-model-of-the-panel = model of the regions
rule-model-last-twelve = last twelve months as they were
rule-model-median-of-twelve = median of the last twelve months
rule-model-seasonal = same month of the last year
rule-model-last-value = number of the last month
rule-model-moments = mean and variance of the last twelve months
rule-model-zero = always zero
rule-model-chain-ladder = chain ladder, with the errors of past nowcasts
rule-model-raw-count = as the feed has it; the delays are unstable
reason-history-too-old = the last month that may be used lies too far before that of the report
nowcast-month = { $month }: { $reported } in the feed so far, { $nowcast } with what is still to come.
nowcast-raw = The last months stand as the feed has them; one that may still change is marked provisional. How counts of incidents grew from edition to edition is not followed.
nowcast-whole = No month up to that of the report is still open.
outlook-made-by = Made by: { $rule }.
outlook-widened = Of past intervals of that kind too many missed, so that of { $months } is widened by their errors.
outlook-model-better = For the country, one month ahead, the model’s error was { $skill } smaller than that of the best rule.
outlook-model-worse = For the country, one month ahead, the model’s error was { $skill } larger than that of the best rule.
key-ahead = months to come
reason-gap-in-the-last-year = a month of the last year is missing
reason-nothing-before-the-first-forecast = nothing was counted before the first month to look back from

index-kicker = Humanitarian impact, month by month
index-title = All reports
index-whole = { $kicker }: { $title }
index-reading = A row is one edition of a report. Each number leads to its entry in that edition, and from there to its source.
index-reports = Editions
index-countries = Countries
index-newest = Newest data cut-off
index-other = En français
index-feed = News as an Atom feed
index-none = There is no report here yet.
index-unchecked = Whether reports are stale was not checked: no raw data are here.
index-marks = What the marks mean
index-skip = Skip to the list
index-read = Read
language-en = English
language-fr = Français
index-pdf = { $language } (PDF)
index-only-figures = figures only
index-edition = earlier edition
index-conflict = by conflict only
index-caption = Editions: { $country }
index-footer = Made from the figures and sign-offs of the reports themselves. It holds what they say and no newer number.
mark-draft = draft
mark-approved = approved
mark-rejected = rejected
mark-stale = stale
mark-superseded = superseded
mark-failed = failed
mark-broken = broken
means-draft = nobody has signed it, or it was changed since
means-approved = signed as it stands
means-rejected = read and turned down as it stands
means-stale = newer data than its cut-off are held, or a file that it was made of is no longer as it was
means-superseded = kept, and replaced by a later edition
means-failed = the last attempt to make it failed
means-broken = its folder cannot be read
stale-newer = held since: { $sources }
stale-changed = { $n ->
    [one] a file that it was made of is changed or gone: { $file }
   *[other] { $number } files that it was made of are changed or gone, such as { $file }
  }
stale-source = { $source }, { $day }
failed-why = last attempt: { $reason }
broken-why = cannot be read: { $reason }
filter-legend = Show only
filter-country = Country
filter-from = From
filter-to = To
filter-status = Status
filter-language = Language
filter-all = all
filter-first = the first
filter-last = the last
filter-en = English
filter-fr = French
filter-reset = Show all
filter-count = Editions shown: { $shown } of { $total }
filter-nothing = No edition is of this kind. Choose otherwise, or show all.
multiples-caption = { $label } ({ $source })
multiples-percent = { $label }, in % ({ $source })
multiples-alt = { $label } ({ $source }), { $country }, { $reach }. Latest: { $latest } ({ $when }). Highest: { $highest } ({ $peak }).
multiples-none = No report here has a number: { $reason }, not zero.
multiples-earlier = No number in these months; the table has earlier ones.
multiples-absent = No report here has this figure.
multiples-left-out = The charts of this country are left out: the page would be too heavy for a weak connection. The table has the same numbers.
multiples-reading = Each chart is one figure of one source as the reports here have it, the newest edition of each month. Counts are joined where a report says that they compare; a count stands at its own day.
multiples-missing = no number of the month in any report here: not zero
multiples-joined = number, joined to the next where a report says that they compare
feed-entry = { $title } ({ $marks })
feed-cutoff = Data cut-off: { $day }.
feed-figure = { $label }: { $value }.
mail-subject = { $title } ({ $status })
mail-draft = draft, not reviewed
mail-approved = approved
mail-rejected = rejected
mail-attached = The report is attached; every number in it leads to its source.
csv-file = Save these numbers as a CSV file: { $file }
number-of = { $number } ({ $month })
trend-higher = Trend: more in the second half of the period than in the first.
trend-lower = Trend: fewer in the second half of the period than in the first.
trend-unclear = Trend: no clear difference between the two halves of the period.
trend-unknown = Trend: not told, since not every month has an exact and final number.
latest-higher = Trend: the latest count is higher than the one before.
latest-lower = Trend: the latest count is lower than the one before.
latest-same = Trend: the latest count is the same as the one before.
latest-apart = Trend: not told, since the latest count does not compare with the one before.
about-page = About this page
unusual-latest = Alarms of the last three months; the chart below has all twelve.
outlook-blind = A forecast made of past months cannot see what they did not hold: a new offensive, or a source that stops.
chart-exposure = People living near incidents, by distance
chart-exposure-alt = People living near incidents of the month, with their range, by distance. { $radius }: { $number }.
label-exposed_people = People near incidents
label-exposed_known = Of the people whose place is known
label-exposure_incidents_located = Incidents with a place or an area
label-exposure_incidents_exact = Of them, at an exact place
label-exposure_incidents_left_out = Incidents without place and area
rule-model-union-of-circles = union of circles around the incidents, each person once
rule-model-place-precision = by the precision of place that the source gives
table-radius = Within so many kilometres
radius-5 = five kilometres
radius-10 = ten kilometres
radius-25 = twenty-five kilometres
key-exposure-best = if each vague incident was equally likely anywhere in its area
key-exposure-range = least to most, wherever the vague incidents were
exposure-people = Within five kilometres of an incident of the month live { $five_of } people, within ten { $ten_of } and within twenty-five { $far_of }. Each person counts once, however many incidents are near. Source of the incidents: { $source }.
exposure-unsure = Nobody can be said for sure to live near an incident at every distance, since too many places are vague. Within twenty-five kilometres live { $far_of } of the people whose place is known. Source of the incidents: { $source }.
exposure-places = { $located } { $located_n ->
    [one] incident has
   *[other] incidents have
  } a place or an area, { $exact } of them an exact place. A vague one may have been anywhere near its point, in its region or in the country: hence the range.
exposure-left-out = { $out } { $out_n ->
    [one] incident has neither and is
   *[other] incidents have neither and are
  } left out, so that more people may be near.
exposure-towns = Populations are those of the towns of the GeoNames gazetteer. Who lives outside them, and in towns without a population there, is not counted: the true number is higher, and the range is of the people of these towns. Where in a town its people live is not known; a town counts as surely near only as a whole.
exposure-raster = Populations are those of the raster, spread over its cells as its maker did. A cell without data is unknown, not empty.
exposure-selection = The ledger is a selection: people near other incidents are not in these numbers.
exposure-none = No source held lists single incidents with a place in { $month }, or no population can be set against them: how many people live near is not known.
series-asked = The same is asked of single series: did incidents a month reach another level from { $start } on? No other region is held against them, so whatever else changed at that time is in it too.
series-counted = Incidents counted from the start to { $since_to }: { $since }; in the twelve months before the start: { $year_before }.
series-change = Change of level: { $change }, reckoned on the number plus one so that months without an incident count too. At the start, a typical month goes from { $before } to { $after } incidents.
series-weak = That is no proof that nothing changed: in one series a rise by half is found in only a third to a half of cases.
series-basis = The estimate rests on { $months_before } months before and { $months_after } from the start on; a trend of { $trend } a month and the season are taken out.
series-basis-no-season = The estimate rests on { $months_before } months before and { $months_after } from the start on, too few to take out the season; a trend of { $trend } a month is.
series-verdict = Verdict: { $verdict }, since { $reason }; the interval is one of { $level }.
series-dates = Of the true date and { $dates } other dates of the same series, { $dates_p } show a change at least as clear.
series-alike = Neighbouring months are so alike (autocorrelation { $rho }) that the interval holds the truth less often than it should.
series-reading = Each series stands alone. The levels go by logarithms and leave out the season, so they lie below the mean of months that vary much.
chart-series = Incidents by month: { $label }
chart-series-place = Incidents by month, { $place }: { $label }
chart-series-alt = { $title }, { $reach }. At the start the level goes from { $before } to { $after } incidents a month; change { $change } ({ $range }).
key-series-before = level before
key-series-expected = level without a change
key-series-after = level from the start on
key-series-interval = its interval
key-series-start = start of the event
key-series-none = no final number, which is not zero
table-series = Change of level from the start on
table-series-years = Incidents by calendar year
short-observed-periods-before-the-date = months before the date with a final number
short-observed-periods-from-the-date-on = months from the date on with a final number
reason-zero-before = there is no incident before the start, and so no ratio to it
reason-zero-after = there is no incident from the start on, and so no ratio to what was before
reason-zero-throughout = nothing was counted in any month
reason-same-throughout = every month has the same number
reason-no-convergence = the model does not settle on an estimate
reason-no-errors = the model gives no interval
reason-level-rose = the whole interval lies above no change
reason-level-fell = the whole interval lies below no change
rule-model-structural-ar-1-plus-noise-log-1-y = structural model of the logarithm of the number plus one, with a term that carries over from month to month
label-event_series = Change of level from a dated event on
label-event_series_before = Level at the start, without the change
label-event_series_after = Level at the start, with the change
label-event_series_trend = Change of level a month, apart from the event
label-event_series_months_before = Months of the series before a dated event
label-event_series_months_after = Months of the series from a dated event on
label-event_series_dates = Other dates tried in the series
label-event_series_dates_p = Dates of the series with a change at least as clear
label-event_series_rho = Autocorrelation of the series
label-event_series_since = Incidents from a dated event on
label-event_series_year_before = Incidents in the twelve months before a dated event
label-event_series_year = Incidents
label-event_series_missing = Months of the series around a dated event without a usable number
label-event_series_near = Months of the series around a dated event
outlook-made-for = { $month }: { $rule }
outlook-ahead = { $ahead ->
    [one] one month ahead
    [three] three months ahead
   *[six] six months ahead
  } ({ $month })
outlook-no-tenths = The best rule is one number: there is no spread in which what came could have a place.
outlook-tenths = One month ahead, by the method with the lowest error ({ $method }), over { $n } past forecasts: { $lowest } of what came lay in the lowest tenth of its forecast and { $highest } in the highest. Where a spread is right each tenth holds as much; high ends mean that it is too narrow, a high middle that it is too wide. In statistics this is called PIT.
chart-outlook-tenths = Where in the forecasts of incidents fell what came
chart-outlook-tenths-alt = Share of past outcomes by tenth of their forecast. Lowest tenth: { $lowest }; highest: { $highest }.
axis-share-of-outcomes = share of outcomes (%)
axis-tenths = tenth of the forecast, lowest first
key-even = as many in each tenth
table-forecast_wis = Error (WIS)
table-forecast_interval_95 = Interval score
label-forecast_wis = Error of past forecasts by region (WIS)
label-forecast_interval_95 = Interval score of past forecasts by region
label-forecast_tenth = Outcomes in a tenth of their forecasts
outlook-no-scores = Nothing was forecast by region, so there is no record of how good past forecasts were.
label-strikes_count = Air and drone strikes, counted one by one
label-strikes_incidents = Air and drone strikes, those within an hour as one incident
label-strikes_weapon = Incidents of air and drone strikes
label-strikes_weapon_pct = Share of the incidents
label-strikes_stated = Strikes stated
label-strikes_month = Incidents of air and drone strikes documented
unit-strikes = strikes
rule-stated-else-at-least-one = sum of the numbers stated; where none is, at least one
rule-within-an-hour-is-one = strikes on one place within an hour are one incident
rule-named-in-the-accounts = weapon that the accounts say struck
rule-number-in-the-accounts = number that the accounts state
weapon-drone = drone
weapon-aircraft = aircraft
weapon-not_stated = not stated
table-struck = What struck
table-weapons = Incidents of strikes by what struck
words-ledger = note of the ledger
words-named = “{ $words }”, { $by }
words-unsure = “{ $words }”, { $by }:
unsure-conflict = { " " }drone and aircraft are both named
unsure-mention = { " " }named, but not as what struck
unsure-vague = { " " }may be a drone or an aircraft
unsure-denied = { " " }denied
unsure-target = { " " }what was hit or came down, not what struck
unsure-base = { " " }a place or people, not a weapon that struck
unsure-watching = { " " }seen or watching, not said to have struck
unsure-carrying = { " " }carrying people or goods, not said to have struck
claim-of-party = claim of a party to the conflict
strike-claims = Who says what: { $place }
strikes-both = The ledger documents { $count } { $count_n ->
    [one] strike
   *[other] strikes
  } from the air, in { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  }: strikes on one place within an hour are one incident, and so is an entry of several days. Where nobody says how many strikes there were, at least one is counted.
strikes-by = { $weapon }, { $count }
strikes-weapons = Incidents by what the accounts say struck: { $named }.
strikes-silent = The notes of the ledger on these incidents do not say whether a drone or an aircraft struck, whatever titles say elsewhere: what struck is not stated for { $unstated } { $unstated_n ->
    [one] incident
   *[other] incidents
  }.
weapons-reading = A strike whose weapon is not stated may be of either kind, so ranges reach up to all of those.
chart-strikes = Incidents of air and drone strikes by month, as the ledger documents them
chart-strikes-alt = Documented incidents of air and drone strikes by month, { $reach }. { $highest }: { $top } in { $top_when }. Latest: { $latest }. { $trend } Months without an entry are hatched.
strikes-selection = The ledger is a selection of what was documented: a month without an entry is not a month without strikes, and higher bars may only be better documented.
map-near-key = only near the place
map-near = A broken circle is an incident near the place, within some kilometres, not in it.
map-vague = Of { $vague } documented incidents of the month only the district or region is known; none is drawn, since a mark would be a place that nobody gave.
map-town = town
map-towns = Towns by GeoNames, the largest for which there is room; inset: where the country lies.
label-ledger_vague = Documented incidents whose place is only a district or region

reason-no-variation = a term does not vary beyond what regions and months have in common
reason-no-reports = nobody was reported in any whole month
reason-no-usable-month = no region has a month that may be used
reason-no-single-events = single events are not held
reason-no-event = no single event of these months is held
short-periods-from-the-first-to-the-last-observed = months from the first to the last observed
short-observed-periods-to-compare-with = observed months among those from sixty to four months before
reach-day = on { $when }
reach-month = in { $when }
expected-less = fewer than { $number }
unusual-zero = A zero in the chart: none reported.
record-month-nobody = Deaths in { $month }: { $none }.
record-year-nobody = Most of twelve months: { $none }.
record-three-years-nobody = Most of thirty-six months: { $none }.
record-blind-nobody = In { $region }, with an alarm for { $incidents } incidents in { $month }, deaths: { $none }.
record-too-short = Nothing to set { $month } beside: neither the last twelve months nor the last thirty-six are all known for good.
record-reading = A region’s own most is no alert: the rule looks at the country alone, and by chance one month in twelve is the most of its year.
chart-records = Deaths of { $month } beside the most of one year and of three
chart-records-alt = Reported fatalities of { $month } beside the most of earlier months, the country first. { $places }.
key-record-year = most of twelve months
table-when = In
table-records = Reported fatalities of the month, and the months with most
death-known = known numbers alone
death-imputed = by alike events
death-bound = each as the deadliest tenth
key-deaths = killed
key-deaths-range = interval if events without a number are like the others: { $level }
chart-deaths = Deaths, where some events have no number
chart-deaths-alt = Killed in the twelve months: { $known } by known numbers alone, { $total } with alike events for those without, { $bound } if each were as the deadliest tenth of its like.
deaths-reading = The known numbers are the least there can be. The estimate holds only if events without a number are like the others of their kind. The last row takes each of them for one of the deadliest tenth, which a single event may exceed.
deaths-none-then = Unknown numbers of deaths: no single event of { $source } in the twelve months to { $month } is held.
deaths-nothing-unknown = Nothing to estimate: each event has a number.
chart-nowcast = New displacements: reported so far, and what may still come
chart-nowcast-alt = New displacements of months that are not whole yet. { $months }.
nowcast-told = { $month }: { $reported } so far, { $nowcast } with what is still to come
key-nowcast-seen = in the feed so far
key-nowcast-blank = no number in the feed yet: not zero
key-nowcast = with what is still to come
key-nowcast-range = interval by the errors of past nowcasts: { $level }
record-row = { $place }: { $deaths }
record-told = { $row } (most of thirty-six months: { $most })
record-calm = Nobody is reported killed in thirty-six months in: { $places }.
record-all-calm = Nothing to draw for { $month }: nobody is reported killed in the last thirty-six months.
record-not-known = not every month known
key-record-month = killed in the month of the report: number beside the name
key-record-three-years = most of thirty-six months: number behind the bar
table-record-month = Killed in the month

name-withheld = [name withheld]
quality-withheld = { $number } { $number_n ->
    [one] count of living persons is
   *[other] counts of living persons are
  } withheld in the tables behind this report: where fewer than five people are counted in a place, their number, and other numbers of that day from which it could be worked out, are taken out before anything is calculated.
map-recent = Incidents of the two weeks before the cut-off are counted in their regions and not drawn: their places may still be in danger.
map-sensitive = Sites of displaced persons, schools and health facilities are drawn to a tenth of a degree, not where they stand.
join-counts-held-before-anything-is-shown = Counts of persons, before anything is shown
outcome-small-count-or-what-reveals-it = withheld: a small count, or what would reveal it
outlook-gain-chance = Where the model is shown chance may explain its gain: the verdict is inconclusive.
outlook-apart = Country and regions are forecast apart: regions need not add up to the country, and one may reach further.
outlook-latest-missed = What came last month lay outside the forecast in: { $list }.
table-held-incidents = Past intervals of incidents, one month ahead, that held
table-method-incidents = Method for incidents, one month ahead
year-so-far = { $year } (up to { $month })
exposure-known = Of the people of those places whose number is known: { $five }, { $ten } and { $far }, from the least to the most wherever the vague incidents were. Who lived there, not who was there that day or had fled.

brief-kicker = Brief on one documented incident
brief-title = { $country }: { $incident }
brief-id = Incident
brief-precision = Place known as
precision-exact-town = the town or place itself
precision-near = somewhere near a place
precision-cercle = its district only
precision-region = its region only
precision-unknown = not stated
brief-note = In the words of the ledger: { $words }.
brief-no-toll = Nobody gave a number of dead by { $cutoff }: not stated, which is not zero. Statements known: { $claims }.
brief-exposed-people = People living within { $radius } kilometres: { $people }. Who was there that day is not known.
brief-exposed-known = Of the people whose place is known, living within { $radius } kilometres: { $people }. Who was there that day is not known.
brief-exposed-unknown = How many people live within { $radius } kilometres is not known.
section-claims = What was claimed
section-growth = The toll as it grew
section-near = What lies within the radius
section-actors = Actors and their earlier incidents
section-unknown = What is not known
label-claimed_civilian_fatalities = Civilians killed, as claimed
label-claimed_injured = Injured, as claimed
label-toll_known = Killed, as known on that day
label-claims_known = Statements known
label-radius_km = Radius (km)
label-towns_near = Listed towns within the radius
label-town_people = People
label-town_km = Distance (km)
label-incident_km = Distance (km)
label-earlier_near = Documented incidents surely within the radius, year before
label-earlier_may = Documented incidents that lie, or may lie, within it
label-earlier_region = Documented incidents in the region, year before
label-events_near = Incidents surely within the radius, year before
label-year_incidents = Incidents, twelve months before
label-year_fatalities = Reported fatalities, twelve months before
label-actor_earlier = Earlier incidents in the ledger
label-actor_year = In the year before
label-actor_region = In this region
rule-as-asked = as asked
rule-as-listed = as the gazetteer lists it
rule-count-within-the-radius = count within the radius
rule-distance-on-the-ellipsoid = distance on the ellipsoid
brief-claims = Statements on the incident
brief-scope = Covers
brief-claims-reading = A statement of a party to the conflict is marked. Where a statement gives no number it is not stated, never zero. A number that covers part of the incident, or more than it, stands here and is not in the toll.
brief-growth = Killed, as known on each day on which a statement was published
brief-growth-alt = On { $first_day }: { $first }. On { $last_day }: { $last }.
brief-growth-reading = Days stand at equal distances. A statement of which only the month is known counts from the end of that month. Each step is what a report made on that day would have said, by the same rule.
brief-undated = Statements without a date count from the day of the ledger ({ $day }): they may have been known long before.
brief-day-undated = { $day } (with undated statements)
brief-key-best = best estimate as known
brief-key-range = lowest to highest number known
brief-key-none = Nobody had given a number: not zero
brief-counts = Counted within the radius, and before
brief-near-reading = Living near says nothing of who was there that day, who was harmed, or who had fled.
brief-recent = The incident is of the two weeks before the cut-off: its place may still be in danger, and nothing is listed by its distance from it.
brief-vague = The place is known only as a wider area: which towns and earlier incidents are near is not known, and nothing is listed by distance.
brief-towns = Listed towns that lie, or may lie, within the radius
brief-town = Town
brief-towns-none = The gazetteer lists no town within the radius. Villages are missing from it: that is not to say that nobody lives there.
brief-earlier = Documented incidents of the year before that lie, or may lie, within the radius
brief-earlier-none = The ledger lists none with a known place within the radius in the year before. It is a selection: that is not to say that there was none.
brief-region = { $region }: incidents in the twelve months before the month, by source
brief-region-none = No source held counts incidents of the country.
brief-region-reading = Sources stand side by side and are never added, to one another or to the ledger: they code the same incidents.
brief-actors = Actors as the ledger names them
brief-actor = Actor
brief-actors-none = The ledger names no actor of this incident.
brief-actors-reading = An actor is a name as the ledger writes it; what a joint force did stands under its own name. The ledger is a selection: counts are the least there were, and compare no two actors.
brief-latest = Latest before
brief-killed = Killed:
brief-displaced = Displaced persons before and after
brief-idps-before = Last count before
brief-idps-after = First count after
brief-not-comparable = { $place }: the two counts do not compare, and no change is told: { $why }.
brief-no-count = { $place }: within a year of the incident a count is missing before it, after it or both, so no change can be told.
brief-counting = { $place }, what changed in the counting meanwhile: { $note }.
brief-displaced-reading = A count is of those who could be reached. A difference between two counts does not say what moved people.
brief-conditions-region = { $place }: needs and access in the month of the incident
brief-conditions-country = { $place }, the country as a whole: needs and access in the month of the incident
brief-conditions-reading = Figures of the country are no figures of the region. A figure of another year stands with its date.
brief-unknown-silent = No number of dead was given by: { $who }. Not stated, which is not zero.
brief-unknown-injured = Nobody gave a number of injured.
brief-unknown-civilians = Nobody gave a number of civilians among the dead.
brief-unknown-undated = When some of the statements were published is not known: the toll may have grown otherwise than drawn.
brief-unknown-day = The day is not known for sure.
brief-unknown-displaced = How many people fled, or came back, is not known: no two comparable counts of the region or the country lie around the incident.
brief-unknown-needs = { $region }: how many people were in need or short of food in that month is not known.
brief-unknown-cause = Nothing here tells what caused what: what came after the incident may have come without it.
brief-unknown-selection = The ledger is a selection: statements that nobody compiled are missing.
source-line-undated = Source: { $sources }.

# Tables in a notebook
preview-none = No rows.
preview-more = { $n ->
    [one] One more row.
   *[other] { $number } more rows.
}
preview-source = Source: { $sources }. As known on { $day }.
preview-no-range = no range
preview-not-stated = not stated
preview-yes = yes
preview-no = no
preview-rate = { $count } per { $per } people and month

# The map of a brief, and how well its day is known
brief-day = Day known as
dated-day = the day itself
dated-week = its week only
dated-month = its month only
dated-year = its year only
brief-map = Around the incident
brief-map-alt = Map of { $place } with a circle of { $radius } kilometres around it. Of what lies, or may lie, within it are listed: towns, { $towns }; earlier incidents, { $incidents }.
brief-map-km = { $radius } km
brief-map-spot = this incident
brief-map-ring = the radius
brief-map-reach = how far the radius may reach
brief-map-reading = The incidents marked are those of the year before that are listed below. Those of a vague place have no mark, since it would be a place that nobody gave. Towns are those of GeoNames, named where there is room; the background says nothing.
brief-map-rough = A place that is only near its point, or a site of displaced persons, a school or a health facility, is not where its mark stands, but somewhere around it.
brief-map-outlines = Outlines: { $source }. Inset: where the country lies, and in it the incident.
brief-map-none-outlines = No outlines of the country are held: borders are not drawn.
brief-region-unmatched = { $source } names no such region: what it counts there is not known, which is not zero.
index-briefs = Briefs on single incidents
side-source = { $label }: incidents of { $source }, release { $release }; residents: { $people }, { $day }, { $publisher }.
side-no-release = not stated
