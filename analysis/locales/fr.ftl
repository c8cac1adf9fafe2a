# Les nombres et les dates arrivent en arguments ; aucun message ne contient de chiffre.

page-title = { $country } : impact humanitaire, { $month }
masthead-kicker = Rapport mensuel d’impact humanitaire
masthead-period = Période
masthead-cutoff = Date de clôture des données
masthead-status = Statut
masthead-draft = Brouillon, non relu
signed-approved = Approuvé par { $by }, { $day }
signed-rejected = Rejeté par { $by }, { $day }
watermark-draft = PROJET
watermark-rejected = REJETÉ
masthead-language = Aussi en anglais : { $file }
contents = Sommaire
skip = Aller au rapport
undated = sans date
at-least = au moins { $number }
none-reported = aucun signalé
range = { $best } ({ $bounds })
bounds = { $low } à { $high }
span-in-month = du { $first } au { $last }
span-days = du { $first } au { $last }
span-months = de { $first } à { $last }
reach-days = du { $first } au { $last }
reach-months = de { $first } à { $last }
as-of-day = au { $day }
as-of-month = en { $day }
tile-asof = chiffre arrêté { $asof }
last-value = dernière valeur : { $value }, { $month }
dated-line = { $day } : { $words }
list-more = { $first } ; { $last }
usd = { $number } dollars US
usd-millions = { $number } { $n ->
    [one] million de dollars US
   *[other] millions de dollars US
  }
status-reported = signalé
status-at-least = au moins
status-estimated = estimé
status-not-reported = non communiqué
status-not-covered = non couvert
status-withheld = non publié
not-comparable = non comparable
change-across-break = { $change }, non comparable
not-placed = non localisé
source-line = Source : { $sources }. Données récupérées : { $retrieved }.
table-behind = Tableau du graphique
table-region = Région
table-place-name = Lieu
table-month = Mois
table-day = Jour
table-place = Lieu et jour
table-incident = Incident
table-figure = Chiffre
table-value = Valeur
table-other = Autre chiffre
table-preferred = Chiffre retenu ici
table-range = Fourchette, si elle diffère
table-asof = Date
table-source = Source
table-rule = Règle
table-status = État
table-from = Origine
table-period = Période
table-kind = Type de violence
table-by-kind = Incidents par type de violence
table-idp-regions = Personnes déplacées internes par région
table-needs = Besoins, plan et population
table-access = Accès, écoles et soins de santé
table-claimant = Selon qui
table-says = Ce qui a été dit
table-class = Type de source
table-published = Publié
table-actors = Acteurs tels que nommés
table-claims = Déclarations
table-join = Jointure
table-outcome = Résultat
table-rows = Lignes
table-sum = Somme
table-unit = Unité
table-names = Noms
table-file = Fichier
table-licence = Licence
table-gaps = Ce qui n’est pas couvert
table-weapon = Type d’incident

label-incidents = Incidents
label-fatalities = Décès signalés
label-civilian_fatalities = Civils tués
label-air_strikes = Frappes aériennes et de drone documentées
label-claimed_fatalities = Tués, selon la déclaration
label-claims = Déclarations
label-idps = Personnes déplacées internes
label-idps_before = Dernier effectif de l’année précédente
label-idps_remainder = Sans ventilation par région
label-idps_age = Ancienneté de l’effectif
label-idps_change_pct = Variation
label-idp_returnees = Déplacés retournés
label-displacements = Nouveaux déplacements
label-refugees = Réfugiés à l’étranger
label-asylum_seekers = Demandeurs d’asile à l’étranger
label-refugees_hosted = Réfugiés accueillis
label-people_in_need = Personnes dans le besoin
label-people_targeted = Personnes ciblées
label-people_reached = Personnes atteintes
label-people_affected = Personnes affectées
label-requirements_usd = Fonds requis
label-funding_usd = Fonds reçus
label-percent_funded = Plan financé
label-funding_outside_plan_usd = Fonds reçus hors plan
label-food_insecure_phase3plus = En insécurité alimentaire aiguë, phase trois et plus
label-population = Population
label-schools_closed = Écoles fermées
label-children_affected_school_closure = Enfants touchés par la fermeture d’écoles
label-access_incidents = Incidents d’accès
label-health_care_attacks = Attaques contre les soins de santé
label-attacks_on_aid_workers = Attaques contre les travailleurs humanitaires
label-aid_workers_killed = Travailleurs humanitaires tués
label-human_rights_violations_documented = Violations des droits humains documentées
label-explosive_incidents = Incidents avec engins explosifs
label-rows_low_above_best = Événements dont l’estimation basse dépasse la centrale
label-rows_best_above_high = Événements dont l’estimation centrale dépasse la haute
label-incidents_spanning_months = Incidents non terminés à la fin du mois
label-incidents_imprecise_place = Incidents localisés vaguement
label-people = Personnes
label-value = Valeur
kind-state-based = Entre un État et un groupe armé
kind-non-state = Entre groupes armés
kind-one-sided = Contre les civils
class-un = Nations Unies
class-rights_organisation = Organisation de défense des droits
class-civil_authority_or_medical = Autorité civile ou source médicale
class-local_or_security_source = Source locale ou sécuritaire
class-press_or_association = Presse ou association
class-party_to_conflict = Partie au conflit
scope-whole = incident entier
scope-partial = une partie
scope-wider = plus que l’incident
scope-superseded = remplacé par sa source
event-attack = Attaque
event-armed-clash = Affrontement armé
event-air-drone-strike = Frappe aérienne ou de drone
event-remote-explosive-landmine-ied = Engin explosif, mine ou EEI
event-shelling-artillery-missile-attack = Tirs d’artillerie, de mortier ou de missile
event-suicide-bomb = Attentat-suicide
event-looting-property-destruction = Pillage ou destruction de biens
event-abduction-forced-disappearance = Enlèvement ou disparition forcée
event-government-regains-territory = Reprise de territoire par l’État
event-disrupted-weapons-use = Usage d’armes empêché
event-non-violent-transfer-of-territory = Transfert de territoire sans violence
event-non-state-actor-overtakes-territory = Prise de territoire par un groupe armé
event-other = Autre
place-neighbouring-countries = Pays voisins
place-all-countries-of-asylum = Tous les pays d’asile
place-not-placed = Non localisé
join-ledger-incidents-to-regions = Incidents du registre et régions
join-ledger-claims-to-incidents = Déclarations et incidents du registre
join-ucdp-events-to-regions = Événements de l’UCDP et régions
join-ucdp-monthly-rows-to-regions = Lignes mensuelles de l’UCDP et régions
join-acled-events-to-regions = Événements d’ACLED et régions
join-acled-events-that-are-counted = Événements d’ACLED qui sont comptés
join-acled-monthly-rows-to-regions = Lignes mensuelles d’ACLED et régions
join-hapi-monthly-rows-to-regions = Lignes mensuelles de HAPI et régions
join-ucdp-events-against-the-monthly-table-months = Événements et table mensuelle de l’UCDP, mois
join-stocks-of-idps-to-places = Effectifs de PDI et lieux
join-refugees-to-places = Réfugiés et lieux
join-needs-to-places = Besoins et lieux
join-food-security-to-places = Sécurité alimentaire et lieux
join-population-to-places = Population et lieux
join-access-to-places = Accès et lieux
join-monthly-incidents-to-panel = Incidents mensuels et panel
join-stocks-to-panel = Effectifs de PDI et panel
join-needs-to-panel = Besoins et panel
outcome-matched = associé
outcome-no-political-violence = hors violence politique
outcome-no-such-incident = incident inconnu
outcome-incident-after-that-day = incident postérieur à cette date
outcome-differs = diffère
outcome-ambiguous = nom ambigu
outcome-no-such-unit = unité absente de la liste
outcome-borders-of-another-list = limites d’une autre liste
outcome-no-name-in-the-source = sans nom dans la source
outcome-no-list-of-p-codes-is-held = aucune liste de p-codes disponible
outcome-no-panel = aucun mois du panel où figurer
outcome-not-placed = non localisé
outcome-no-unit-of-the-panel = hors des unités du panel
outcome-another-indicator = autre indicateur
outcome-another-row-is-preferred = autre ligne préférée
outcome-another-source-serves = autre source retenue
outcome-matched-by-share = associé par part
outcome-matched-by-name-code-differs = associé par nom, code différent
outcome-code-without-name = code sans nom
outcome-no-code = sans code
outcome-no-step-in-the-crosswalk = aucun passage dans la table
outcome-no-exact-step = aucun passage exact
unit-incidents = incidents
unit-claims = déclarations
unit-people = personnes
unit-figures = chiffres
unit-months = mois
rule-none = aucune
rule-count = décompte
rule-sum = somme
rule-none-listed-inside-coverage = couvert, aucun recensé
rule-most-reliable-class-lower-median = médiane inférieure de la classe la plus fiable
rule-resolution = fixé à la main, avec sa raison
rule-as-stated-whole = tel que déclaré, incident entier
rule-as-stated-partial = tel que déclaré, une partie
rule-as-stated-wider = tel que déclaré, plus que l’incident
rule-as-stated-superseded = tel que déclaré, remplacé depuis
rule-count-of-a-selection = décompte d’une sélection
rule-latest-on-or-before = dernier à cette date ou avant
rule-last-of-the-year-before = dernier de l’année précédente
rule-first-after = premier après
rule-preferred-row = ligne préférée
rule-not-preferred = ligne non préférée
rule-change = variation
rule-change-across-break = variation à travers une rupture
rule-difference = différence
rule-not-comparable = non comparable
rule-newest-vintage = millésime le plus récent
rule-newest-of-plan-year = le plus récent de l’année du plan
rule-period-containing-the-month = période qui comprend le mois

section-key-figures = Chiffres clés
section-highlights = Faits saillants
section-incidents = Incidents de sécurité
section-harm = Atteintes aux civils
section-strikes = Frappes aériennes et de drone
section-displacement = Déplacement interne
section-returns = Retours et réfugiés
section-needs = Besoins, réponse et accès
section-funding = Financement
section-quality = Qualité des données
section-annex = Annexes

incidents-month = En { $month }, { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } et { $fatalities } décès { $fatalities_n ->
    [one] signalé
   *[other] signalés
  }, dont { $civilians } { $civilians_n ->
    [one] civil
   *[other] civils
  } (source : { $source }).
incidents-zero = En { $month }, mois couvert, { $incidents } incident recensé (source : { $source }).
incidents-not-covered = Les données d’incidents disponibles ne couvrent pas { $month } : le nombre d’incidents et de décès n’y est pas connu, ce qui ne veut pas dire zéro.
incidents-worst-region = Région comptant le plus d’incidents : { $region }, avec { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } et { $fatalities } décès { $fatalities_n ->
    [one] signalé
   *[other] signalés
  }.
incidents-worst-region-known = Région comptant le plus d’incidents, pour autant qu’on le sache : { $region }, avec { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } et { $fatalities } décès { $fatalities_n ->
    [one] signalé
   *[other] signalés
  }. Le nombre n’est pas connu en entier pour toutes les régions.
incidents-map = La couleur donne le nombre d’incidents selon la source : { $source }.
map-points = Les ronds sont les incidents du registre dont le lieu est connu.
ledger-month = Le registre documente { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } ayant commencé dans le mois. C’est une sélection : elle ne permet ni de compter ni de suivre une tendance.
ledger-strikes = Parmi eux, { $strikes } { $strikes_n ->
    [one] est une frappe aérienne ou de drone
   *[other] sont des frappes aériennes ou de drone
  }.
ledger-no-strikes = Le registre ne recense aucune frappe aérienne ou de drone ayant commencé en { $month } ; c’est une sélection : cela ne veut pas dire qu’il n’y en a pas eu.
ledger-empty = Le registre ne recense aucun incident ayant commencé en { $month } ; c’est une sélection : cela ne veut pas dire qu’il n’y en a pas eu.
ledger-outside = Le registre des incidents documentés ne s’étend pas jusqu’à { $month } : non couvert.
ledger-none = Aucun registre d’incidents documentés n’est disponible pour ce pays.
ledger-rule = La fourchette va du plus petit au plus grand nombre donné pour l’incident entier. L’estimation centrale est la médiane inférieure des nombres de la classe de sources la plus fiable qui en donne. Quand personne ne donne de nombre, il n’y en a pas. Tous les tués sont comptés, combattants et soldats compris, sauf si une déclaration ne porte que sur des civils.
toll-spread = { $place }, { $day } : les déclarations connues au { $cutoff } vont de { $low } à { $high } tués ; estimation centrale, selon la règle du registre : { $toll }. Déclarations connues : { $claims }.
toll-agreed = { $place }, { $day } : tous les nombres donnés au { $cutoff } sont de { $toll } tués. Déclarations connues : { $claims }.
toll-silent = Parties au conflit sans bilan chiffré : { $who }. Non communiqué, ce qui ne veut pas dire zéro.
strikes-reading = Drone ou avion : précisé seulement quand une source le dit.
idps-latest = { $idps_of } { $idps_n ->
    [one] personne déplacée interne
   *[other] personnes déplacées internes
  } { $idps_asof }.
