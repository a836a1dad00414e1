"""What a catalogue entry of a model says. Form, check, search space and tests follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from core.models.engines import engine
from core.models.target import why_not
from core.params import check_all
from core.target import CLASSES, NUMBERS

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.params import Param


@dataclass(frozen=True)
class Needs:
    """The preparation a model family needs; `core.preparation` builds it."""

    impute: bool = True
    """Missing numbers must be filled (trees of LightGBM take them as they are)."""
    scale: bool = False
    """Numbers should have mean 0 and standard deviation 1."""
    encode: str = "onehot"
    """Categories as `onehot` columns, as one `ordinal` number, or as a `category`: an ordinal
    number of which the estimator is told, by `categorical_features`, that it is none."""
    dense: bool = False
    """The matrix must not be sparse."""
    features: bool = True
    """Whether it looks at the features at all."""


@dataclass(frozen=True)
class ModelSpec:
    """One model of the catalogue.

    `classifier` and `regressor` are import paths of scikit-learn estimators ("package.Class");
    `fixed` are constructor arguments that no form shows. An estimator with a `cap` takes
    `fit(X, y, X_val=None, y_val=None, report=None)`: it looks at the inner validation rows to stop
    early and calls `report(step, {"training": loss, "validation": loss})` once an epoch or round.
    `seeded` and `threaded` say whether it takes `random_state` and `n_jobs`. A model for one task
    only leaves the other path empty.
    """

    name: str
    title: str
    family: str
    when: str
    classifier: str = ""
    regressor: str = ""
    params: tuple[Param, ...] = ()
    needs: Needs = Needs()
    fixed: dict[str, Any] = field(default_factory=dict)
    cap: str = ""
    """The parameter that ends a watched training when early stopping does not."""
    seeded: bool = True
    threaded: bool = False
    step: str = "round"
    """What one step of the training curve is called: "round" or "epoch"."""
    preset: str = "thorough"
    """The smallest of the choices "quick", "balanced" and "thorough" that it belongs to."""
    target: str = ""
    """What a target of numbers must be, a rule of `core.models.target`; "" takes any."""
    engine: str = ""
    """The module of the optional library it needs, one of `core.models.engines`."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks it can be trained for."""
        classes = CLASSES if self.classifier else ()
        return (*classes, *(NUMBERS if self.regressor else ()))

    @property
    def watches(self) -> bool:
        """Whether it learns step by step and can look at inner validation rows."""
        return bool(self.cap)

    @property
    def available(self) -> bool:
        """Whether the library it needs is there."""
        return not self.engine or engine(self.engine).usable

    def refusal(self, experiment: Experiment) -> str | None:
        """Why it cannot be trained for this question, in a sentence; None where it can."""
        if not self.available:
            return engine(self.engine).why_not()
        if experiment.task not in self.tasks:
            words = "numbers" if self.tasks == NUMBERS else "classes"
            return f"{self.title} predicts {words}: this is a {experiment.task} task."
        return why_not(self.target, self.title, experiment) if self.target else None

    def params_for(self, task: str) -> tuple[Param, ...]:
        """The parameters that apply to `task`."""
        return tuple(param for param in self.params if param.applies(task))

    def check(self, params: dict[str, Any], task: str) -> dict[str, Any]:
        """`params` with defaults filled in; ValueError names parameter, rule and value."""
        return check_all(self.params_for(task), params, self.title)

    def estimator(self, params: dict[str, Any], task: str, seed: int = 0, threads: int = 1):
        """A fresh, unfitted scikit-learn estimator; `params` as `check` returns them."""
        path = self.regressor if task == "regression" else self.classifier
        module, _, name = path.rpartition(".")
        arguments = {**self.fixed, **params}
        if self.seeded:
            arguments["random_state"] = seed
        if self.threaded:
            arguments["n_jobs"] = threads
        return getattr(import_module(module), name)(**arguments)
