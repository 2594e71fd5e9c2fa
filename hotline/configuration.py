"""Writes all that is rendered from a site file: Asterisk's configuration, and what answers without the AGI server.

The two are written together: the fallback must route as the dialplan that starts it does.
"""

from __future__ import annotations

from pathlib import Path

from agi.fallback_program import write_wrapper
from asterisk_conf.plan import TelephonyPlan
from asterisk_conf.render import write
from hotline.flows import fallback_snapshot
from hotline.settings import PROJECT, RunFolder
from hotline.site import Site


def write_configuration(site: Site, run: RunFolder, plan: TelephonyPlan) -> Path:
    """The path of asterisk.conf."""
    config = write(plan)
    fallback_snapshot(site, run).write(run.snapshot)
    write_wrapper(run.fallback, project=PROJECT, snapshot=run.snapshot)
    return config