idps-old = Cet effectif a { $age } mois et ne décrit pas la situation en { $month }.
idps-change = { $region } : { $idps } { $idps_asof }, contre { $before } { $before_asof } ({ $change }).
idps-next = L’effectif suivant, { $next } { $next_asof }, est plus bas. La baisse coïncide avec un changement de ce qui est compté : { $note }. On ne peut y lire un mouvement de retour.
idps-none = Aucun effectif de personnes déplacées internes établi à la fin du mois ou avant n’est disponible : { $state }, ce qui ne veut pas dire zéro.
idps-why = Non comparable, { $places } : { $note }.
displacements-month = Le flux préliminaire de l’IDMC, { $displacements_asof }, compte { $displacements_of } { $displacements_n ->
    [one] nouveau déplacement
   *[other] nouveaux déplacements
  } en { $month }, conflits et catastrophes confondus. Ce sont des mouvements : une même personne peut se déplacer deux fois.
displacements-month-conflict = Le flux préliminaire de l’IDMC, { $displacements_asof }, compte { $displacements_of } { $displacements_n ->
    [one] nouveau déplacement dû
   *[other] nouveaux déplacements dus
  } aux conflits en { $month }. Ce sont des mouvements : une même personne peut se déplacer deux fois.
displacements-none = Nouveaux déplacements en { $month } : non communiqué. Le flux ne donne pas de nombre, ou donne un zéro qui peut vouloir dire « aucun » comme « pas encore communiqué ».
returns-reading = Chaque chiffre a sa date et sa source ; ils ne s’additionnent pas. Les chiffres de fin d’année du HCR et ceux d’autres mois n’ont pas la même date.
needs-plan = Le plan de { $year } compte { $pin_of } personnes dans le besoin et en cible { $targeted }.
needs-none = Aucun chiffre d’un plan humanitaire pour { $year } n’est disponible : { $state }.
needs-food = { $food_of } personnes sont en insécurité alimentaire aiguë, phase trois et plus, sur la période qui comprend le mois (nombre tel que publié).
needs-food-sum = { $food_of } personnes sont en insécurité alimentaire aiguë, phase trois et plus, sur la période qui comprend le mois (somme, faite ici, des zones publiées).
needs-food-rounded = { $food_of } personnes (nombre arrondi par son auteur) sont en insécurité alimentaire aiguë, phase trois et plus, sur la période qui comprend le mois.
needs-reading = Le nombre de personnes dans le besoin est un chiffre de planification, pas un décompte.
funding-plan = Le plan requiert { $requirements } ; { $percent } de ce montant étaient financés { $percent_asof }.
funding-later = Cette part n’était pas encore connue en { $month }.
funding-unknown = Le plan requiert { $requirements }. La part financée n’est pas communiquée dans ce qui était connu au { $cutoff }.
funding-none = Aucun montant requis par un plan pour { $year } n’est disponible : { $state }.
access-none = Aucun chiffre sur l’accès n’est disponible pour le mois : { $state }.
quality-reading = Ce que les sources ne disent pas fait partie du résultat. Quand un chiffre manque, la page dit pourquoi.
quality-missing = Non couvert ou non communiqué pour { $month } : { $list }.
quality-complete = Chaque chiffre clé de ce rapport a une valeur.
quality-inverted = Dans les données de l’UCDP, { $low } { $low_n ->
    [one] a
   *[other] ont
  } une estimation basse supérieure à la centrale, et { $high }, une estimation centrale supérieure à la haute. Ces lignes sont gardées telles quelles.
quality-vague = Parmi les incidents du mois, { $vague } { $vague_n ->
    [one] est localisé vaguement
   *[other] sont localisés vaguement
  } et { $spanning } { $spanning_n ->
    [one] n’était pas terminé
   *[other] n’étaient pas terminés
  } à la fin du mois.
quality-joins = Ce que chaque jointure a trouvé et perdu
quality-inputs = Fichiers dont ce rapport est tiré
quality-disagree = Chiffres en désaccord au-delà de l’arrondi
quality-disagree-none = Aucun chiffre publié pour un même lieu et un même jour ne diffère au-delà de l’arrondi.
annex-figures = Tous les chiffres de ce rapport
annex-claims = Déclarations sur les incidents du mois
annex-reading = Chaque nombre de la page renvoie à sa ligne ici, qui nomme le fichier de data/raw et les lignes dont il vient, les premières si elles sont très nombreuses : figures.json les nomme toutes.
map-title = Incidents par région, { $month }
map-alt = Carte ({ $country }) : régions colorées selon le nombre d’incidents. { $most } : { $region }, { $number }.
alt-most = Maximum
alt-most-known = Maximum connu
alt-highest = Maximum
alt-highest-known = Maximum connu
map-vintage = Contours : { $source }. Découpage des régions : { $note }
map-note-inside = dans ces contours, { $inner } { $n ->
    [one] se trouve
   *[other] se trouvent
  } dans { $outer } ; les incidents y sont comptés
map-note-other = tel que dans la source ; les contours ne portent pas de p-codes et ont été associés par leur nom.
map-disclaimer = Les limites, noms et désignations figurant sur cette carte n’impliquent ni approbation ni acceptation de la part des auteurs ou des fournisseurs de données.
map-outside = Hors du pays, seules sont tracées les frontières dont les contours sont disponibles ; le fond ne dit rien de ce qui s’y est passé.
map-not-drawn = Absents de la carte, faute d’un contour de ce nom (incidents entre parenthèses) : { $list }.
map-not-drawn-one = { $region } ({ $number })
map-none-incidents = Aucune donnée d’incidents n’est disponible pour { $month } : non couvert, il n’y a donc rien à cartographier.
map-none-outlines = Aucun contour des régions du pays n’est disponible : le tableau par région tient lieu de carte.
map-none-match = Des contours sont disponibles, mais aucun ne porte le nom d’une région où des incidents sont comptés : le tableau par région tient lieu de carte.
map-nodata = sans donnée, ce qui n’est pas zéro
map-deaths = incident documenté, décès déclarés
map-other = incident documenté, sans décès déclaré
map-numbers = nombre en un même lieu
chart-trend = Décès signalés par mois
chart-trend-alt = Décès par mois, { $reach }. { $highest } : { $top } ({ $top_when }). Dernier mois : { $latest }. { $trend }
chart-regions = Décès signalés par région
chart-regions-alt = Décès par région, avec leur fourchette. { $highest } : { $top_label }, { $top }.
chart-tolls = Tués dans les incidents documentés du mois, selon les déclarations
chart-tolls-alt = Fourchette des déclarations par incident. Estimation centrale la plus élevée : { $top_label }, { $top }. Les incidents sans aucun nombre portent la mention « non communiqué ».
chart-tolls-alt-none = Aucun nombre de tués n’a été déclaré pour ces incidents : tous portent la mention « non communiqué ».
chart-idps = Personnes déplacées internes, par date de décompte
chart-idps-alt = Effectifs { $reach }. { $highest } : { $top } ({ $top_when }). Dernier : { $latest }. { $trend } La ligne est rompue là où ce qui est compté a changé : de part et d’autre, les effectifs ne sont pas comparables.
chart-displacements = Nouveaux déplacements par mois
chart-displacements-alt = Déplacements par mois, { $reach }. { $highest } : { $top } ({ $top_when }). Dernier mois : { $latest }. { $trend } Les mois sans nombre sont hachurés.
chart-funding = Fonds requis et part financée
chart-funding-alt = Fonds requis : { $requirements } ; part financée : { $percent }.
chart-funding-label = { $percent } de { $requirements }
chart-not-stated = non communiqué
key-best = estimation centrale
key-range = de l’estimation basse à la haute
key-at-least = au moins ce nombre ; le nombre réel peut être plus élevé
key-missing = { $reason }, ce qui n’est pas zéro
key-events = événement daté, voir la liste
key-count = effectif, relié au suivant s’il est comparable
key-break = changement de ce qui est compté : non comparable de part et d’autre
axis-people = personnes
axis-fatalities = décès
no-data-chart = Rien à représenter : { $reason }.
join-note = Lignes et sommes redonnent ce qui est entré. Une somme de personnes est un contrôle sur des lignes de dates diverses, non un chiffre.
footer-made = Établi à partir des fichiers énumérés sous « Qualité des données ». Chaque nombre renvoie à sa source en annexe.
inputs-later = Compilé après la date de clôture des données : seules les lignes datées jusque-là sont utilisées.
as-recorded = Noms de lieux, d’acteurs, d’auteurs de déclarations et d’éditeurs, titres et notes figurent tels que dans le registre ou la source, souvent en anglais.
events-n = { $number } { $n ->
    [one] événement
   *[other] événements
  }
label-rows = Lignes d’une jointure
label-rows_sum = Somme sur les lignes d’une jointure
millions = { $number } { $n ->
    [one] million
   *[other] millions
  }
millions-of = { $number } de
displacements-not-held = Aucun flux de déplacements couvrant { $month } n’est disponible : non couvert, ce qui ne veut pas dire zéro.
no-source = rien de disponible ne le couvre
source-silent = absent de ce qui est disponible
plan-of = plan de { $year }
source-ucdp = UCDP
source-acled = ACLED
source-hapi = HDX HAPI
source-dtm = OIM DTM
source-idmc = IDMC
source-unhcr = HCR
source-fts = OCHA FTS
source-hno = OCHA HPC
source-ipc = IPC
source-ch = Cadre Harmonisé
source-cod = OCHA COD
source-wfp = PAM
source-ledger = Registre des déclarations
source-figures = Chiffres publiés
incidents-month-total = En { $month }, { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } et { $fatalities } décès { $fatalities_n ->
    [one] signalé
   *[other] signalés
  } (source : { $source }). Nombre de civils parmi les morts : non communiqué.
