"""Compare: up to eight runs of one experiment side by side, on the same rows."""

import streamlit as st

from core.comparison import verdict
from dashboard import charts, compare_scores, compare_sections, compared, empty, seal
from dashboard.text import escape

st.title("Compare")
experiment, records = empty.judged()
ids = compared.chosen(records)
runs = compared.runs(experiment, records, ids)
look = charts.current_look([record for record in records if record.id in ids])
with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="verdict"):
    st.markdown(f"**{escape(verdict(runs))}**", width="stretch")
    sections = compare_sections.chosen(experiment.task)
compare_scores.board(runs, records, look)
seal.line(runs)
for section in sections:
    if len(runs) >= section.fewest:
        section.draw(runs, look)
