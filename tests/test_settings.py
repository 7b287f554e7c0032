"""Settings come from the file, then the environment, then the words of the call."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from cockpit.errors import CockpitError
from cockpit.settings import PREFIX, Settings, load_settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.data, settings.smallest_cell, settings.host) == (Path("data"), 10, "127.0.0.1")


def test_the_call_wins_over_the_environment_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cockpit.toml").write_text('port = 1\nworkers = 5\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("COCKPIT_PORT", "2")
    monkeypatch.setenv("COCKPIT_HOST", "127.0.0.2")
    settings = load_settings(tmp_path, port=3, host=None)
    assert (settings.port, settings.workers, settings.host) == (3, 5, "127.0.0.2")


def test_an_empty_variable_is_not_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_DATA", "")
    assert load_settings(tmp_path).data == Path("data")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "there is no setting 'prot'. Did you mean 'port'?"),
        ("port = 70000", "Setting 'port'"),
        ('smallest_cell = "many"', "COCKPIT_SMALLEST_CELL) is 'many'"),
        ("smallest_cell = -1", "Setting 'smallest_cell'"),
        ("port = ", "cannot be read"),
    ],
)
def test_a_slip_in_the_file_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "cockpit.toml").write_text(text)
    with pytest.raises(CockpitError) as fault:
        load_settings(tmp_path)
    assert said in str(fault.value)
    assert "cockpit.toml" in str(fault.value)


def test_a_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_bytes(b"host = '\xff'")
    with pytest.raises(CockpitError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").mkdir()
    with pytest.raises(CockpitError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_slip_in_a_variable_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SMALLEST_CELL", "ten")
    with pytest.raises(CockpitError, match="COCKPIT_SMALLEST_CELL"):
        load_settings(tmp_path)


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
