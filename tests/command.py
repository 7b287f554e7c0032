"""Runs the command line in this process and keeps what it said."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cockpit.cli import main


@dataclass
class Ended:
    """What a call printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.out)
        return answer

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


class Call:
    """Runs the command in this process, on one data folder."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self.capsys, self.monkeypatch = data, capsys, monkeypatch

    def __call__(self, *words: str, data: Path | None = None) -> Ended:
        self.monkeypatch.setattr(sys, "argv", ["cockpit", *words, "--data", str(data or self.data)])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)
