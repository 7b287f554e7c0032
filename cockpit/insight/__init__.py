"""What is concluded from answers: forecasts."""

from __future__ import annotations

from cockpit.insight.forecast import LEAST_VALUES, Forecast, forecast

__all__ = ["LEAST_VALUES", "Forecast", "forecast"]
