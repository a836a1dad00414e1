"""A file to predict on holds the labels that the reader made of the training file's spellings."""

import io

import core
from core import incoming


def test_yes_and_no_in_another_case_are_the_labels_of_the_training(tmp_path):
    cells = ["True", "TRUE", "False", "false", "True", "false"]
    rows = "".join(f"{cells[i % 6]},{i % 7},{'yn'[i % 2]}\n" for i in range(60))
    table = core.read_dataset(io.BytesIO(f"on,n,label\n{rows}".encode()), folder=tmp_path)
    assert set(table.frame()["on"]) == {"True", "false"}
    asked = core.Experiment.of(table, "label", split=core.Split("random", folds=2), holdout=0)
    run = core.train(asked, "dummy", features=["on", "n"])
    new = io.BytesIO(b"on,n\nTRUE,1\nFALSE,2\ntrue,3\nfalse,4\n")
    read = incoming.read(run, new, "new", tmp_path / "new")
    assert read.frame()["on"].tolist() == ["True", "false", "True", "false"]
    plain = incoming.read(run, io.BytesIO(b"on,n\nTrue,1\nfalse,2\n"), "new", tmp_path / "new")
    assert "replaced" not in [note.code for note in plain.notes]
