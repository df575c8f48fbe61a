"""A sequence of very many named tuples that takes little memory."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterable

Item = TypeVar("Item", bound="tuple[Any, ...]")


class CompactList(Sequence[Item]):
    """Named tuples of one kind, in a tenth of a list's memory: each field is a column.

    Args:
        kind: the class of the tuples, a NamedTuple.
        items: the first items.
        numbers: how many of the first fields are offsets or line numbers.

    >>> from typing import NamedTuple
    >>> class Span(NamedTuple):
    ...     start: int
    ...     rule: str
    >>> spans = CompactList(Span, [Span(3, "x/a")], numbers=1)
    >>> spans.append(Span(9, "x/b"))
    >>> len(spans), spans[1]
    (2, Span(start=9, rule='x/b'))
    """

    def __init__(self, kind: type[Item], items: Iterable[Item] = (), *, numbers: int) -> None:
        named: Any = kind  # its type hides that it is a NamedTuple
        self._make = named._make
        size = len(named._fields)
        self._columns: list[Any] = [array("Q") if n < numbers else [] for n in range(size)]
        for item in items:
            self.append(item)

    def append(self, item: Item) -> None:
        """Add an item; equal texts share their memory."""
        for column, value in zip(self._columns, item, strict=True):
            column.append(sys.intern(value) if type(value) is str else value)

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        item: Item = self._make([column[index] for column in self._columns])
        return item

    def __iter__(self) -> Any:
        return map(self._make, zip(*self._columns, strict=True))
