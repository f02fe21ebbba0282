"""The process that draws: a line of JSON in, a line of JSON out, until the input ends.

It is run by itself, as a script: V8 starts threads, which a process that forks may not have; and what a chart makes it
do must cost a build no more than this process. Arguments: the folder of vl_convert, the folder of our fonts, the
seconds of processor time that a drawing may take, and the bytes of memory.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any

VEGA_LITE = "6.4"
_RAMPS = frozenset({"ramp", "ordinal", "heatmap", "diverging"})
_MAX_CHARACTERS = 20_000_000


def main() -> None:
    """Answer each request: `specs` with their Vega as SVG, `svg` with its pixels."""
    sys.path.append(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # on which Vega reports, in its own words
        os.dup2(nowhere, stream)
    import vl_convert

    vl_convert.register_font_directory(sys.argv[2])
    seconds, memory = int(sys.argv[3]), int(sys.argv[4])
    _limit_memory(memory)
    for line in sys.stdin:
        _limit_time(seconds)
        answers.write(json.dumps(_answer(json.loads(line), vl_convert)) + "\n")
        answers.flush()


def _answer(request: dict[str, Any], vl_convert: Any) -> dict[str, Any]:
    try:
        if "svg" in request:
            pixels = vl_convert.svg_to_png(request["svg"], scale=request["scale"])
            return {"png": base64.b64encode(pixels).decode()}
        return {"svgs": [_svg(spec, request, vl_convert) for spec in request["specs"]]}
    except ValueError as error:
        return {"error": str(error)}


def _svg(spec: dict[str, Any], request: dict[str, Any], vl_convert: Any) -> str:
    vega = vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)
    _mix_plainly(vega)
    svg: str = vl_convert.vega_to_svg(
        vega,
        allowed_base_urls=[],
        format_locale=request["numbers"],
        time_format_locale=request["dates"],
    )
    if len(svg) > _MAX_CHARACTERS:
        raise ValueError("the picture is too large")
    return svg


def _mix_plainly(value: Any) -> None:
    """Have Vega mix the colours of a ramp in RGB, in which ours can be told apart again."""
    if isinstance(value, dict):
        if isinstance(value.get("range"), str) and value["range"] in _RAMPS and "domain" in value:
            value["interpolate"] = "rgb"
        for inner in value.values():
            _mix_plainly(inner)
    elif isinstance(value, list):
        for inner in value:
            _mix_plainly(inner)


def _limit_memory(most: int) -> None:
    """Have this process die rather than take all of the machine's memory, and leave no image of itself."""
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _limit_time(seconds: int) -> None:
    """Have this process die if the next drawing takes too long."""
    try:
        import resource
    except ImportError:  # on Windows, where the build's own patience is all there is
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + 1, hard))


if __name__ == "__main__":
    main()