table-sources = Le même mois selon d’autres sources
sources-apart = Les sources ne recensent pas la même chose et ne s’additionnent jamais : l’UCDP ne retient que les incidents meurtriers, ACLED aussi les autres. Une source qui ne donne pas de fourchette n’en a pas ici.
reading-ucdp = Un incident appartient au mois où il a commencé. Les estimations basse et haute sont celles de l’UCDP, additionnées ; l’UCDP ne compte que les incidents meurtriers selon l’une au moins de ses estimations : l’estimation centrale peut être nulle.
reading-acled = Un incident appartient au jour que lui donne ACLED. ACLED compte aussi les incidents sans mort et donne un seul nombre de décès, sans fourchette ; les semaines les plus récentes augmentent encore par la suite.
reading-hapi = Sommes mensuelles de la violence politique selon ACLED, transmises par HDX HAPI ; l’absence de ligne pour un cercle ne veut pas dire qu’il est calme.
label-displacements_conflict = Nouveaux déplacements dus aux conflits
label-displacements_disaster = Nouveaux déplacements dus aux catastrophes
label-displacements_other = Nouveaux déplacements dus à d’autres causes
table-cite = Comment citer
terms-held-back = Certains chiffres viennent de sources dont les conditions interdisent de retransmettre les données ({ $producers }) : ils sont montrés ici avec mention de la source et absents des fichiers du dossier tables ; la décision de publier cette page revient à qui la publie.
label-idps_change = Écart avec l’effectif précédent
label-idps_change_movement = Mouvement, dans les lieux comptés de même aux deux dates
label-idps_change_coverage = Couverture : lieux atteints ou perdus
label-idps_change_method = Méthode : manière de compter
label-idps_change_unexplained = Inexpliqué
table-idp-change = De quoi se compose l’écart entre les deux derniers effectifs
table-part = Part
table-why = Pourquoi elle n’est pas connue, ou ce qui a changé
idps-change-reading = Les parts s’additionnent à l’écart. Une part que personne ne documente n’a pas de nombre ; ses personnes sont dans l’inexpliqué, jamais dans le mouvement.
idps-since = L’écart avec l’effectif précédent ({ $previous } { $previous_asof }) est de { $change }.
idps-since-not-comparable = L’écart avec l’effectif précédent ({ $previous } { $previous_asof }) est de { $change }, non comparable : { $note }.
break-clean-up = registre apuré
break-access-lost = accès perdu
break-registration-extended = enregistrement étendu
break-regions-split = régions divisées
break-other-method = décompte par une autre méthode
break-other-units = décompte sur un autre nombre d’unités
break-method-not-stated = rien ne dit si la méthode de décompte est la même
break-places-not-stated = les lieux atteints ne sont pas précisés
break-no-place-counted-alike-on-both-days = aucun lieu n’a été compté de même aux deux dates
rule-the-stock-before = effectif précédent
rule-part-of-a-change = part d’un écart
join-ucdp-events-by-point = Événements de l’UCDP sans région, par leur point
join-acled-events-by-point = Événements d’ACLED sans région, par leur point
join-ucdp-events-against-outlines = Événements de l’UCDP, leur région face aux contours
join-acled-events-against-outlines = Événements d’ACLED, leur région face aux contours
join-ucdp-fatalities-against-the-table-of-years = Décès de l’UCDP et sa propre table annuelle
outcome-matched-by-point = associé par son point
outcome-outside-every-outline = hors de tout contour
outcome-place-too-vague = lieu trop vague
outcome-no-coordinates = sans coordonnées
outcome-in-an-outline-of-no-known-unit = dans un contour sans unité connue
outcome-matched-but-for-range-or-kind = associé, sauf la fourchette ou le type
outcome-months-not-all-covered = mois pas tous couverts
outcome-not-in-the-table-of-years = absent de la table annuelle
section-change = Ce qui a changé
change-reading = Chaque variation est décomposée en parts dont la somme est exacte. Information nouvelle : période, source ou ligne absente jusque-là. Révision : le même chiffre, de la même période, a désormais une autre valeur. Méthode : autre règle, source, couverture ou version. Correction : valeur rectifiée à la main. Ce que les deux éditions n’enregistrent pas reste inexpliqué.
change-since-edition = Depuis l’édition du même mois dont les données sont arrêtées au { $day }
change-since-month = Depuis le rapport sur { $month } dont les données sont arrêtées au { $day }
change-none-edition = Il n’existe aucune édition antérieure de ce mois.
change-none-month = Il n’existe aucune édition antérieure à laquelle comparer le mois : aucun rapport sur { $month } n’est conservé.
change-none = aucun chiffre n’a changé
change-colon = {" : "}
change-more = Autres chiffres qui ont changé
change-before = Avant
change-now = Maintenant
part-new = Information nouvelle
part-revision = Révision
part-method = Méthode
part-correction = Correction
part-unexplained = Inexpliqué
change-label = Lecture
change-absent = absent du rapport
change-untold = indéterminé
points = { $number } pt
erratum = Erratum. { $label } : { $before } auparavant, { $after } désormais, car { $because }.
shift-unchanged = inchangé
shift-moved = modifié
shift-new = nouveau
shift-lost = n’y est plus
shift-not-comparable = non comparable
shift-state = pas de chiffre, pour une autre raison
shift-restated = même nombre, présenté autrement
shift-range = même nombre, autre fourchette
because-none = rien n’a changé
because-first = il n’était pas connu, ou pas disponible, auparavant
because-gone = le rapport ne le contient plus
because-status = son état a changé
because-unit = il est dans une autre unité
because-break = ce qui est compté a changé entre-temps
because-period = il porte sur une période plus récente
because-source = une autre source est utilisée
because-rule = une autre règle l’a produit
because-version = une autre version du logiciel l’a produit
because-hand = des tables établies à la main ont changé
because-correction = des corrections à la main ont changé
correction-line = { $file }, ligne { $row }, { $column } : « { $before } » corrigé en « { $after } » ; motif : { $reason }
because-more-rows = davantage d’éléments étaient connus
because-other-rows = sa source donne un autre nombre depuis
because-other-number = il a une autre valeur depuis ; ses données d’origine ne sont pas enregistrées
because-several = plusieurs causes se sont conjuguées sans pouvoir être distinguées
because-nothing-recorded = rien de ce que les deux éditions enregistrent ne l’explique
because-old-not-held = cette édition ne contient pas l’ancien chiffre ; sa révision reste donc indéterminée
because-told-otherwise = il est présenté autrement ; nouveauté et méthode ne peuvent être distinguées
change-no-part = –
change-added = Les chiffres nouveaux, ou dont l’état a changé, figurent en annexe.
because-cutoff = la date de clôture des données a changé
provisional = provisoire
none-of-months = aucun
key-provisional = provisoire : peut encore changer
key-new = nouveau, ou différent de la date précédente
key-not-over = mois non terminé à cette date
key-kept = comme à la date précédente, ou première date disponible
chart-vintages = Comment le chiffre de chaque mois a évolué dans le flux : nouveaux déplacements, selon la date de lecture du flux
chart-vintages-alt = Grille des mois, { $reach }, selon la date de lecture du flux, { $days }. Une case contient ce que le flux donnait pour le mois à cette date ; sans nombre, elle est hachurée. Nombre connu le plus élevé à la dernière date : { $top } ; le plus récent : { $newest }.
table-ages = Mois selon leur âge au moment où ils ont été vus, parmi ceux qui ont été revus
table-age = Mois après
label-displacements_vintage = Nouveaux déplacements, dans l’état du flux
label-delay_vintages = Dates de lecture du flux
label-delay_age = Âge du mois lorsqu’il a été vu en dernier
label-delay_seen = Dates auxquelles le mois a été vu
label-delay_months = Mois vus
label-delay_blank = Alors sans nombre
label-delay_filled = Parmi eux, avec un nombre depuis
label-delay_revised = Avec un autre nombre depuis
label-delay_share = Part du dernier chiffre
label-delay_until = Âge le plus élevé auquel un mois a changé depuis
label-delay_late = Premier nombre le plus tardif
label-delay_numbered = Mois dotés d’un nombre à plusieurs dates
label-delay_renumbered = Parmi eux, avec plus d’un nombre
rule-count-of-vintages = décompte sur les dates de lecture du flux
rule-oldest = le plus âgé
rule-median = médiane
rule-as-that-vintage-had-it = dans l’état de ce millésime
incidents-provisional = Ces nombres sont provisoires : ils peuvent encore être révisés (source : { $source }).
displacements-provisional = Le chiffre est provisoire : le flux peut encore le modifier.
displacements-open = Le mois est provisoire : le flux peut encore le compléter.
delays-one = On ne sait pas dans quelle mesure le chiffre d’un mois change par la suite : le flux n’est disponible que dans son état du { $day }.
delays-few = On ne sait pas dans quelle mesure le chiffre d’un mois change par la suite : le flux est disponible à { $vintages } dates, et trop peu de mois ont été revus.
delays-known = Le flux est disponible tel qu’il était à { $vintages } dates, { $reach } : on y lit comment le chiffre d’un mois évolue.
delays-last = Sur { $months } mois vus dès le mois suivant puis de nouveau, { $blank } { $blank_n ->
    [one] n’avait
   *[other] n’avaient
  } d’abord pas de nombre ; { $filled } d’entre eux { $filled_n ->
    [0] n’en a reçu depuis
    [one] en a reçu un depuis
   *[other] en ont reçu un depuis
  }.
delays-last-full = { $months } mois ont été vus dès le mois suivant puis de nouveau, tous avec un nombre dès le départ.
delays-revised = Parmi ceux qui avaient un nombre, { $revised } { $revised_n ->
    [0] n’en a un autre depuis
    [one] en a un autre depuis
   *[other] en ont un autre depuis
  }.
delays-expect-none = Pour un dernier mois, il faut donc s’attendre d’abord à une absence de nombre plutôt qu’à un petit nombre ; une case vide n’est pas un zéro.
delays-expect-share = En médiane, { $share } du dernier chiffre était là, un vide comblé depuis comptant pour rien : le chiffre d’un dernier mois peut changer d’autant qu’il en manque.
delays-expect-few = Trop peu d’entre eux ont un nombre depuis pour dire dans quelle mesure le chiffre d’un dernier mois peut changer.
delays-late = Un premier nombre est arrivé jusqu’à { $late } mois après son mois.
delays-stayed = Sur { $numbered } mois { $numbered_n ->
    [one] doté
   *[other] dotés
  } d’un nombre à plusieurs dates, { $moved } { $moved_n ->
    [0] n’en a changé
    [one] en a changé
   *[other] en ont changé
  }.
delays-month-open = { $month } a été vu pour la dernière fois { $age } mois après et reste provisoire : des mois âgés de { $until } mois ou moins ont changé depuis.
delays-month-young = { $month } a été vu pour la dernière fois { $age } mois après et reste provisoire : personne ne peut encore l’avoir vu révisé.
delays-month-never = { $month } a été vu pour la dernière fois { $age } mois après ; aucun changement n’a été observé, pour aucun mois.
delays-month-firm = { $month } a été vu pour la dernière fois { $age } mois après ; seuls des mois âgés de { $until } mois ou moins ont changé depuis, et son chiffre est donc tenu pour établi.
delays-month-blank = { $month } a été vu pour la dernière fois { $age } mois après, toujours sans nombre ; seuls des mois âgés de { $until } mois ou moins ont changé depuis. Il reste non communiqué, ce qui ne veut pas dire zéro.
delays-month-once = L’évolution de son propre chiffre n’est pas connue : il n’est disponible qu’à une seule date.
ages-reading = La part est la médiane des mois qui ont un chiffre à la lecture la plus récente, un vide comblé depuis comptant pour rien ; à moins de trois mois de ce genre, aucune n’est donnée.
covers-first = { $number } { $n ->
    [one] unité
   *[other] unités
  } de premier niveau
covers-second = { $number } { $n ->
    [one] unité
   *[other] unités
  } de deuxième niveau
covers-regions = détaillé par région pour { $names }
covers-country = le pays
covers-region = la région
covers-unknown = non précisé
covers-no-localities = localités non précisées
method-dtm = suivi des déplacements (DTM)
method-registered = enregistrement
method-identified = identification
method-cmp = commission des mouvements de populations (CMP)
method-rrm = mécanisme de réponse rapide (RRM)
method-estimate = estimation
method-baseline-assessment = évaluation de base
method-site-assessment = évaluation des sites
method-emergency-tracking = suivi d’urgence
method-survey = enquête
method-flow-monitoring-survey = enquête de suivi des flux
method-registration = enregistrement
method-dtm-baseline-assessment = suivi des déplacements, évaluation de base
method-round = { $method }, série { $round }
why-units = comptage étendu à { $before } alors, à { $after } à présent
why-other-units = le décompte porte sur un autre nombre d’unités
why-bound = l’un des deux n’est qu’un minimum
why-places = tous les lieux n’ont pas été atteints aux deux dates
why-method = méthode d’alors : { $before }, méthode actuelle : { $after }
why-other-method = tous les lieux n’ont pas été comptés par la même méthode
why-gap = l’un des deux n’a pas de nombre
why-unknown = les effectifs ne disent pas ce qu’ils ont en commun
table-covers = Ce que couvre le décompte
tile-of = { $label }, { $place }
tile-covers = Couverture
tile-method = Méthode
tile-before = Dernier effectif de l’année précédente
tile-change = Variation
tile-since = Depuis lors
tile-no-count = aucun décompte plus récent à la fin de { $month }
tile-since-day = { $change } depuis le { $day }
tile-since-day-not-comparable = { $change } depuis le { $day } : non comparable
tile-not-comparable = { $change } : { $note }
idps-covers = Ce que couvre cet effectif : { $covers }.
idps-region-covers = Ce que couvre l’effectif de { $region } : { $covers }.
idps-change-not-comparable = { $region } : { $idps } { $idps_asof }, contre { $before } { $before_asof } ({ $change } : { $note }).
idps-region = { $region } : { $idps } { $idps_asof }.
idps-region-none = { $region }, région la plus marquante du mois : aucun effectif de personnes déplacées de l’année écoulée n’est disponible : { $state }, ce qui ne veut pas dire zéro.
idps-since-between = Entre les deux derniers effectifs qui ne sont pas de simples minimums, { $previous } { $previous_asof } et { $after } { $after_asof }, l’écart est de { $change }.
idps-since-between-not-comparable = Entre les deux derniers effectifs qui ne sont pas de simples minimums, { $previous } { $previous_asof } et { $after } { $after_asof }, l’écart est de { $change }, non comparable : { $note }.
step-movement = Mouvement
step-coverage = Couverture
step-method = Méthode
step-unexplained = Inexpliqué
step-not-comparable = non comparable
step-not-documented = rien de documenté
step-not-known = { $reason }, ampleur inconnue
step-why = { $state } ({ $reason })
step-told = { $step } : { $text }
step-count = Effectif { $asof }
chart-idps-units = La ligne est rompue quand un décompte porte sur un autre nombre d’unités que le précédent.
chart-idps-method = La ligne est rompue quand un décompte suit une autre méthode que le précédent.
chart-idps-places = La ligne est rompue quand un décompte n’a pas atteint les mêmes régions que le précédent.
chart-parts-alt = De { $before } { $before_asof } à { $after } { $after_asof }, soit un écart de { $change }. { $parts }. Les parts sans nombre sont hachurées.
chart-parts-axis = L’axe ne commence pas à zéro : les barres montrent l’écart, les points les deux effectifs.
key-parts-count = effectif
key-parts-movement = mouvement
key-parts-other = autre que mouvement
key-parts-none = sans nombre, ce qui n’est pas zéro
rule-latest-that-is-no-bound = dernier qui n’est pas un simple minimum
idps-one-reason = { $source } donne aussi un nombre pour le pays, { $part } { $part_asof }, mais pour un seul motif de déplacement : { $reason }. Les régions du même passage citent aussi d’autres motifs et comptent ensemble { $regions } personnes. Ce nombre n’est donc pas retenu comme effectif du pays.
idps-exceeded = À la même date, les régions comptent ensemble { $regions } personnes selon { $source }, plus que les { $idps } publiées pour le pays. Les deux nombres restent tels que publiés ; lequel est juste n’est pas établi ici.
idps-regions-apart = Les effectifs par région viennent d’une source ({ $source }), celui du pays d’une autre ({ $own }) : les uns ne sont pas des parties de l’autre.
table-idp-sources = Effectifs du pays selon la source
idp-sources-apart = Chaque source compte d’autres personnes, à une autre date ou autrement : ces nombres ne s’additionnent pas, et l’écart entre deux sources n’est pas un mouvement. Une seule source donne le chiffre clé, la série et les variations.
label-idps_of_one_reason = Déplacés pour un seul motif
label-idps_regions = Somme des régions d’un effectif
rule-one-reason-only = pour un seul motif, n’est pas l’effectif entier
reason-conflict = conflit
reason-insecurity = insécurité
reason-natural-disaster = catastrophe naturelle
reason-other-reason = autres motifs
reason-no-reason-for-displacement-reported = aucun motif communiqué
quality-copies = HDX HAPI transmet des chiffres de { $original } : { $number } { $number_n ->
    [one] d’entre eux diffère
   *[other] d’entre eux diffèrent
  } de l’original disponible ici, car d’une autre date. Une copie n’est pas un second avis : elle ne figure pas parmi les chiffres qui divergent.
