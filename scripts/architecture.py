"""Draw docs/architecture.svg from the imports of the code: layers and subjects.

In each row a subject imports only subjects to its left. An arrow at the left margin is an import of
a whole layer.
"""

import ast
import sys
from html import escape
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PICTURE = PROJECT / "docs" / "architecture.svg"
LAYERS = ("entry points", "ui", "services", "exchange", "forms", "data", "domain", "platform", "base")
_UNDIVIDED = ("exchange", "forms", "entry points", "platform", "base")
_BASE = ("catalogue", "resources", "logs", "runtime")
_LEFT, _ROW, _BOX, _GAP = 250, 112, 92, 10


def imports() -> dict[str, set[str]]:
    """Return the modules that each module imports, also inside functions and for type checking."""
    paths = {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts): path
        for path in sorted((PROJECT / "csassess").rglob("*.py"))
        if path.stem != "__init__"
    }
    graph: dict[str, set[str]] = {}
    for module, path in paths.items():
        named: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                named |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
        graph[module] = (named & paths.keys()) - {module}
    return graph


def layer_of(module: str) -> str:
    """Return the layer of a module."""
    name = module.split(".")[1]
    if name in LAYERS:
        return name
    return "base" if name in _BASE else "entry points"


def subject_of(module: str) -> str:
    """Return the subject folder of a module.

    Of an undivided layer, or a module at a layer's top, its own name.
    """
    parts = module.split(".")
    if layer_of(module) in _UNDIVIDED:
        return (
            ".".join(parts[2:] or parts[1:])
            if layer_of(module) in ("exchange", "forms", "platform")
            else parts[1]
        )
    return parts[2]


def in_order(graph: dict[str, set[str]]) -> list[str]:
    """Return the nodes of a graph, each after those it points to.

    By name where several orders are possible.
    """
    placed: list[str] = []
    while len(placed) < len(graph):
        free = sorted(node for node in graph if node not in placed and graph[node] <= {*placed})
        placed += free or sorted(graph.keys() - {*placed})[:1]
    return placed


def drawing() -> str:
    """Return the picture as SVG."""
    between: dict[str, set[str]] = {layer: set() for layer in LAYERS}
    within: dict[str, dict[str, set[str]]] = {layer: {} for layer in LAYERS}
    for module, targets in imports().items():
        layer, subject = layer_of(module), subject_of(module)
        own = within[layer].setdefault(subject, set())
        for target in targets:
            between[layer].add(layer_of(target))
            if layer_of(target) == layer and subject_of(target) != subject:
                own.add(subject_of(target))
    rows = {layer: in_order(within[layer]) for layer in LAYERS}
    width = _LEFT + max(map(len, rows.values())) * (_BOX + _GAP) + 20
    parts = [_layer_arrows(between)]
    for number, layer in enumerate(LAYERS):
        parts.append(_row(number, layer, rows[layer], within[layer]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {len(LAYERS) * _ROW + 10}"'
        " "
        'font-family="sans-serif" font-size="11" role="img" aria-label="Layers and subjects of csassess">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#3b4a5a"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{"".join(parts)}</svg>\n'
    )


def _middle(number: int) -> int:
    return number * _ROW + 78


def _row(number: int, layer: str, subjects: list[str], graph: dict[str, set[str]]) -> str:
    y, lines = _middle(number), []
    places = {subject: _LEFT + index * (_BOX + _GAP) for index, subject in enumerate(subjects)}
    for subject in subjects:
        for target in sorted(graph[subject]):
            start, end = places[subject] + _BOX / 2, places[target] + _BOX / 2
            rise = min(62, 14 + abs(start - end) / 14)
            lines.append(
                f'<path d="M{start:.0f} {y - 15} Q{(start + end) / 2:.0f} {y - 15 - rise:.0f}'
                f' {end:.0f} {y - 15}" '
                'fill="none" stroke="#7a8a9c" stroke-opacity=".45"/>\n'
            )
    for subject, x in places.items():
        lines.append(
            f'<rect x="{x}" y="{y - 15}" width="{_BOX}" height="30" rx="4" fill="#eef3f8" stroke="#3b4a5a"/>'
            f'<text x="{x + _BOX / 2}" y="{y + 4}" text-anchor="middle" '
            f'textLength="{min(_BOX - 8, len(subject) * 6)}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(subject)}</text>\n"
        )
    name = f'<text x="120" y="{y + 5}" font-size="15" font-weight="bold">{escape(layer)}</text>\n'
    return name + "".join(lines)


def _layer_arrows(between: dict[str, set[str]]) -> str:
    lines = []
    for number, layer in enumerate(LAYERS):
        for target in sorted(between[layer] - {layer}, key=LAYERS.index):
            end = LAYERS.index(target)
            bend = 112 - 13 * abs(end - number)
            color = "#3b4a5a" if end > number else "#c02020"  # an import that goes up is a fault
            lines.append(
                f'<path d="M114 {_middle(number) + 4} Q{bend} {(_middle(number) + _middle(end)) / 2:.0f} 114 '
                f'{_middle(end) - 4}" fill="none" stroke="{color}" stroke-opacity=".7"'
                ' marker-end="url(#tip)"/>\n'
            )
    return "".join(lines)


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.relative_to(PROJECT)} written\n")
