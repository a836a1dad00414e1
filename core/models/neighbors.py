"""Nearest neighbours: a row gets the answer of the rows that are most like it."""

from core.models.spec import ModelSpec, Needs
from core.params import Choice, Int

SPECS = (
    ModelSpec(
        name="neighbors",
        title="Nearest neighbours",
        family="neighbours",
        preset="balanced",
        when="When similar rows should get similar answers and the table is small, with few "
        "columns that say nothing.",
        classifier="core.models.neighbors_estimator.NeighborsClassifier",
        regressor="core.models.neighbors_estimator.NeighborsRegressor",
        params=(
            Int(name="n_neighbors", title="Neighbours", default=15, low=1, high=1000, log=True,
                main=True, help="More make smoother predictions; fewer follow detail and noise."),
            Choice(name="weights", title="Weights", default="distance", main=True,
                   options=("uniform", "distance"),
                   help="distance: nearer rows say more. uniform: all neighbours say the same."),
            Choice(name="metric", title="Distance", default="euclidean",
                   options=("euclidean", "manhattan", "cosine"),
                   help="cosine suits texts, manhattan forgives one column that is far off."),
        ),
        needs=Needs(scale=True),
        seeded=False,
        threaded=True,
    ),
)  # fmt: skip