label-copies_that_differ = Copies qui diffèrent de leur original
needs-food-none = Insécurité alimentaire aiguë en { $month } : { $state }, ce qui ne veut pas dire zéro.
needs-plan-pin = Le plan de { $year } compte { $pin_of } personnes dans le besoin.
needs-edition = Ses chiffres de planification sont d’une seule édition, la plus récente connue au { $cutoff } ; rien de ce qui est disponible ne cite de révision du plan.
needs-edition-unsaid = Ses chiffres de planification viennent de plusieurs sources, chacune à sa propre date ; elles ne disent pas de quelle édition du plan il s’agit.
needs-edition-revised = Ses chiffres de planification sont ceux du plan révisé de { $year }, l’édition la plus récente connue au { $cutoff }.
needs-edition-lacks = Ce qui est disponible de cette édition ne donne pas : { $list } ; les chiffres de la première édition ne les remplacent pas.
rule-revised-plan-of-year = le plus récent du plan révisé de l’année
map-several = { $regions }, dessinées d’un seul tenant : { $number }, somme de ce que le tableau donne pour chacune.
label-incidents_on_map = Incidents de régions dessinées d’un seul tenant
price-per-unit = { $number } { $currency } par { $unit }
prices-month = Prix des aliments de base en { $month } (source : { $source }), relevés sur { $markets } { $markets_n ->
    [one] marché
   *[other] marchés
  }.
prices-none = Prix des aliments en { $month } : { $state }, ce qui ne veut pas dire qu’ils n’ont pas changé.
prices-reading = Chaque prix est la médiane des marchés qui en ont un, dans son unité et sa monnaie ; la fourchette va du marché le moins cher au plus cher. Des prix d’unités différentes ne se comparent pas. Une variation sur un an n’est donnée que si les mêmes marchés ont un prix aux deux dates. Seuls figurent les aliments de base vendus sur le plus de marchés.
table-prices = Prix des aliments de base
table-staple = Aliment et type de prix
label-price = Prix
label-price_markets = Marchés
label-price_before = Douze mois plus tôt
label-price_change_pct = Variation en douze mois
rule-median-of-markets = médiane des marchés
label-history_incidents = Incidents dont se servent les méthodes
label-history_unplaced = Des mêmes mois, sans région
label-history_months = Mois dont se servent les méthodes
label-history_regions = Régions dont se servent les méthodes
label-refusal_found = Ce qu’il y avait
label-refusal_needed = Ce qu’il faut à la méthode
unit-regions = régions
unit-count = en nombre
unit-ratio = rapport
rule-refusal-found = tel que trouvé
rule-refusal-needed = minimum de la méthode
verdict-supported = étayé
verdict-contradicted = contredit
verdict-inconclusive = non concluant
verdict-not-identifiable = non identifiable
verdict-refused = pas d’estimation
refused = Pas d’estimation : { $reason }.
refused-short = Pas d’estimation : trop peu { $what }, { $found } alors qu’il en faut au moins { $needed }.
short-observed-periods = de mois observés
short-units-with-any-outcome = de régions ayant un tel nombre
short-periods-with-outcome-and-lags = de mois ayant de tels nombres et ceux qui les précèdent
short-periods-before-the-date-with-an-outcome = de mois ayant un tel nombre avant la date
short-periods-from-the-date-on-with-an-outcome = de mois ayant un tel nombre à partir de la date
short-units-that-were-not-hit = de régions non touchées
short-periods-with-an-outcome = de mois ayant un tel nombre
short-origins-to-look-back-from = de mois antérieurs d’où regarder
short-origins-with-an-outcome-to-compare = de prévisions antérieures dont le mois est connu
short-complete-periods-of-reports = de mois vus à chaque lecture suivante
short-events-with-a-number-of-deaths = d’événements dont le nombre de morts est donné
history-basis = Données des méthodes : { $source }, { $reach }, soit { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
} sur { $months } mois et dans { $regions } { $regions_n ->
    [one] région
   *[other] régions
}. { $unplaced_n ->
    [0] Chaque incident de ces mois a une région.
    [one] { $unplaced } autre incident de ces mois n’a pas de région et n’entre dans aucune estimation par région.
   *[other] { $unplaced } autres incidents de ces mois n’ont pas de région et n’entrent dans aucune estimation par région.
}
section-follow = Les déplacements ont-ils suivi les violences ?
section-unusual = Qu’est-ce qui sort de l’ordinaire ?
section-outlook = Que peut-il advenir ?
lags-asked = La question porte sur des régions et des mois : les nouveaux déplacements, c’est-à-dire les mouvements d’un mois, vont-ils de pair avec les incidents de ce mois et des trois mois précédents ?
lags-country-only = Les déplacements disponibles sont ceux du pays entier : une seule série, sans région à comparer à une autre.
lags-no-flow = Aucun déplacement par région et par mois n’est disponible.
lags-no-stock = L’écart entre deux comptages de personnes déplacées ne peut en tenir lieu : il mesure les arrivées moins les départs et peut être négatif ; les tours de comptage sont en outre espacés de plus d’un mois et n’atteignent pas tous les mêmes lieux.
lags-sum = Le passage de dix à vingt incidents en un mois va de pair avec { $total } de déplacements en plus sur quatre mois.
lags-sum-fewer = Le passage de dix à vingt incidents en un mois va de pair avec une variation de { $total } des déplacements sur quatre mois.
lags-verdict = Verdict : { $verdict }, en tant qu’association, au niveau de { $level }. Les incidents, leur signalement et les déplacements ont des causes communes.
lags-came-first = Verdict : non identifiable. Les déplacements avaient bougé avant les incidents : le même passage va de pair avec une variation des déplacements de { $one } un mois avant et de { $two } deux mois avant. Ce qui suit ne peut être distingué de ce qui précédait : le chiffre de { $total } sur quatre mois n’est donc pas un résultat.
lags-power = L’absence de variation est aussi compatible avec l’intervalle qu’une variation. Si la hausse réelle était de { $truth }, la probabilité de la détecter dans de telles données serait de { $power }.
lags-basis = L’estimation repose sur { $rows } régions-mois, soit { $regions } régions sur { $months } mois.
lags-left-out = Sont écartées : { $no_outcome } régions-mois sans chiffre de déplacements, { $no_regressor } sans les incidents de chacun des mois nécessaires et { $only_zeros } de régions ou de mois sans aucun déplacement.
lags-neighbours = Le même passage dans les régions voisines, un mois plus tôt, va de pair avec une variation des déplacements de { $neighbours }, comptée à part de celle de la région même.
lags-no-neighbours = Sans les incidents des régions voisines : les limites ne sont pas disponibles pour toutes les régions.
lags-second = Avec des erreurs qui tiennent compte de ce que toutes les régions partagent en un mois, la somme sur quatre mois est de { $second }.
chart-lags = Déplacements par mois avant et après les incidents
chart-lags-alt = Déplacements en plus, en pourcentage, par mois de décalage, pour un passage de dix à vingt incidents ; sur quatre mois ensemble { $total }.
axis-lags = déplacements en plus, en %
axis-lags-months = Mois après les incidents (négatif : avant)
axis-ratio = fois les mois antérieurs
axis-ratio-months = Mois après le début (négatif : avant)
key-lag = le mois même ou plus tard
key-lead = avant
key-interval = intervalle de l’estimation ; une marque sans trait n’en a pas
key-no-estimate = pas d’estimation, ce qui n’est pas zéro
term-lead-1 = un mois avant les incidents
term-lead-2 = deux mois avant les incidents
term-lag-0 = le mois des incidents
term-lag-1 = un mois après
term-lag-2 = deux mois après
term-lag-3 = trois mois après
term-neighbours = régions voisines, un mois plus tôt
term-cumulative = quatre mois ensemble
term-effect = à partir du début, tous les mois
event-none = Aucun événement daté de ce pays n’est inscrit pour étude. Il s’inscrit dans le tableau data/raw/hand/events.csv, avant toute estimation.
event-none-now = Aucun événement inscrit pour étude n’a commencé ce mois-ci ni dans les deux années précédentes.
event-asked = Événement étudié : { $label }. La comparaison porte sur { $regions }, à partir de { $start }, et toutes les autres régions. Date, régions et mois montrés ont été inscrits le { $day }.
event-asked-later = Événement étudié : { $label }. La comparaison porte sur { $regions }, à partir de { $start }, et toutes les autres régions. Date, régions et mois montrés n’ont été inscrits qu’après le jour auquel ce rapport est arrêté ; ce qu’utilise la comparaison était connu ce jour-là.
event-on-incidents = Incidents.
event-on-idps = Personnes déplacées recensées.
event-effect = À partir du début, le nombre est de { $effect } fois celui des mois précédents, une fois retiré ce qu’ont fait les autres régions.
event-verdict = Verdict : { $verdict }, car { $reason }. Le niveau est de { $level }.
event-not-observed = Verdict : non identifiable. Sur les { $near } mois connus à ce jour, jusqu’à trois avant ou après le début, { $missing } n’ont pas de nombre utilisable : personne n’a compté, ou ce qui est compté était en train de changer.
event-carried-forward = Verdict : non identifiable. Le nombre { $repeated } figure dans les { $near } mois autour du début : un comptage reporté, que personne n’a refait.
event-not-identifiable = Verdict : non identifiable, car { $reason }.
event-before-trend = Dans les mois montrés avant le début, il était de { $trend } fois celui des mois qui les précèdent : des préparatifs et de premiers combats s’y verraient.
event-placebos = Parmi la vraie date et { $dates } dates antérieures, { $dates_p } montrent une variation au moins aussi forte ; parmi cette variation et celles de { $places } autres régions, chacune comme si elle seule avait été touchée, { $places_p }.
event-basis = Comparaison avec { $donors } autres régions, sur { $before } mois avant et { $after } à partir du début.
chart-event-incidents = Incidents avant et après : { $label }
chart-event-idps = Personnes déplacées avant et après : { $label }
chart-event-alt = Rapports aux mois antérieurs, par mois avant et après : { $label } ; à partir du début, tous les mois ensemble, { $effect }.
reason-separated = l’un des termes sépare les zéros du reste, aucune estimation n’est donc finie
reason-only-zeros = tous les nombres utilisables sont nuls
reason-no-whole-row = aucune région et aucun mois n’a tous les nombres qu’il faut à la méthode
reason-few-rows = il n’y a pas plus de nombres que de coefficients
reason-one-region = il n’y a qu’une seule région
reason-not-analysed = les régions concernées ne sont pas parmi celles analysées ici
reason-nothing-after = les régions concernées n’ont rien à comparer à partir du début
reason-no-interval = sans l’une des régions, il n’y a pas de comparaison, et donc pas d’intervalle
reason-moved-before = les régions concernées s’étaient déjà écartées des autres avant le début
reason-open = l’intervalle contient aussi bien l’absence de variation qu’une variation
reason-rose = le nombre a augmenté dans les régions concernées et non dans les autres
reason-fell = le nombre a diminué dans les régions concernées et non dans les autres
rule-of-the-model = tel que le modèle a été ajusté
rule-second-line = le même avec des erreurs pour ce que les régions partagent
rule-model-none = aucun modèle
rule-model-ppml-jackknife = régression de Poisson avec effets de région et de mois, une région écartée à la fois
rule-model-ppml-other-regions-as-if-hit = régression de Poisson avec effets de région et de mois, par rapport à chaque autre région
unit-region-months = régions-mois
label-lags_sum = Déplacements après des incidents, quatre mois ensemble
label-lags_term = Déplacements par mois avant ou après des incidents
label-lags_second = La même somme avec d’autres erreurs
label-lags_percent = Déplacements en plus
label-lags_rows = Régions-mois sur lesquels repose l’estimation
label-lags_regions = Régions sur lesquelles repose l’estimation
label-lags_months = Mois sur lesquels repose l’estimation
label-lags_power = Probabilité de détecter une hausse réelle
label-lags_truth = Hausse réelle à laquelle se rapporte cette probabilité
label-lags_no_outcome = Écartées : pas de chiffre de déplacements
label-lags_no_regressor = Écartées : incidents d’un mois inconnus
label-lags_only_zeros = Écartées : aucun déplacement
label-event_effect = Variation à partir d’un événement daté
label-event_month = Mois avant ou après un événement daté
label-event_ratio = Fois les mois antérieurs
label-event_before_trend = Variation avant un événement daté
label-event_donors = Régions de comparaison
label-event_before = Mois avant un événement daté
label-event_after = Mois à partir d’un événement daté
label-event_dates = Dates antérieures essayées
label-event_dates_p = Dates avec une variation au moins aussi forte
label-event_places = Autres régions essayées
label-event_places_p = Régions avec une variation au moins aussi forte
label-event_missing = Mois autour d’un événement daté sans nombre utilisable
label-event_near = Mois autour d’un événement daté
label-event_repeated = Nombre reporté
unusual-overview = Dans les douze mois jusqu’à { $month }, { $judged } { $judged_n ->
    [one] région-mois a été examinée
   *[other] régions-mois ont été examinées
  }. { $alarms } { $alarms_n ->
    [one] dépasse
   *[other] dépassent
  } le seuil d’alarme, là où le seul hasard en donnerait de { $alarm_by_chance_low } à { $alarm_by_chance_high } ; { $watches } { $watches_n ->
    [one] dépasse
   *[other] dépassent
  } le seuil de vigilance, alarmes comprises, là où le seul hasard en donnerait de { $watch_by_chance_low } à { $watch_by_chance_high }.
