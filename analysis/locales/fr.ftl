# Les nombres et les dates arrivent en arguments ; aucun message ne contient de chiffre.

page-title = Impact humanitaire, { $country } : { $month }
masthead-kicker = Rapport mensuel d’impact humanitaire
masthead-period = Période
masthead-cutoff = Date de clôture des données
masthead-status = Statut
masthead-draft = Brouillon, non relu
masthead-language = Aussi en anglais : { $file }
contents = Sommaire
skip = Aller au rapport
undated = une date non précisée
at-least = au moins { $number }
range = { $best } ({ $low } à { $high })
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
not-placed = non localisé
as-of = au { $day }
source-line = Source : { $sources }. Données récupérées : { $retrieved }.
table-behind = Tableau du graphique
table-region = Région
table-month = Mois
table-day = Jour
table-place = Lieu et jour
table-incident = Incident
table-figure = Chiffre
table-value = Valeur
table-range = Bas à haut
table-asof = Date
table-source = Source
table-rule = Règle
table-status = État
table-from = Origine
table-period = Période
table-kind = Type de violence
table-claimant = Selon qui
table-says = Ce qui a été dit
table-class = Type de source
table-published = Publié
table-actors = Acteurs tels que nommés
table-claims = Déclarations
table-join = Jointure
table-outcome = Résultat
table-rows = Lignes
table-names = Noms
table-file = Fichier
table-licence = Licence
table-gaps = Ce qui n’est pas couvert
table-weapon = Type d’incident

label-incidents = Incidents
label-fatalities = Décès signalés
label-civilian_fatalities = Dont civils
label-air_strikes = Frappes aériennes et de drone documentées
label-claimed_fatalities = Tués, selon la déclaration
label-claims = Déclarations
label-idps = Personnes déplacées internes
label-idps_before = Dernier effectif de l’année précédente
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
kind-state_based = Entre un État et un groupe armé
kind-non_state = Entre groupes armés
kind-one_sided = Contre les civils
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

incidents-month = { $month } : { $source } dénombre { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } et { $fatalities } décès { $fatalities_n ->
    [one] signalé
   *[other] signalés
  }, dont { $civilians } { $civilians_n ->
    [one] civil
   *[other] civils
  }.
