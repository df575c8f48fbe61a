"""The filters: one module or folder for each kind of rule, found by `registry`.

`drop_lines` has the rule class `DropLines` of the kind `drop-lines`. The class documents and
validates such a rule, and its `scanner` compiles *all* rules of the kind into one object that
proposes patches. Code that several kinds share is in `base`; code that runs the filters of other
packages is in `plugins`.

The names below are the API for packages with filters of their own.
"""

from garmentclean.errors import RuleError
from garmentclean.filters.base.rule import Rule as FilterRule
from garmentclean.filters.base.rule import Scanner
from garmentclean.filters.base.view import View
from garmentclean.text.edit import Patch

__all__ = ["FilterRule", "Patch", "RuleError", "Scanner", "View"]