unusual-joint = Si l’on tient compte de ce que toutes les régions d’un mois sont examinées ensemble (Benjamini et Hochberg), { $joint } sur { $alarms } { $joint_n ->
    [one] reste une alarme
   *[other] restent des alarmes
  }.
unusual-alarm = { $region }, { $month } : { $observed } { $observed_n ->
    [one] incident
   *[other] incidents
  } là où l’on en attend { $expected }, seuil d’alarme { $limit } ; { $joint }.
unusual-is-joint = parmi toutes les régions du mois, cela reste une alarme
unusual-not-joint = parmi toutes les régions du mois, elle n’en reste pas une
unusual-no-alarm = Dans les trois mois jusqu’à { $month }, aucune région n’a dépassé le seuil d’alarme.
unusual-month-open = { $month } même n’est pas jugé : ses nombres peuvent encore changer.
unusual-month-gap = { $month } même n’est pas jugé : aucun décompte complet de ce mois n’est disponible.
unusual-month-few = { $month } même n’est pas jugé : aucune région n’a assez de mois observés auparavant.
unusual-unjudged = { $unjudged } { $unjudged_n ->
    [one] région-mois n’est pas jugée
   *[other] régions-mois ne sont pas jugées
  } : le mois n’est pas couvert, peut encore changer, ou a trop peu de mois observés avant lui. Cela ne dit rien de son caractère habituel.
unusual-refused = Aucun mois n’est jugé pour : { $places }.
unusual-nothing = aucune région n’a de nombre
unusual-told = { $region } ({ $months })
unusual-reading = Chaque nombre est comparé à ceux de sa propre région, de soixante à quatre mois plus tôt, selon la tendance et la saison là où on peut les distinguer. Seul le surplus est signalé : moins d’incidents, c’est aussi souvent une lacune du signalement.
unusual-joint-mark = , aussi parmi les autres régions
chart-unusual = Mois où les incidents dépassent l’habituel, par région
chart-unusual-alt = Régions par mois, { $reach }. Au-dessus du seuil d’alarme : { $alarms }.
chart-unusual-none = Régions par mois, { $reach }. Aucun nombre n’est au-dessus du seuil d’alarme.
key-alarm = au-dessus du seuil d’alarme
key-watch = au-dessus du seuil de vigilance
key-usual = habituel
key-unjudged = non jugé, ce qui ne veut pas dire habituel
table-unusual-counts = Incidents par région et par mois
table-unusual-months = Nombres qui sortent de l’ordinaire et ceux du mois du rapport, avec ce qui est attendu
table-verdict = Jugement
verdict-alarm = alarme
verdict-watch = vigilance
verdict-usual = habituel
verdict-not-judged = non jugé
verdict-record = record
verdict-no-record = pas de record
verdict-alert = alerte
verdict-no-alert = pas d’alerte
verdict-unsure = incertain
record-rule = Les praticiens se servent d’une autre règle. Celle de HDX Signals regarde les morts du pays entier : elle alerte quand ils sont les plus nombreux d’un an ou de trois, et au moins { $minimum }. Elle est appliquée ici à des mois civils ; un mois sans nombre n’établit aucun record.
record-month = { $month } : { $deaths } { $deaths_n ->
    [one] tué
   *[other] tués
  }.
record-year-record = C’est le maximum de douze mois.
record-year-no-record = Le maximum de douze mois est { $most }, en { $when }.
record-year-not-judged = Des douze mois, tous les nombres ne sont pas connus définitivement.
record-three-years-record = C’est le maximum de trente-six mois.
record-three-years-no-record = Le maximum de trente-six mois est { $most }, en { $when }.
record-three-years-not-judged = Des trente-six mois, tous les nombres ne sont pas connus définitivement.
record-alert = La règle alerte.
record-no-alert = La règle n’alerte pas.
record-not-judged = { $month } n’est pas jugé par elle : ses morts, ou ceux de trop de mois précédents, ne sont pas connus définitivement.
record-alerts = Dans les douze mois jusqu’à { $month }, elle alerte pour { $alerts } mois.
record-none = La règle de HDX Signals, qui cherche des records de morts dans un pays, ne peut être appliquée : les morts d’aucun mois ne sont connus définitivement.
record-blind = Un seuil de { $minimum } morts pour un pays entier ne peut voir ce qui sort de l’ordinaire dans une seule région.
record-blind-region = { $region } : avec une alarme pour { $incidents } incidents en { $month }, { $deaths } { $deaths_n ->
    [one] personne a été tuée
   *[other] personnes ont été tuées
  }.
level-basis = Dans les incidents mensuels du pays, { $reach }, { $breaks } { $breaks_n ->
    [one] changement
   *[other] changements
  } de niveau { $breaks_n ->
    [one] est trouvé
   *[other] sont trouvés
  }.
level-change = Le niveau a changé entre { $first } et { $last }, d’environ { $before } à { $after } incidents par mois ; parmi des séries simulées sans changement, celle-ci comprise, { $chance } en montrent un aussi grand.
level-change-unsure = Le niveau a peut-être changé entre { $first } et { $last }, d’environ { $before } à { $after } incidents par mois ; parmi des séries simulées sans changement, celle-ci comprise, { $chance } en montrent un aussi grand : ce n’est donc pas certain.
level-none = Dans les incidents mensuels du pays, { $reach }, aucun changement de niveau n’est trouvé : parmi des séries simulées sans changement, celle-ci comprise, { $chance } en montrent un aussi grand que le plus grand ici.
level-refused = Changements de niveau des incidents mensuels du pays.
level-why = Aucun mois d’un intervalle n’est plus qu’un candidat. Une source qui commence à observer, ou qui cesse, change aussi le niveau.
level-warning = Les mois voisins se ressemblent tant (autocorrélation { $rho }) qu’un changement est plus souvent trouvé là où il n’y en a pas.
level-too-short = aucun niveau ne peut être tiré des mois disponibles
level-told = { $level } ({ $reach })
level-behind = Chaque niveau est la moyenne de ses mois. Le tableau derrière le graphique additionne les mois par année civile ; une année dont un mois est inconnu en a au moins autant.
chart-levels = Incidents du pays par mois, et leur niveau
chart-levels-alt = Niveau des incidents mensuels du pays : { $levels }.
key-monthly = incidents du mois
key-level = niveau : moyenne de ses mois
key-change = mois entre lesquels le niveau a changé
table-level = Mois
table-levels = Niveaux des incidents mensuels du pays
table-level-years = Incidents du pays par année civile
table-change-between = Passage à ce niveau
table-year = Année
axis-incidents = incidents
deaths-not-held = Nombres de morts inconnus : pour { $source }, seules des sommes mensuelles sont disponibles, et aucun événement pris un à un ; on ne peut donc rien dire des événements sans nombre.
deaths-all-known = Nombres de morts inconnus : dans les douze mois jusqu’à { $month }, { $events_n ->
    [one] le seul événement ({ $source }, { $events }) a un nombre ;
   *[other] chacun des { $events } événements ({ $source }) a un nombre ;
  } { $zero } sont des zéros, et { $heaped } des nombres que les codeurs écrivent pour des mots comme « dizaines ».
deaths-zero-reading = Un zéro ne dit pas si personne n’a été tué ou si personne ne l’a dit.
deaths-some-unknown = Nombres de morts inconnus : dans les douze mois jusqu’à { $month }, { $unknown } des { $events } événements ({ $source }), soit { $share }, { $unknown_n ->
    [one] n’a
   *[other] n’ont
  } pas de nombre.