incidents-not-covered = Les données d’incidents disponibles ne couvrent pas la période ({ $month }) : le nombre d’incidents et de morts n’y est pas connu. Ce n’est pas zéro.
incidents-worst-region = Région la plus touchée par les incidents : { $region }, avec { $incidents } incidents et { $fatalities } décès signalés.
incidents-map = La carte colore les régions selon les incidents selon { $source }. Les points sont les incidents du registre dont le lieu est connu ; ceux dont le lieu est vague ne sont pas dessinés.
ledger-month = Incidents commencés dans le mois que documente le registre : { $incidents }. C’est une sélection de ce qui a été documenté, sans valeur pour compter ou suivre une tendance.
ledger-none = Aucun registre d’incidents documentés n’est disponible pour ce pays.
ledger-rule = L’intervalle va du plus petit au plus grand nombre déclaré pour l’incident entier. Le nombre central est la médiane inférieure de la classe de sources la plus fiable qui en donne un. Quand personne ne donne de nombre, il n’y en a pas.
toll-spread = { $place }, { $day } : les déclarations connues à la date de clôture ({ $cutoff }) vont de { $low } à { $high } tués ; nombre central, selon la règle du registre : { $toll }. Déclarations connues : { $claims }.
toll-silent = Sans bilan annoncé : { $who }. Non communiqué, ce qui n’est pas zéro.
strikes-reading = Drone ou avion : précisé seulement quand une source le dit.
idps-latest = { $idps } personnes déplacées internes au { $idps_day }.
idps-old = Cet effectif date de { $age } mois et ne décrit pas la période du rapport ({ $month }).
idps-change = { $region } : { $idps } au { $idps_day }, contre { $before } au { $before_day } ({ $change }).
idps-break = Entre les deux dates, { $note } : la différence n’est pas seulement un mouvement.
idps-next = L’effectif suivant, { $next } au { $next_day }, est plus bas. La baisse coïncide avec un changement de ce qui était compté : { $note }. Ce n’est pas un mouvement de retour.
idps-none = Aucun effectif de personnes déplacées internes à la fin du mois ou avant n’est disponible : non communiqué, ce qui n’est pas zéro.
idps-split = Une région divisée entre-temps n’a pas de variation : { $note }.
displacements-month = Le flux préliminaire de l’IDMC indique { $displacements } nouveaux déplacements ({ $month }), conflits et catastrophes ensemble, tel qu’il était au { $displacements_day }. Ce sont des mouvements ; une personne peut se déplacer deux fois.
displacements-none = Nouveaux déplacements ({ $month }) : non communiqué. Le flux n’a pas de nombre, ou imprime un zéro qui ne distingue pas l’absence de l’attente.
returns-reading = Chaque chiffre a sa date et sa source ; ils ne s’additionnent pas. Les chiffres de fin d’année du HCR et ceux d’autres mois diffèrent par leur date.
needs-plan = Plan de { $year }, personnes dans le besoin : { $pin } ; personnes ciblées : { $targeted }.
needs-none = Aucun chiffre d’un plan humanitaire pour { $year } n’est disponible : non communiqué.
needs-food = { $food } personnes sont en phase trois d’insécurité alimentaire aiguë ou plus dans la période qui contient le mois, nombre tel que publié.
needs-reading = Les personnes dans le besoin sont un chiffre de planification, non un décompte.
funding-plan = Le plan requiert { $requirements } ; { $percent } étaient financés au { $percent_day }.
funding-unknown = Le plan requiert { $requirements }. La part financée n’est pas communiquée dans ce qui était connu au { $cutoff }.
funding-none = Aucun montant requis par un plan pour { $year } n’est disponible : non communiqué.
access-none = Aucun chiffre sur l’accès n’est disponible pour le mois : non communiqué.
quality-reading = Ce que les sources ne disent pas fait partie du résultat. Quand un chiffre manque, la page dit pourquoi.
quality-missing = Non couvert ou non communiqué ({ $month }) : { $list }.
quality-complete = Chaque chiffre clé de ce rapport a une valeur.
quality-inverted = L’UCDP imprime { $low } où l’estimation basse dépasse la centrale et { $high } où la centrale dépasse la haute. Ces lignes sont gardées telles quelles.
quality-vague = Parmi les incidents du mois, localisés vaguement : { $vague } ; non terminés à la fin du mois : { $spanning }.
quality-joins = Ce que chaque jointure a trouvé et perdu
quality-inputs = Fichiers dont ce rapport est fait
quality-disagree = Chiffres en désaccord au-delà de l’arrondi
quality-disagree-none = Aucun chiffre publié pour un même lieu et un même jour ne diffère au-delà de l’arrondi.
annex-figures = Tous les chiffres de ce rapport
annex-claims = Déclarations sur les incidents du mois
annex-reading = Chaque nombre de la page mène à sa ligne ici ; la ligne nomme le fichier sous data/raw et ses lignes.
map-title = Incidents par région, { $month }
map-alt = Carte ({ $country }) : régions colorées selon les incidents. Maximum : { $region }, { $number }.
map-vintage = Contours : { $source }. Millésime des régions : { $note }
map-note-nine = neuf unités d’avant la division ; Ménaka s’y trouve dans Gao et ses incidents y sont comptés.
map-note-other = tel que dans la source ; les contours ne portent pas de p-codes et ont été associés par nom.
map-disclaimer = Les limites, noms et désignations figurant sur cette carte n’impliquent ni approbation ni acceptation de la part des auteurs ou des fournisseurs de données.
map-none = Aucun contour disponible ne correspond aux régions : le tableau tient lieu de carte.
map-incidents = Incidents de l’UCDP
map-points = Incident documenté, lieu connu
map-nodata = Sans donnée
chart-trend = Décès signalés par mois
chart-trend-alt = Décès par mois, de { $first } à { $last }. Maximum : { $top } ({ $top_month }). Dernier : { $latest }.
chart-regions = Décès signalés par région, bas à haut
chart-regions-alt = Décès par région. Maximum : { $top_label }, { $top }.
chart-tolls = Tués dans les incidents documentés du mois, selon les déclarations
chart-tolls-alt = Intervalle des déclarations par incident. Maximum : { $top_label }, { $top }. Les incidents sans aucun nombre sont marqués non communiqué.
chart-idps = Personnes déplacées internes, par date de décompte
chart-idps-alt = Effectifs de { $first } à { $last }. Maximum : { $top } ({ $top_month }). Dernier : { $latest }. La ligne est rompue où ce qui est compté a changé.
chart-displacements = Nouveaux déplacements par mois
chart-displacements-alt = Déplacements par mois, de { $first } à { $last }. Maximum : { $top } ({ $top_month }). Dernier : { $latest }. Les mois sans nombre sont hachurés.
chart-funding = Fonds requis et part financée
chart-funding-alt = Requis : { $requirements } ; financé : { $percent }.
chart-not-stated = non communiqué
axis-people = personnes
axis-fatalities = décès
axis-incidents = incidents
axis-best = centrale
axis-range = bas à haut
no-data-chart = Rien à dessiner : { $reason }.
join-note = Lignes et valeurs s’additionnent à ce qui est entré.
footer-made = Fait à partir des fichiers listés sous qualité des données. Chaque nombre mène à sa source en annexe.
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
displacements-not-held = Aucun flux de déplacements couvrant la période ({ $month }) n’est disponible : non couvert, ce qui n’est pas zéro.
no-source = aucune source disponible
plan-of = plan de { $year }
source-ucdp = UCDP
source-acled = ACLED
source-hapi = ACLED par HDX HAPI
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
incidents-month-total = { $month } : { $source } dénombre { $incidents } { $incidents_n ->
    [one] incident
   *[other] incidents
  } et { $fatalities } { $fatalities_n ->
    [one] décès signalé
   *[other] décès signalés
  }. Nombre de civils parmi les morts : non communiqué.
