"""Packs of rules for the news of harbours: the YAML files in this folder."""