deaths-shares = Parmi ceux qui en ont un, { $zero } sont des zéros, et { $heaped } des nombres que les codeurs écrivent pour des mots comme « dizaines ».
deaths-bounds = Les nombres connus font ensemble { $known } ; avec autant de morts dans chaque autre événement que dans le dixième le plus meurtrier de ses semblables, ce serait { $bound }.
deaths-imputed = Si les événements sans nombre sont aussi meurtriers que ceux du même genre dont le nombre est donné, { $total } personnes ont été tuées.
deaths-bounds-only = Dans un genre d’événement, trop de nombres manquent pour une estimation entre ces bornes.
rule-model-judged = régions-mois ayant assez de mois observés avant eux
rule-model-measured-rates = selon les taux mesurés parmi des mois habituels
rule-count-of-figures = décompte des chiffres cités
rule-least-that-alerts = minimum auquel la règle alerte
rule-highest-of-months = le plus élevé des mois
rule-model-records = selon la règle de HDX Signals, sur des mois
rule-model-autocorrelation = autocorrélation autour des niveaux, corrigée de son biais
rule-model-simulated-series = part des séries simulées, au plus
rule-model-mean-of-months = moyenne des mois
rule-model-share-of-events = part des événements
rule-model-bounds = borne, quels que soient les nombres inconnus
rule-model-poisson-thin-counts = attendu selon une loi de Poisson, nombres faibles
rule-model-negative-binomial = attendu selon une loi binomiale négative
rule-model-negative-binomial-season = attendu selon une loi binomiale négative, avec saison
rule-model-negative-binomial-level-only = attendu selon une loi binomiale négative, niveau seul
rule-model-segmentation-by-bic-ar-1-bootstrap = segmentation selon le BIC, face à des séries simulées
rule-model-hot-deck = tiré d’événements du même genre dont le nombre est donné
label-unusual_observed = Incidents du mois jugé
label-unusual_expected = Incidents attendus
label-unusual_limit = Seuil d’alarme
label-unusual_judged = Régions-mois examinées
label-unusual_alarms = Régions-mois au-dessus du seuil d’alarme
label-unusual_watches = Régions-mois au-dessus du seuil de vigilance
label-unusual_joint = Alarmes qui le restent parmi toutes les régions du mois
label-unusual_unjudged = Régions-mois non jugées
label-unusual_alarm_by_chance_low = Alarmes dues au seul hasard, minimum
label-unusual_alarm_by_chance_high = Alarmes dues au seul hasard, maximum
label-unusual_watch_by_chance_low = Au-dessus du seuil de vigilance par le seul hasard, minimum
label-unusual_watch_by_chance_high = Au-dessus du seuil de vigilance par le seul hasard, maximum
label-unusual_refused = Mois d’une région jugés
label-record_minimum = Morts d’un mois que la règle exige
label-record_year = Maximum de tués en un mois, sur douze
label-record_three_years = Maximum de tués en un mois, sur trente-six
label-record_alerts = Mois avec une alerte de cette règle
label-level_breaks = Changements de niveau
label-level_chance = Séries simulées avec un changement aussi grand que le plus grand
label-level_autocorrelation = Autocorrélation des mois
label-level_break = Mois entre lesquels le niveau a changé
label-level_break_chance = Séries simulées avec un changement aussi grand
label-level_mean = Incidents par mois, moyenne
label-level_year = Incidents de l’année
label-deaths_events = Événements dont on regarde le nombre de morts
label-deaths_unknown = Événements sans nombre de morts
label-deaths_unknown_share = Part des événements sans nombre de morts
label-deaths_zero = Parmi ceux qui ont un nombre, zéro
label-deaths_heaped = Parmi ceux qui ont un nombre, un qui tient lieu de mot
label-deaths_imputed = Tués, nombres inconnus estimés
label-deaths_known = Tués, nombres connus seuls
label-deaths_bound = Tués, chaque événement inconnu comme le dixième le plus meurtrier
rule-model-past-forecasts = d’après de telles prévisions passées
rule-model-history = des mois dont se servent les méthodes
outlook-origin = Les prévisions partent de { $month }, le mois du rapport.
outlook-origin-old = Le dernier mois utilisable pour les prévisions est { $month }, { $gap } mois avant celui du rapport : elles portent d’autant plus loin, comme celles du passé qui les accompagnent.
outlook-no-interval = sans intervalle
outlook-interval = intervalle à { $level }
outlook-incidents = Pour { $month }, on peut s’attendre dans le pays à { $forecast } incidents ({ $interval }).
outlook-fatalities = Pour { $month }, on peut s’attendre dans le pays à { $forecast } décès signalés ({ $interval }).
outlook-displacements = Pour { $month }, on peut s’attendre dans le pays à { $forecast } nouveaux déplacements ({ $interval }).
outlook-later = Mois suivants : { $list }.
outlook-of-month = { $month } : { $forecast }
outlook-held = Sur { $n } prévisions passées de ce type, à un mois, { $held } contenaient ce qui est advenu.
outlook-no-model = Aucun modèle de prévision n’a fait mieux qu’une règle simple ; c’est la règle qui est montrée. Le verdict est non concluant : on n’en sait pas plus que ce que la dernière année contenait.
outlook-some-model = Le modèle est montré là où son erreur était inférieure à celle de toutes les règles simples, et marqué comme étayé là où le hasard n’explique pas ce gain ; ailleurs c’est la meilleure règle, et le verdict est non concluant.
outlook-model = Le modèle a fait mieux que toutes les règles simples, au-delà de ce que le hasard explique ; c’est lui qui est montré : le verdict est étayé.
outlook-title-of-month = { $title }, { $month }
outlook-share = { $value } sur { $n }
outlook-best = erreur la plus faible
outlook-scores-reading = Les erreurs sont des moyennes sur les régions et les mois passés, dans l’unité du décompte ; plus elles sont faibles, mieux c’est. Le CRPS dit de combien une prévision et sa dispersion se sont trompées, le WIS de même par ses intervalles, et le score d’intervalle ajoute à la largeur de l’intervalle large une pénalité pour ce qui tombe au-dehors. À côté du CRPS, la part de l’erreur de cette méthode que le modèle épargne, avec son intervalle ; au-dessous de zéro, le modèle fait moins bien. Une règle réduite à un seul nombre n’a pas d’intervalle.
outlook-covered = Sur { $n } intervalles passés à { $level } pour le mois suivant, par la méthode à l’erreur la plus faible, { $covered } contenaient ce qui est advenu.
outlook-only-zeros = Sans prévision, aucun incident n’y ayant jamais été compté : { $list }.
outlook-gap = Sans prévision, un mois de la dernière année manquant : { $list }.
outlook-within = dans l’intervalle
outlook-missed = hors de l’intervalle
chart-outlook-incidents = Incidents : la dernière année et ce qui peut advenir
chart-outlook-incidents-alt = Incidents par mois, { $reach } ; au dernier mois { $latest }. { $highest } : { $top } ({ $top_when }). { $trend } Prévisions, médiane et intervalle : { $list }.
chart-outlook-fatalities = Décès signalés : la dernière année et ce qui peut advenir
chart-outlook-fatalities-alt = Décès signalés par mois, { $reach } ; au dernier mois { $latest }. { $highest } : { $top } ({ $top_when }). { $trend } Prévisions, médiane et intervalle : { $list }.
chart-outlook-displacements = Nouveaux déplacements : la dernière année et ce qui peut advenir
chart-outlook-displacements-alt = Nouveaux déplacements par mois, { $reach } ; au dernier mois { $latest }. { $highest } : { $top } ({ $top_when }). { $trend } Prévisions, médiane et intervalle : { $list }.
chart-outlook-regions = Incidents que chaque région peut connaître
chart-outlook-regions-alt = Incidents que chaque région peut connaître, { $month }, médiane et intervalle. Borne la plus haute : { $top_label }, { $top }.
key-seen = compté
key-middle = médiane de la prévision
key-wide = contient { $level } de ce qui peut advenir
key-narrow = en contient { $level }
key-last-month = compté au mois du rapport
table-seen = Compté dans le mois
table-forecast = Prévision, intervalle large
table-forecast_narrow = Prévision, intervalle étroit
table-forecast_held = Intervalles passés qui contenaient le résultat
table-method = Méthode
table-forecast_crps = Erreur (CRPS)
table-forecast_saved = Gain du modèle sur elle
table-forecast_covered_80 = Intervalles étroits qui contenaient le résultat
table-forecast_covered_95 = Intervalles larges qui contenaient le résultat
table-came = Ce qui est advenu
table-missed = Intervalle
table-outlook-scores-incidents = Qualité des prévisions d’incidents par région
table-outlook-scores-fatalities = Qualité des prévisions de décès par région
table-outlook-misses = Les dernières prévisions passées de chaque région et ce qui est advenu
label-forecast_incidents = Prévision d’incidents
label-forecast_fatalities = Prévision de décès signalés
label-forecast_displacements = Prévision de nouveaux déplacements
label-forecast_gap = Mois entre le dernier dont se sert la prévision et celui du rapport
label-forecast_held = Intervalles passés qui contenaient ce qui est advenu
label-forecast_skill = Part de l’erreur de la meilleure règle que le modèle épargne
label-forecast_crps = Erreur des prévisions passées par région (CRPS)
label-forecast_saved = Part de l’erreur d’une méthode que le modèle épargne
label-forecast_covered_80 = Intervalles étroits qui contenaient ce qui est advenu
label-forecast_covered_95 = Intervalles larges qui contenaient ce qui est advenu
label-forecast_past = Prévision passée
label-forecast_came = Ce qui est advenu après une prévision passée
label-nowcast_displacements = Nouveaux déplacements, avec ceux qui restent à signaler
rule-model-of-the-panel = modèle des régions
rule-model-last-twelve = douze derniers mois tels quels
rule-model-median-of-twelve = médiane des douze derniers mois
rule-model-seasonal = même mois de la dernière année
rule-model-last-value = nombre du dernier mois
rule-model-moments = moyenne et variance des douze derniers mois
rule-model-zero = toujours zéro
rule-model-chain-ladder = méthode de Chain-Ladder, avec les erreurs des estimations passées
rule-model-raw-count = tel que publié ; les délais sont instables
reason-history-too-old = le dernier mois utilisable précède de trop loin celui du rapport
nowcast-month = { $month } : { $reported } publiés à ce jour, { $nowcast } avec ce qui reste à signaler.
nowcast-raw = Les derniers mois sont donnés tels que publiés ; un mois qui peut encore changer est marqué provisoire. L’évolution des décomptes d’incidents d’une édition à l’autre n’est pas suivie.
nowcast-whole = Aucun mois jusqu’à celui du rapport n’est encore ouvert.
outlook-made-by = Méthode : { $rule }.
outlook-widened = Trop d’intervalles passés de ce type ont manqué : celui de { $months } est élargi de leurs erreurs.
outlook-model-better = Pour le pays, à un mois, l’erreur du modèle était inférieure de { $skill } à celle de la meilleure règle.
outlook-model-worse = Pour le pays, à un mois, l’erreur du modèle était supérieure de { $skill } à celle de la meilleure règle.
key-ahead = mois à venir
reason-gap-in-the-last-year = il manque un mois de la dernière année
reason-nothing-before-the-first-forecast = rien n’a été compté avant le premier mois d’où regarder

index-kicker = Impact humanitaire, mois par mois
index-title = Tous les rapports
index-whole = { $kicker } : { $title }
index-reading = Une ligne est une édition d’un rapport. Chaque nombre mène à sa ligne dans cette édition, et de là à sa source.
index-reports = Éditions
index-countries = Pays
index-newest = Date de clôture la plus récente
index-other = In English
index-feed = Nouveautés par fil Atom
index-none = Aucun rapport n’est encore disponible ici.
index-unchecked = Les rapports dépassés n’ont pas été recherchés : aucune donnée brute n’est disponible ici.
index-marks = Ce que signifient les mentions
index-skip = Aller à la liste
index-read = Lire
language-en = English
language-fr = Français
index-pdf = { $language } (PDF)
index-only-figures = chiffres seuls
index-edition = édition antérieure
index-conflict = dus aux conflits seulement
index-caption = Éditions : { $country }
index-footer = Établi à partir des chiffres et des décisions de relecture des rapports eux-mêmes : on y trouve ce qu’ils disent, et aucun nombre plus récent.
mark-draft = brouillon
mark-approved = approuvé
mark-rejected = rejeté
mark-stale = dépassé
mark-superseded = remplacé
mark-failed = échec
mark-broken = illisible
means-draft = personne ne l’a approuvé, ou il a changé depuis
means-approved = approuvé en l’état
means-rejected = relu et rejeté en l’état
means-stale = des données plus récentes sont disponibles, ou un fichier dont il est tiré n’est plus le même
means-superseded = conservé, et remplacé par une édition ultérieure
means-failed = la dernière tentative de production a échoué
means-broken = son dossier est illisible
stale-newer = disponible depuis : { $sources }
stale-changed = { $n ->
    [one] un fichier dont il est tiré a changé ou disparu : { $file }
   *[other] { $number } fichiers dont il est tiré ont changé ou disparu, dont { $file }
  }
stale-source = { $source }, { $day }
failed-why = dernière tentative : { $reason }
broken-why = illisible : { $reason }
filter-legend = N’afficher que
filter-country = Pays
filter-from = De
filter-to = À
filter-status = Statut
filter-language = Langue
filter-all = tous
filter-first = le premier
filter-last = le dernier
filter-en = anglais
filter-fr = français
filter-reset = Tout afficher
filter-count = Éditions affichées : { $shown } sur { $total }
filter-nothing = Aucune édition ne répond à ces choix. Modifiez-les, ou affichez tout.
multiples-caption = { $label } ({ $source })
multiples-percent = { $label }, en % ({ $source })
multiples-alt = { $label } ({ $source }), { $country }, { $reach }. Dernier : { $latest } ({ $when }). Maximum : { $highest } ({ $peak }).
multiples-none = Aucun rapport disponible ne donne de nombre : { $reason }, ce qui ne veut pas dire zéro.
multiples-earlier = Aucun nombre pour ces mois ; le tableau en donne de plus anciens.
multiples-absent = Aucun rapport disponible ne comporte ce chiffre.
multiples-left-out = Les graphiques de ce pays sont omis : la page serait trop lourde pour une connexion faible. Le tableau donne les mêmes nombres.
multiples-reading = Chaque graphique montre un chiffre d’une source tel que le donnent les rapports disponibles, dans l’édition la plus récente de chaque mois. Les effectifs ne sont reliés que si un rapport les dit comparables ; chacun est placé à sa propre date.
multiples-missing = aucun nombre du mois dans les rapports disponibles : ce n’est pas zéro
multiples-joined = nombre, relié au suivant si un rapport les dit comparables
feed-entry = { $title } ({ $marks })
feed-cutoff = Date de clôture des données : { $day }.
feed-figure = { $label } : { $value }.
mail-subject = { $title } ({ $status })
mail-draft = brouillon, non relu
mail-approved = approuvé
mail-rejected = rejeté
mail-attached = Le rapport est joint ; chacun de ses nombres mène à sa source.
csv-file = Enregistrer ces chiffres en fichier CSV : { $file }
number-of = { $number } ({ $month })
trend-higher = Tendance : total plus élevé dans la seconde moitié de la période que dans la première.
trend-lower = Tendance : total moins élevé dans la seconde moitié de la période que dans la première.
trend-unclear = Tendance : pas de différence nette entre les deux moitiés de la période.
trend-unknown = Tendance : non indiquée, tous les mois n’ayant pas de nombre exact et définitif.
latest-higher = Tendance : le dernier effectif est supérieur au précédent.
latest-lower = Tendance : le dernier effectif est inférieur au précédent.
latest-same = Tendance : le dernier effectif est égal au précédent.
latest-apart = Tendance : non indiquée, le dernier effectif n’étant pas comparable au précédent.
about-page = À propos de cette page
unusual-latest = Alarmes des trois derniers mois ; le graphique ci-dessous montre les douze.
outlook-blind = Une prévision faite de mois passés ne peut voir ce qu’ils ne contenaient pas : une nouvelle offensive, une source qui s’arrête.
chart-exposure = Personnes vivant près d’incidents, selon la distance
chart-exposure-alt = Personnes vivant près d’incidents du mois, avec leur fourchette, selon la distance. { $radius } : { $number }.
label-exposed_people = Personnes près d’incidents
label-exposed_known = Parmi les personnes dont le lieu de vie est connu
label-exposure_incidents_located = Incidents dont le lieu ou la zone est connu
label-exposure_incidents_exact = Parmi eux, en un lieu exact
label-exposure_incidents_left_out = Incidents sans lieu ni zone
rule-model-union-of-circles = réunion de cercles autour des incidents, chaque personne comptée une fois
rule-model-place-precision = selon la précision du lieu que donne la source
table-radius = À moins de tant de kilomètres
radius-5 = cinq kilomètres
radius-10 = dix kilomètres
radius-25 = vingt-cinq kilomètres
key-exposure-best = si chaque incident au lieu vague a pu survenir n’importe où dans sa zone
key-exposure-range = du moins au plus, où que soient survenus les incidents au lieu vague
exposure-people = À moins de cinq kilomètres d’un incident du mois vivent { $five_of } personnes, à moins de dix { $ten_of } et à moins de vingt-cinq { $far_of }. Chaque personne compte une fois, quel que soit le nombre d’incidents proches. Source des incidents : { $source }.
exposure-unsure = On ne peut dire de personne à toutes les distances qu’il vit à coup sûr près d’un incident, car trop de lieux sont vagues. À moins de vingt-cinq kilomètres vivent { $far_of } des personnes dont le lieu de vie est connu. Source des incidents : { $source }.
exposure-places = { $located } { $located_n ->
    [one] incident a
   *[other] incidents ont
  } un lieu ou une zone, dont { $exact } un lieu exact. Un incident au lieu vague a pu survenir près de son point, dans sa région ou dans le pays : d’où la fourchette.
