"""What a network can be told: the form draws these, and the estimators check by them.

The defaults are a compromise measured over eight small and middling tables, not tuned to one: a
smaller learning rate suits some of them better, batch normalisation others, neither suits all.
"""

from core.params import Choice, Flag, Float, Int

BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)

PARAMS = (
    Int(
        name="hidden_layers",
        default=2,
        low=1,
        high=8,
        main=True,
        help="How many layers lie between the features and the output. Two are enough for most "
        "tables.",
    ),
    Int(
        name="width",
        default=128,
        low=4,
        high=2048,
        log=True,
        main=True,
        help="Neurons in each hidden layer. More can learn finer shapes, and take longer.",
    ),
    Float(
        name="dropout",
        default=0.1,
        low=0.0,
        high=0.9,
        main=True,
        help="Share of neurons switched off at random in each step. Raise it when the validation "
        "loss turns up early.",
    ),
    Float(
        name="learning_rate",
        default=2e-3,
        low=1e-5,
        high=1.0,
        log=True,
        main=True,
        help="The largest step size of AdamW: reached after a short warm-up, then lowered along a "
        "cosine to zero at the last epoch.",
    ),
    Int(
        name="max_epochs",
        title="Epochs at most",
        default=100,
        low=1,
        high=5000,
        log=True,
        main=True,
        help="Passes over the training rows. The learning rate falls to zero over this many.",
    ),
    Choice(
        name="activation",
        default="relu",
        options=("relu", "gelu", "silu", "tanh"),
        help="The bend of each neuron. ReLU is the fastest.",
    ),
    Flag(
        name="batch_norm",
        title="Batch normalisation",
        default=False,
        help="Rescale each layer's values within a batch. Helps deep networks and image-like "
        "columns, hurts on small noisy tables.",
    ),
    Float(
        name="weight_decay",
        default=0.01,
        low=0.0,
        high=1.0,
        help="How strongly AdamW pulls the weights to zero.",
    ),
    Choice(
        name="batch_size",
        default="auto",
        options=("auto", *BATCH_SIZES),
        help="Rows in one step. Auto takes 32 to 256 for up to 100,000 rows, then more.",
    ),
    Flag(
        name="early_stopping",
        default=True,
        help="Stop when the validation loss no longer falls, and keep the best epoch. Without it "
        "all epochs run and the last one is kept.",
    ),
    Int(
        name="patience",
        default=16,
        low=1,
        high=1000,
        help="Epochs without a better validation loss before it stops.",
    ),
    Choice(
        name="device",
        default="auto",
        options=("auto", "cpu", "cuda", "mps"),
        help="Where it trains. Auto takes a graphics card that works, else the CPU.",
    ),
)


def auto_batch_size(rows: int) -> int:
    """The batch size for `rows` training rows: about 40 steps an epoch, 32 to 256 rows each.

    Above 100,000 rows it grows again (about 400 steps an epoch), at most 4096. Always a power of 2.
    """

    def power(size: float) -> int:
        return 1 << max(0, round(size) - 1).bit_length()

    return min(4096, max(32, min(256, power(rows / 40)), power(rows / 400)))
