"""split-words: words that lost the space between them (`ofthe`)."""

from garmentclean.filters.split_words.rule import SplitWords as SplitWords