exposure-left-out = { $out } { $out_n ->
    [one] incident n’a ni l’un ni l’autre et reste
   *[other] incidents n’ont ni l’un ni l’autre et restent
  } à l’écart : davantage de personnes peuvent être proches.
exposure-towns = Les populations sont celles des villes du répertoire GeoNames. Qui vit hors de ces villes, ou dans une ville sans population dans ce répertoire, n’est pas compté : le nombre réel est plus élevé, et la fourchette est celle des habitants de ces villes. On ne sait pas où vivent les habitants dans une ville : elle ne compte à coup sûr que tout entière.
exposure-raster = Les populations sont celles de la grille, réparties dans ses cellules comme l’a fait son auteur. Une cellule sans donnée est inconnue, et non vide.
exposure-selection = Le registre est une sélection : les personnes proches d’autres incidents ne sont pas dans ces nombres.
exposure-none = Aucune source disponible ne recense d’incidents isolés avec leur lieu en { $month }, ou aucune population ne peut leur être rapportée : on ignore combien de personnes vivent à proximité.
series-asked = La même question est posée à des séries seules : les incidents par mois ont-ils changé de niveau à partir de { $start } ? Aucune autre région ne leur est comparée : tout ce qui a changé par ailleurs à cette époque y entre aussi.
series-counted = Incidents recensés du début au { $since_to } : { $since } ; dans les douze mois précédant le début : { $year_before }.
series-change = Variation du niveau : { $change }, calculée sur le nombre plus un afin que les mois sans incident comptent aussi. Au début, un mois type passe de { $before } à { $after } incidents.
series-weak = Cela ne prouve pas que rien n’a changé : dans une seule série, une hausse de moitié n’est détectée que dans un tiers à la moitié des cas.
series-basis = L’estimation repose sur { $months_before } mois avant et { $months_after } à partir du début ; une tendance de { $trend } par mois et la saison en sont retirées.
series-basis-no-season = L’estimation repose sur { $months_before } mois avant et { $months_after } à partir du début, trop peu pour en retirer la saison ; une tendance de { $trend } par mois l’est.
series-verdict = Verdict : { $verdict }, car { $reason } ; l’intervalle est à { $level }.
series-dates = Parmi la vraie date et { $dates } autres dates de la même série, { $dates_p } montrent une variation au moins aussi nette.
series-alike = Les mois voisins se ressemblent tant (autocorrélation de { $rho }) que l’intervalle contient la vraie valeur moins souvent qu’il ne le devrait.
series-reading = Chaque série est considérée seule. Les niveaux viennent de logarithmes et laissent de côté la saison : ils sont donc inférieurs à la moyenne de mois qui varient beaucoup.
chart-series = Incidents par mois : { $label }
chart-series-place = Incidents par mois, { $place } : { $label }
chart-series-alt = { $title }, { $reach }. Au début, le niveau passe de { $before } à { $after } incidents par mois ; variation de { $change } ({ $range }).
key-series-before = niveau avant
key-series-expected = niveau sans variation
key-series-after = niveau à partir du début
key-series-interval = son intervalle
key-series-start = début de l’événement
key-series-none = pas de nombre définitif, ce qui n’est pas zéro
table-series = Variation du niveau à partir du début
table-series-years = Incidents par année civile
short-observed-periods-before-the-date = de mois avant la date dont le nombre est définitif
short-observed-periods-from-the-date-on = de mois à partir de la date dont le nombre est définitif
reason-zero-before = il n’y a aucun incident avant le début, et donc rien à quoi rapporter la suite
reason-zero-after = il n’y a aucun incident à partir du début, et donc rien à rapporter à ce qui précédait
reason-zero-throughout = rien n’a été compté dans aucun mois
reason-same-throughout = tous les mois ont le même nombre
reason-no-convergence = le modèle n’aboutit à aucune estimation
reason-no-errors = le modèle ne donne pas d’intervalle
reason-level-rose = tout l’intervalle est au-dessus de l’absence de variation
reason-level-fell = tout l’intervalle est au-dessous de l’absence de variation
rule-model-structural-ar-1-plus-noise-log-1-y = modèle structurel du logarithme du nombre plus un, avec un terme qui se prolonge d’un mois à l’autre
label-event_series = Variation du niveau à partir d’un événement daté
label-event_series_before = Niveau au début, sans la variation
label-event_series_after = Niveau au début, avec la variation
label-event_series_trend = Variation du niveau par mois, hors événement
label-event_series_months_before = Mois de la série avant un événement daté
label-event_series_months_after = Mois de la série à partir d’un événement daté
label-event_series_dates = Autres dates essayées dans la série
label-event_series_dates_p = Dates de la série avec une variation au moins aussi nette
label-event_series_rho = Autocorrélation de la série
label-event_series_since = Incidents à partir d’un événement daté
label-event_series_year_before = Incidents des douze mois précédant un événement daté
label-event_series_year = Incidents
label-event_series_missing = Mois de la série autour d’un événement daté sans nombre utilisable
label-event_series_near = Mois de la série autour d’un événement daté
outlook-made-for = { $month } : { $rule }
outlook-ahead = { $ahead ->
    [one] à un mois
    [three] à trois mois
   *[six] à six mois
  } ({ $month })
outlook-no-tenths = La meilleure règle est un seul nombre : il n’y a pas de dispersion où situer ce qui est advenu.
outlook-tenths = Un mois à l’avance, avec la méthode dont l’erreur est la plus faible ({ $method }), sur { $n } prévisions passées : { $lowest } de ce qui est advenu se trouvait dans le dixième le plus bas de sa prévision et { $highest } dans le plus haut. Quand la dispersion est juste, chaque dixième en contient autant ; des extrêmes hauts la disent trop étroite, un milieu haut trop large. En statistique, c’est le PIT.
chart-outlook-tenths = Où, dans les prévisions d’incidents, est tombé ce qui est advenu
chart-outlook-tenths-alt = Part des résultats passés par dixième de leur prévision. Dixième le plus bas : { $lowest } ; le plus haut : { $highest }.
axis-share-of-outcomes = part des résultats (%)
axis-tenths = dixième de la prévision, du plus bas au plus haut
key-even = autant dans chaque dixième
table-forecast_wis = Erreur (WIS)
table-forecast_interval_95 = Score d’intervalle
label-forecast_wis = Erreur des prévisions passées par région (WIS)
label-forecast_interval_95 = Score d’intervalle des prévisions passées par région
label-forecast_tenth = Résultats dans un dixième de leurs prévisions
outlook-no-scores = Rien n’a été prévu par région : il n’y a donc pas de bilan des prévisions passées.
label-strikes_count = Frappes aériennes et de drone, comptées une à une
label-strikes_incidents = Frappes aériennes et de drone, un seul incident pour celles d’une même heure
label-strikes_weapon = Incidents de frappes aériennes et de drone
label-strikes_weapon_pct = Part des incidents
label-strikes_stated = Nombre de frappes indiqué
label-strikes_month = Incidents de frappes aériennes et de drone documentés
unit-strikes = frappes
rule-stated-else-at-least-one = somme des nombres indiqués ; à défaut, au moins une
rule-within-an-hour-is-one = les frappes sur un même lieu en moins d’une heure forment un incident
rule-named-in-the-accounts = arme qui a frappé selon les récits
rule-number-in-the-accounts = nombre indiqué par les récits
weapon-drone = drone
weapon-aircraft = avion ou hélicoptère
weapon-not_stated = non précisé
table-struck = Ce qui a frappé
table-weapons = Incidents de frappes selon ce qui a frappé
words-ledger = note du registre
words-named = « { $words } », { $by }
words-unsure = « { $words } », { $by } :
unsure-conflict = { " " }drone et avion ou hélicoptère sont tous deux nommés
unsure-mention = { " " }nommé, mais pas comme ce qui a frappé
unsure-vague = { " " }drone ou avion, les mots ne le disent pas
unsure-denied = { " " }démenti
unsure-target = { " " }ce qui a été touché ou est tombé, non ce qui a frappé
unsure-base = { " " }un lieu ou des personnes, non une arme qui a frappé
unsure-watching = { " " }aperçu ou en observation, sans qu’il soit dit qu’il a frappé
unsure-carrying = { " " }transport de personnes ou de vivres, sans qu’il soit dit qu’il a frappé
claim-of-party = déclaration d’une partie au conflit
strike-claims = Qui dit quoi : { $place }
strikes-both = Le registre documente { $count } { $count_n ->
    [one] frappe
   *[other] frappes
  } venues des airs, en { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } : les frappes sur un même lieu en moins d’une heure forment un seul incident, de même qu’une entrée de plusieurs jours. Quand personne n’en dit le nombre, une frappe au moins est comptée.
strikes-by = { $weapon }, { $count }
strikes-weapons = Incidents selon ce qui a frappé d’après les récits : { $named }.
strikes-silent = Les notes du registre sur ces incidents ne disent pas si un drone, un avion ou un hélicoptère a frappé, quoi que disent des titres ailleurs : ce n’est pas précisé pour { $unstated } { $unstated_n ->
    [one] incident
   *[other] incidents
  }.
weapons-reading = Une frappe dont l’arme n’est pas précisée peut être de l’une ou de l’autre sorte : les fourchettes vont donc jusqu’à les compter toutes.
chart-strikes = Incidents de frappes aériennes et de drone par mois, selon le registre
chart-strikes-alt = Incidents documentés de frappes aériennes et de drone par mois, { $reach }. { $highest } : { $top } ({ $top_when }). Dernier mois : { $latest }. { $trend } Les mois sans entrée sont hachurés.
strikes-selection = Le registre est une sélection de ce qui a été documenté : un mois sans entrée n’est pas un mois sans frappe, et une barre plus haute peut seulement être mieux documentée.
map-near-key = seulement près du lieu
map-near = Un rond au trait interrompu est un incident proche du lieu, à quelques kilomètres, et non dans celui-ci.
map-vague = De { $vague } incidents documentés du mois on ne connaît que le cercle ou la région ; aucun n’est dessiné, car une marque désignerait un lieu que personne n’a donné.
map-town = ville
map-towns = Villes selon GeoNames, les plus grandes pour lesquelles il y a place ; encart : où se trouve le pays.
label-ledger_vague = Incidents documentés dont on ne connaît que le cercle ou la région