table-sources = Le même mois selon d’autres sources
sources-apart = Les sources ne codent pas la même chose et ne s’additionnent jamais : l’UCDP ne retient que les incidents qui ont tué, ACLED aussi les autres. Une source qui ne donne pas de fourchette n’en a pas ici.
reading-ucdp = Un incident appartient au mois où il a commencé. Les bornes basse et haute sont celles de l’UCDP, additionnées ; l’UCDP ne compte que les incidents qui ont tué.
reading-acled = Un incident appartient au jour où ACLED le date. ACLED compte aussi les incidents sans mort et donne un seul nombre de décès, sans fourchette ; les semaines récentes augmentent encore.
reading-hapi = Sommes mensuelles de la violence politique selon ACLED, transmises par HDX HAPI ; un cercle sans ligne n’est pas pour autant calme.
label-displacements_conflict = Nouveaux déplacements dus aux conflits
label-displacements_disaster = Nouveaux déplacements dus aux catastrophes
label-displacements_other = Nouveaux déplacements dus à d’autres causes
table-cite = Comment citer
terms-held-back = Certains chiffres viennent de sources dont les conditions interdisent de transmettre les données ({ $producers }) : ils sont montrés ici avec leur crédit, absents des fichiers du dossier tables, et la décision de publier cette page revient à qui la publie.
change-across-break = { $change }, non comparable
last-value = dernière valeur : { $value }, { $month }
ledger-strikes = Parmi eux, frappes aériennes ou de drone : { $strikes }.
ledger-no-strikes = Le registre ne mentionne aucune frappe aérienne ou de drone commencée en { $month } ; c’est une sélection : cela ne dit pas qu’il n’y en a eu aucune.
ledger-empty = Le registre ne mentionne aucun incident commencé en { $month } ; c’est une sélection : cela ne dit pas qu’il n’y en a eu aucun.
ledger-outside = Le registre des incidents documentés ne couvre pas la période ({ $month }) : non couvert.
label-idps_remainder = Sans ventilation par région
label-idps_age = Ancienneté de l’effectif
needs-food-rounded = { $food } personnes (nombre arrondi par son auteur) sont en phase trois d’insécurité alimentaire aiguë ou plus dans la période qui contient le mois.
funding-later = Cette part n’était pas encore connue en { $month }.
table-other = Autre chiffre
table-preferred = Chiffre retenu ici
