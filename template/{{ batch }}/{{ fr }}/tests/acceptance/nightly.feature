# language: fr
Fonctionnalité: Noter ce qui est arrivé dans la journée
  Scénario: Tout peut être noté
    Étant donné un modèle entraîné
    Et des fichiers sans défaut dans la boîte d’arrivée
    Quand le calcul de la nuit a lieu
    Alors la commande répond 0
    Et chaque personne a un score

  Scénario: Des lignes sont fausses
    Étant donné un modèle entraîné
    Et des fichiers dont deux lignes sont fausses
    Quand le calcul de la nuit a lieu
    Alors la commande répond 1
    Et les deux lignes attendent avec leur raison

  Scénario: Des lignes restent fausses
    Étant donné un modèle entraîné
    Et des fichiers dont deux lignes sont fausses
    Quand le calcul de la nuit a lieu
    Et le calcul a lieu encore deux nuits
    Alors les deux lignes sont abandonnées et gardées à part