reason-no-variation = un terme ne varie pas au-delà de ce que les régions et les mois ont en commun
reason-no-reports = personne n’a été signalé dans aucun mois complet
reason-no-usable-month = aucune région n’a de mois utilisable
reason-no-single-events = aucun événement pris un à un n’est disponible
reason-no-event = aucun événement pris un à un n’est disponible pour ces mois
short-periods-from-the-first-to-the-last-observed = de mois du premier au dernier observé
short-observed-periods-to-compare-with = de mois observés parmi ceux de soixante à quatre mois plus tôt
reach-day = le { $when }
reach-month = en { $when }
expected-less = moins de { $number }
unusual-zero = Un zéro dans le graphique : aucun signalé.
record-month-nobody = Morts en { $month } : { $none }.
record-year-nobody = Maximum de douze mois : { $none }.
record-three-years-nobody = Maximum de trente-six mois : { $none }.
record-blind-nobody = { $region } : avec une alarme pour { $incidents } incidents en { $month }, morts : { $none }.
record-too-short = Rien à quoi comparer { $month } : ni les douze derniers mois ni les trente-six derniers ne sont tous connus définitivement.
record-reading = Le maximum d’une région n’est pas une alerte : la règle ne regarde que le pays, et par hasard un mois sur douze est le maximum de son année.
chart-records = Morts de { $month } face au maximum d’un an et de trois
chart-records-alt = Morts signalés de { $month } face au maximum des mois précédents, le pays d’abord. { $places }.
key-record-year = maximum de douze mois
table-when = En
table-records = Morts signalés du mois, et mois où ils sont les plus nombreux
death-known = nombres connus seuls
death-imputed = d’après des événements semblables
death-bound = chacun comme le dixième le plus meurtrier
key-deaths = tués
key-deaths-range = intervalle si les événements sans nombre sont comme les autres : { $level }
chart-deaths = Morts, là où des événements n’ont pas de nombre
chart-deaths-alt = Tués dans les douze mois : { $known } selon les seuls nombres connus, { $total } avec des événements semblables pour les autres, { $bound } si chacun était comme le dixième le plus meurtrier de ses semblables.
deaths-reading = Les nombres connus sont le moins qu’il puisse y avoir. L’estimation ne vaut que si les événements sans nombre sont comme les autres de leur genre. La dernière ligne prend chacun d’eux pour l’un du dixième le plus meurtrier, ce qu’un seul événement peut dépasser.
deaths-none-then = Nombres de morts inconnus : aucun événement pris un à un ({ $source }) n’est disponible pour les douze mois jusqu’à { $month }.
deaths-nothing-unknown = Rien à estimer : chaque événement a un nombre.
chart-nowcast = Nouveaux déplacements : signalés à ce jour, et ce qui peut encore s’y ajouter
chart-nowcast-alt = Nouveaux déplacements des mois encore incomplets. { $months }.
nowcast-told = { $month } : { $reported } à ce jour, { $nowcast } avec ce qui reste à venir
key-nowcast-seen = publiés à ce jour
key-nowcast-blank = pas encore de nombre publié : ce n’est pas zéro
key-nowcast = avec ce qui reste à venir
key-nowcast-range = intervalle selon les erreurs des estimations passées : { $level }
record-row = { $place } : { $deaths }
record-told = { $row } (maximum de trente-six mois : { $most })
record-calm = Aucun tué n’est signalé en trente-six mois dans : { $places }.
record-all-calm = Rien à représenter pour { $month } : aucun tué n’est signalé dans les trente-six derniers mois.
record-not-known = certains mois inconnus
key-record-month = tués dans le mois du rapport : nombre à côté du nom
key-record-three-years = maximum de trente-six mois : nombre derrière la barre
table-record-month = Tués dans le mois

name-withheld = [nom non publié]
quality-withheld = { $number } { $number_n ->
    [one] décompte de personnes vivantes n’est pas publié
   *[other] décomptes de personnes vivantes ne sont pas publiés
  } dans les tableaux dont ce rapport est tiré : quand moins de cinq personnes sont comptées dans un lieu, leur nombre, et les autres nombres du même jour dont on pourrait le déduire, sont retirés avant tout calcul.
map-recent = Les incidents des deux semaines précédant la date limite sont comptés dans leur région et ne sont pas dessinés : leurs lieux peuvent encore être en danger.
map-sensitive = Les sites de personnes déplacées, les écoles et les établissements de santé sont placés au dixième de degré près, et non là où ils se trouvent.
join-counts-held-before-anything-is-shown = Décomptes de personnes, avant toute publication
outcome-small-count-or-what-reveals-it = non publié : petit décompte, ou ce qui le révélerait
outlook-gain-chance = Là où le modèle est montré, le hasard peut expliquer son gain : le verdict est non concluant.
outlook-apart = Le pays et les régions sont prévus séparément : les régions ne s’additionnent pas forcément au pays, et l’une peut aller plus loin.
outlook-latest-missed = Ce qui est advenu le mois dernier était hors de la prévision dans : { $list }.
table-held-incidents = Intervalles passés d’incidents, à un mois, qui contenaient le résultat
table-method-incidents = Méthode pour les incidents, à un mois
year-so-far = { $year } (jusqu’à { $month })
exposure-known = Parmi les habitants de ces lieux dont le nombre est connu : { $five }, { $ten } et { $far }, du moins au plus selon l’endroit des incidents vagues. Qui y habitait, et non qui s’y trouvait ce jour-là ou avait fui.

brief-kicker = Note sur un incident documenté
brief-title = { $country } : { $incident }
brief-id = Incident
brief-precision = Précision du lieu
precision-exact-town = la localité même
precision-near = aux environs d’un lieu
precision-cercle = le cercle seulement
precision-region = la région seulement
precision-unknown = non précisée
brief-note = Selon les termes du registre : { $words }.
brief-no-toll = Personne n’a donné de nombre de morts au { $cutoff } : non communiqué, ce qui ne veut pas dire zéro. Déclarations connues : { $claims }.
brief-exposed-people = Personnes vivant à moins de { $radius } kilomètres : { $people }. Qui s’y trouvait ce jour-là n’est pas connu.
brief-exposed-known = Parmi les personnes dont le lieu est connu, vivent à moins de { $radius } kilomètres : { $people }. Qui s’y trouvait ce jour-là n’est pas connu.
brief-exposed-unknown = Le nombre de personnes vivant à moins de { $radius } kilomètres n’est pas connu.
section-claims = Ce qui a été déclaré
section-growth = L’évolution du bilan
section-near = Ce qui se trouve dans le rayon
section-actors = Les acteurs et leurs incidents antérieurs
section-unknown = Ce qui n’est pas connu
label-claimed_civilian_fatalities = Civils tués, selon la déclaration
label-claimed_injured = Blessés, selon la déclaration
label-toll_known = Tués, bilan connu ce jour-là
label-claims_known = Déclarations connues
label-radius_km = Rayon (km)
label-towns_near = Localités répertoriées dans le rayon
label-town_people = Habitants
label-town_km = Distance (km)
label-incident_km = Distance (km)
label-earlier_near = Incidents documentés à coup sûr dans le rayon, année précédente
label-earlier_may = Incidents documentés qui s’y trouvent, ou peuvent s’y trouver
label-earlier_region = Incidents documentés dans la région, année précédente
label-events_near = Incidents à coup sûr dans le rayon, année précédente
label-year_incidents = Incidents, douze mois précédents
label-year_fatalities = Morts signalées, douze mois précédents
label-actor_earlier = Incidents antérieurs dans le registre
label-actor_year = Dans l’année précédente
label-actor_region = Dans cette région
rule-as-asked = tel que demandé
rule-as-listed = tel que répertorié
rule-count-within-the-radius = décompte dans le rayon
rule-distance-on-the-ellipsoid = distance sur l’ellipsoïde
brief-claims = Déclarations sur l’incident
brief-scope = Portée
brief-claims-reading = Les déclarations d’une partie au conflit sont signalées. Quand une déclaration ne donne pas de nombre, il est non communiqué, jamais zéro. Un nombre qui porte sur une partie de l’incident, ou sur davantage, figure ici et n’entre pas dans le bilan.
brief-growth = Tués, bilan connu chaque jour où une déclaration a été publiée
brief-growth-alt = { $first_day } : { $first }. { $last_day } : { $last }.
brief-growth-reading = Les jours sont placés à égale distance. Une déclaration dont seul le mois est connu compte à partir de la fin de ce mois. Chaque palier est ce qu’un rapport établi ce jour-là aurait dit, selon la même règle.
brief-undated = Les déclarations sans date comptent à partir du jour du registre ({ $day }) : elles ont pu être connues bien avant.
brief-day-undated = { $day } (avec les déclarations sans date)
brief-key-best = estimation centrale connue
brief-key-range = du plus petit au plus grand nombre connu
brief-key-none = Personne n’avait donné de nombre : ce n’est pas zéro
brief-counts = Décomptes dans le rayon et auparavant
brief-near-reading = Vivre à proximité ne dit pas qui s’y trouvait ce jour-là, qui a été touché ni qui avait fui.
brief-recent = L’incident date des deux semaines précédant la date limite : le lieu peut encore être en danger, et rien n’est indiqué selon sa distance.
brief-vague = Le lieu n’est connu que comme une zone plus large : on ne sait pas quelles localités ni quels incidents antérieurs sont proches, et rien n’est indiqué selon la distance.
brief-towns = Localités répertoriées qui se trouvent, ou peuvent se trouver, dans le rayon
brief-town = Localité
brief-towns-none = Aucune localité n’est répertoriée dans le rayon. Les villages n’y figurent pas : cela ne veut pas dire que personne n’y vit.
brief-earlier = Incidents documentés de l’année précédente qui se trouvent, ou peuvent se trouver, dans le rayon
brief-earlier-none = Le registre n’en contient aucun dont le lieu soit connu, dans le rayon et au cours de l’année précédente. C’est une sélection : cela ne veut pas dire qu’il n’y en a pas eu.
brief-region = { $region } : incidents des douze mois précédant le mois, par source
brief-region-none = Aucune source disponible ne compte les incidents du pays.
brief-region-reading = Les sources figurent côte à côte et ne sont jamais additionnées, ni entre elles ni avec le registre : elles codent les mêmes incidents.
brief-actors = Acteurs tels que nommés dans le registre
brief-actor = Acteur
brief-actors-none = Le registre ne nomme aucun acteur de cet incident.
brief-actors-reading = Un acteur est un nom tel que l’écrit le registre ; ce qu’a fait une force conjointe figure sous son propre nom. Le registre est une sélection : les décomptes sont des minimums et ne comparent pas les acteurs entre eux.
brief-latest = Dernier incident antérieur
brief-killed = Tués :
brief-displaced = Personnes déplacées avant et après
brief-idps-before = Dernier effectif avant
brief-idps-after = Premier effectif après
brief-not-comparable = { $place } : les deux effectifs ne sont pas comparables et aucune évolution n’est indiquée : { $why }.
brief-no-count = { $place } : à moins d’un an de l’incident, il manque un effectif avant, après ou les deux ; aucune évolution ne peut donc être indiquée.
brief-counting = { $place }, ce qui a changé entre-temps dans le décompte : { $note }.
brief-displaced-reading = Un effectif porte sur les personnes qui ont pu être atteintes. L’écart entre deux effectifs ne dit pas ce qui a fait partir les gens.
brief-conditions-region = { $place } : besoins et accès au mois de l’incident
brief-conditions-country = { $place }, ensemble du pays : besoins et accès au mois de l’incident
brief-conditions-reading = Les chiffres du pays ne sont pas ceux de la région. Un chiffre d’une autre année figure avec sa date.
brief-unknown-silent = Aucun nombre de morts n’a été donné par : { $who }. Non communiqué, ce qui ne veut pas dire zéro.
brief-unknown-injured = Personne n’a donné de nombre de blessés.
brief-unknown-civilians = Personne n’a donné de nombre de civils parmi les morts.
brief-unknown-undated = La date de publication de certaines déclarations n’est pas connue : le bilan a pu évoluer autrement que sur le graphique.
brief-unknown-day = Le jour n’est pas connu avec certitude.
brief-unknown-displaced = On ne sait pas combien de personnes ont fui ou sont revenues : aucun couple d’effectifs comparables de la région ou du pays n’encadre l’incident.
brief-unknown-needs = { $region } : le nombre de personnes dans le besoin ou manquant de nourriture ce mois-là n’est pas connu.
brief-unknown-cause = Rien ici ne dit ce qui a causé quoi : ce qui a suivi l’incident aurait pu survenir sans lui.
brief-unknown-selection = Le registre est une sélection : les déclarations que personne n’a recueillies manquent.
source-line-undated = Source : { $sources }.

# Tableaux dans un carnet
preview-none = Aucune ligne.
preview-more = { $n ->
    [one] Encore une ligne.
   *[other] Encore { $number } lignes.
}
preview-source = Source : { $sources }. État des connaissances au { $day }.
preview-no-range = sans fourchette
preview-not-stated = non précisé
preview-yes = oui
preview-no = non
preview-rate = { $count } pour { $per } habitants et par mois

# La carte d’une note, et la précision de sa date
brief-day = Précision de la date
dated-day = le jour même
dated-week = la semaine seulement
dated-month = le mois seulement
dated-year = l’année seulement
brief-map = Autour de l’incident
brief-map-alt = Carte de { $place }, entourée d’un cercle de { $radius } kilomètres. De ce qui s’y trouve ou peut s’y trouver sont listés : localités, { $towns } ; incidents antérieurs, { $incidents }.
brief-map-km = { $radius } km
brief-map-spot = cet incident
brief-map-ring = le rayon
brief-map-reach = jusqu’où le rayon peut aller
brief-map-reading = Les incidents marqués sont ceux de l’année précédente listés ci-dessous. Ceux dont le lieu est vague n’ont pas de marque : ce serait un lieu que personne n’a donné. Les localités sont celles de GeoNames, nommées là où il y a de la place ; le fond ne dit rien.
brief-map-rough = Un lieu connu seulement comme proche de son point, ou un site de personnes déplacées, une école ou une structure de santé, ne se trouve pas à l’endroit de sa marque, mais quelque part autour.
brief-map-outlines = Contours : { $source }. Encart : où se trouve le pays, et l’incident dans celui-ci.
brief-map-none-outlines = Aucun contour du pays n’est disponible : les frontières ne sont pas tracées.
brief-region-unmatched = { $source } ne nomme aucune région de ce nom : on ne sait pas ce qui y est compté, ce qui ne veut pas dire zéro.
index-briefs = Notes sur un seul incident
side-source = { $label } : incidents de { $source }, version { $release } ; population : { $people }, { $day }, { $publisher }.
side-no-release = non précisée
