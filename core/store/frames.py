"""Tables and arrays as the bytes of a file: Parquet, and NumPy archives. Nothing is pickled."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd


def dump_frame(frame: pd.DataFrame) -> bytes:
    """A frame with text column names as Parquet; its index is dropped."""
    return frame.to_parquet(None, index=False, compression="zstd")


def load_frame(path: Path) -> pd.DataFrame:
    """The reverse of `dump_frame`."""
    import pandas as pd

    return pd.read_parquet(path)


def dump_arrays(**arrays: np.ndarray) -> bytes:
    """Named arrays of plain numbers as one compressed archive."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def load_arrays(path: Path) -> dict[str, np.ndarray]:
    """The reverse of `dump_arrays`."""
    import numpy as np

    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
