"""Pictures of overlaps, as plain functions that give matplotlib axes.

    from irisan import plots

    ax = plots.upset("examples/west_sumatra")
    ax.alt_text  # what the picture says, in words
    plots.save(ax, "overlap.png")  # with these words inside

Each says what it shows in its title. Colours are those of Okabe and Ito, which people who cannot
tell red from green can tell apart; what is only planned is hatched. Needs `irisan[plots]`.
"""

from irisan.plots.before_after import before_after
from irisan.plots.canvas import alt_text, save
from irisan.plots.heatmap import overlap_heatmap
from irisan.plots.map import region_map
from irisan.plots.matrix import unit_theme_region
from irisan.plots.network import network
from irisan.plots.timeline import timeline
from irisan.plots.upset import upset

__all__ = [
    "alt_text",
    "before_after",
    "network",
    "overlap_heatmap",
    "region_map",
    "save",
    "timeline",
    "unit_theme_region",
    "upset",
]
