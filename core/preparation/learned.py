"""What a fitted preparation has learned, in plain sentences."""


def learned(pipeline, columns) -> list[tuple[str, str, str]]:
    """(column, step, sentence) for everything the fitted Pipeline learned about these columns."""
    return []
