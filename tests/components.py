"""Reading Dash components in tests: their words, their parts, what a click on them picks."""

import json


def text(component):
    """All words of a component, in order."""
    if component is None or isinstance(component, str | int | float):
        return "" if component is None else str(component)
    if isinstance(component, list | tuple):
        return " ".join(filter(None, map(text, component)))
    return text(getattr(component, "children", None))


def find(component, kind):
    """Every component of `kind` in `component`."""
    parts = component if isinstance(component, list | tuple) else [component]
    found = []
    for part in parts:
        if part is not None and isinstance(part, kind):
            found.append(part)
        children = getattr(part, "children", None)
        if children is not None and not isinstance(children, str):
            found += find(children, kind)
    return found


def attributes(component):
    return component.to_plotly_json()["props"]


def picked(component):
    return json.loads(attributes(component)["data-pick"])
