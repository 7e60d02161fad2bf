"""The plot beside the page, and what it shows in words. The same figures give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tests.bench.measure import Measure, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OURS, _THEIRS, _FLOOR = "#1b5e9b", "#b0532a", "#6b6b6b"
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "delegatie",  # else names of parts are drawn by lot
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",  # matplotlib's own
    "font.size": 9,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A row of the measures as it is drawn."""

    key: str
    label: str
    colour: str


_MAKING = (
    Bar(key="make", label="delegatie", colour=_OURS),
    Bar(key="make.warm", label="unoserver, draait al", colour=_THEIRS),
    Bar(key="make.batch", label="LibreOffice, één start", colour=_THEIRS),
    Bar(key="make.cold", label="LibreOffice, steeds gestart", colour=_THEIRS),
)
_SIGNING = (
    Bar(key="sign.floor.rsa-2048", label="ondergrens", colour=_FLOOR),
    Bar(key="sign.rsa-2048", label="delegatie", colour=_OURS),
    Bar(key="sign.library.rsa-2048", label="pyHanko, bibliotheek", colour=_THEIRS),
    Bar(key="sign.pyhanko.rsa-2048", label="pyhanko, tien opdrachten", colour=_THEIRS),
)
_GROWING = {
    "grow.make": "maken",
    "grow.paper": "één document maken",
    "grow.check": "toetsen",
    "grow.judge": "controleren",
    "grow.plan": "plannen",
}
_MARKS = "osD^v"


def plot(measures: Mapping[str, Measure]) -> bytes:
    """Draw the plot as SVG. Needs matplotlib."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(10, 7.5), layout="constrained")
        (making, signing), (time, memory) = figure.subplots(2, 2)
        _bars(making, measures, _MAKING, "Een document maken, ms")
        _bars(signing, measures, _SIGNING, "Tien documenten ondertekenen, ms")
        _lines(time, measures, "", "Tijd per stuk als het aantal groeit, ms")
        _lines(memory, measures, ".memory", "Geheugen als het aantal groeit, MiB")
        out = BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def words(measures: Mapping[str, Measure]) -> str:
    """Say what the plot shows, for who does not see it; all its figures stand in the tables."""
    making = _spoken(measures, _MAKING)
    signing = _spoken(measures, _SIGNING)
    growing = ", ".join(_GROWING.values())
    return (
        f"Vier grafieken. Maken, in milliseconden per document ({making}). Tien documenten ondertekenen, in "
        f"milliseconden ({signing}). De andere twee tonen rekentijd per stuk en geheugen bij {growing} van steeds meer; "
        "alle getallen staan in de tabellen hieronder"
    )


def _spoken(measures: Mapping[str, Measure], bars: Sequence[Bar]) -> str:
    return "; ".join(
        f"{bar.label}: {'niet gemeten' if one.missing else number(one.median)}"
        for bar in bars
        if (one := measures.get(bar.key))
    )


def _bars(axes: Axes, measures: Mapping[str, Measure], bars: Sequence[Bar], title: str) -> None:
    axes.set_title(title, loc="left")
    shown = [(bar, one) for bar in bars if (one := measures.get(bar.key)) and not one.missing]
    if not shown:
        return
    places = range(len(shown))
    medians = [one.median for _, one in shown]
    spread = [[one.median - one.low for _, one in shown], [one.high - one.median for _, one in shown]]
    axes.barh(places, medians, xerr=spread, color=[bar.colour for bar, _ in shown], capsize=3)
    axes.set_yticks(places, [bar.label for bar, _ in shown])
    for place, (_, one) in zip(places, shown, strict=True):
        axes.annotate(
            number(one.median), (one.high, place), xytext=(6, 0), textcoords="offset points", va="center"
        )
    axes.invert_yaxis()
    axes.margins(x=0.2)
    axes.xaxis.set_major_formatter(_dutch)


def _lines(axes: Axes, measures: Mapping[str, Measure], end: str, title: str) -> None:
    for mark, (start, label) in zip(_MARKS, _GROWING.items(), strict=True):
        if points := _points(measures, start, end):
            axes.plot(*zip(*points, strict=True), marker=mark, label=label)
    axes.set_title(title, loc="left")
    axes.set_xlabel("aantal")
    if not axes.lines:
        return
    axes.set_xscale("log")
    if end:
        axes.set_ylim(bottom=0)
    else:
        axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_dutch)
    axes.legend(frameon=False)


def _dutch(value: float, _place: float = 0) -> str:
    return number(value)


def _points(measures: Mapping[str, Measure], start: str, end: str) -> list[tuple[int, float]]:
    """Give how many there were, and the figure, of every row `start.N` or `start.N.memory`."""
    found = ((key.removeprefix(f"{start}.").removesuffix(end), one) for key, one in measures.items())
    return sorted(
        (int(count), one.median)
        for count, one in found
        if count.isdigit() and one.key == f"{start}.{count}{end}"
    )
