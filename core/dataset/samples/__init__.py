"""The samples that ship: what each asks, where it comes from, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.dataset.read import read_dataset
from core.dataset.table import Dataset

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """One sample. `split` hints at an honest split: its kind, and the column it goes by."""

    name: str
    title: str
    line: str
    file: str
    target: str
    task: str
    split: tuple[str, str | None]
    origin: str
    licence: str
    look: str
    """What to look at."""

    @property
    def path(self) -> Path:
        """The file, as it ships."""
        return FOLDER / self.file


SAMPLES = (
    Sample(
        name="churn",
        title="Customer churn",
        line="7,043 telephone customers: who leaves?",
        file="churn.csv.gz",
        target="Churn",
        task="binary",
        split=("stratified", None),
        origin="IBM, Telco customer churn",
        licence="Apache-2.0",
        look="11 new customers have no TotalCharges. One in four leaves, so accuracy flatters.",
    ),
    Sample(
        name="house_prices",
        title="House prices",
        line="2,000 districts of California: what does a house cost?",
        file="house_prices.csv",
        target="median_house_value",
        task="regression",
        split=("random", None),
        origin="California housing, 1990 census (Pace and Barry 1997); 2,000 of 20,640 rows",
        licence="StatLib, public; Apache-2.0",
        look="Prices are capped at 500,001: look at the residuals there.",
    ),
    Sample(
        name="penguins",
        title="Penguins",
        line="344 penguins of three species, as written in the field",
        file="penguins.csv",
        target="Species",
        task="multiclass",
        split=("stratified", None),
        origin="Palmer penguins, raw (Gorman, Williams and Fraser 2014)",
        licence="CC0",
        look="Easy on purpose: see which species are confused, and that a bird may stand twice.",
    ),
    Sample(
        name="bike_sharing",
        title="Bicycle rentals (leaks)",
        line="731 days of rentals, with two columns that give the answer away",
        file="bike_sharing.csv",
        target="cnt",
        task="regression",
        split=("time", "dteday"),
        origin="Capital Bikeshare, UCI (Fanaee-T and Gama 2013)",
        licence="CC BY 4.0",
        look="casual + registered is the target. Leave them out and watch the score fall.",
    ),
    Sample(
        name="voice_study",
        title="Voice study (groups)",
        line="400 recordings of 40 subjects: who is a patient?",
        file="voice_study.csv",
        target="condition",
        task="binary",
        split=("group", "subject"),
        origin="made for Fitboard; nobody was recorded",
        licence="CC0",
        look="A random split recognises the speaker. Split by subject to learn the truth.",
    ),
)


def read_sample(name: str, folder: str | Path | None = None) -> Dataset:
    """The sample of that name as a Dataset, kept in `folder`; ValueError if there is none."""
    for sample in SAMPLES:
        if sample.name == name:
            return read_dataset(sample.path, name=sample.title, folder=folder)
    names = ", ".join(sample.name for sample in SAMPLES)
    raise ValueError(f"There is no sample {name!r}. The samples are: {names}.")
