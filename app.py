"""The shell: pages, the one writer of the address, errors as sentences, and the server."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import dash_mantine_components as dmc
from dash import (
    ALL,
    MATCH,
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    dcc,
    html,
    no_update,
    page_container,
    set_props,
)

from cockpit import board, panels, routes
from cockpit.errors import CockpitError
from cockpit.selection import Selection


def explain(fault: Exception) -> None:
    """Errors become a notice: ours as they are, any other as a reference to what the log says."""
    reference = uuid4().hex[:8]
    if not isinstance(fault, CockpitError):
        logging.getLogger("cockpit").error("reference %s", reference, exc_info=fault)
    set_props("failure", {"children": panels.failure(fault, reference)})


app = Dash(
    __name__,
    title="治理驾驶舱",
    use_pages=True,
    pages_folder="layouts",
    compress=True,
    update_title=None,
    include_pages_meta=False,
    on_error=explain,
    routing_callback_inputs={"shown": State("selection", "data")},
)
server = app.server
server.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4)
routes.add_routes(server, board.the_store, board.scope_of_reader, board.the_boards())
routes.add_snapshots(server, board.the_store(), board.scope_of_reader(), board.the_settings(), board.the_boards())
routes.add_wall(server, lambda: board.the_settings().data, board.the_boards(), board.the_walls())
routes.add_weights(server, board.the_store, board.scope_of_reader, board.the_boards)
routes.guard(server, app.csp_hashes)

stores = [dcc.Location(id="url", refresh=False), dcc.Store(id="selection"), dcc.Store(id="pick")]
app.layout = dmc.MantineProvider([*stores, html.Div(id="failure"), page_container], id="mantine")


@app.callback(
    Output("selection", "data"),
    Output("url", "search"),
    Output("failure", "children"),
    Input({"control": ALL}, "value"),
    State({"control": ALL}, "id"),
    State("url", "pathname"),
    State("url", "search"),
    prevent_initial_call=True,
)
def collect(values: list[str], ids: list[dict[str, str]], path: str, address: str | None) -> tuple[Any, Any, Any]:
    """The only writer of what is chosen. An address that already says it is left as the reader wrote it."""
    selection = Selection.from_words({id_["control"]: value for id_, value in zip(ids, values, strict=True)})
    query = selection.to_query()
    said = Selection.read(address or "") == selection
    return {"page": path, "query": query}, no_update if said else f"?{query}" if query else "", None


@app.callback(
    Output({"search": MATCH}, "data"),
    Input({"search": MATCH}, "searchValue"),
    State("selection", "data"),
    prevent_initial_call=True,
)
def search(typed: str | None, selection: dict[str, str] | None) -> list[dict[str, Any]]:
    """Units that match what is typed."""
    return board.search((selection or {}).get("query", ""), typed or "")


def in_browser(name: str, output: Output, *inputs: Input | State) -> None:
    """Run function `name` of assets/ in the browser."""
    app.clientside_callback(ClientsideFunction("cockpit", name), output, *inputs, prevent_initial_call=True)


in_browser("choose", Output("pick", "data"), Input({"search": ALL}, "value"))
in_browser(
    "spread",
    Output({"control": ALL}, "value"),
    Input("pick", "data"),
    State({"control": ALL}, "value"),
    State({"control": ALL}, "id"),
)
ASKED = {"store": "asked", "board": ALL}
in_browser("reach", Output(ASKED, "data"), Input("selection", "data"), State(ASKED, "id"))
in_browser(
    "draw",
    Output({"store": "drawn", "board": MATCH}, "data"),
    Input({"store": "seen", "board": MATCH}, "data"),
    State({"store": "record", "board": MATCH}, "data"),
    State({"store": "record", "board": MATCH}, "id"),
)
in_browser("dress", Output("mantine", "forceColorScheme"), Input("selection", "data"))

with server.test_request_context():
    server.preprocess_request()  # Dash sets itself up at the first request: two at once would find it half done

if __name__ == "__main__":
    settings = board.the_settings()
    app.run(host=settings.host, port=settings.port)
