"""What grows, drawn: how long, over how much."""

from pathlib import Path

Growth = dict[str, list[tuple[float, float]]]


def draw(growth: Growth, path: Path) -> bool:
    """Draw each line of growth in a panel of its own, both axes logarithmic; False where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(4 * len(growth), 3.4), layout="constrained")
    for place, (what, points) in enumerate(growth.items(), start=1):
        panel = figure.add_subplot(1, len(growth), place)
        title, _, over = what.partition(" / ")
        panel.loglog(*zip(*points, strict=True), marker="o")
        panel.set_title(title, fontsize=10)
        panel.set_xlabel(over)
        panel.set_ylim(min(y for _, y in points) / 10, max(y for _, y in points) * 10)
        panel.grid(visible=True, which="both", alpha=0.3)
    figure.savefig(path, dpi=120)
    return True
