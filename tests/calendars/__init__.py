"""Tests of periods, zones and recurring meetings."""
