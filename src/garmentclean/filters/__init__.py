"""The filters: one module or folder for each kind of rule, found by `registry`.

`drop_lines` holds the rule class `DropLines` of the kind `drop-lines`. The class documents and
validates such a rule, and its `scanner` compiles *all* rules of the kind into one object that
proposes patches. What several kinds share is in `base`, what runs filters of other packages in
`plugins`.

The names below are what a package with a filter of its own imports.
"""

from garmentclean.errors import RuleError
from garmentclean.filters.base.rule import Rule as FilterRule
from garmentclean.filters.base.rule import Scanner
from garmentclean.filters.base.view import View
from garmentclean.text.edit import Patch

__all__ = ["FilterRule", "Patch", "RuleError", "Scanner", "View"]
