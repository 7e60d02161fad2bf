"""The report for who signs and never programs: one page of HTML that needs nothing beside itself."""

from generator.judgement.page.make import Page, render, write
from generator.judgement.page.setting import Root, Setting

__all__ = ["Page", "Root", "Setting", "render", "write"]
