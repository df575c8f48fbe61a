"""What a file holds: data is recognised, and good prose is never taken for it."""

from __future__ import annotations

import ast
import codecs
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import garmentclean
from garmentclean.corpus.recognition import HEAD, kind_of, kind_of_name, kinds

if TYPE_CHECKING:
    from garmentclean.corpus.recognition.kinds import Kind

ROOT = Path(__file__).parents[2]

PARAGRAPH = (
    "The ribbon mill of Temple Lane runs at night, when electricity is cheap. Forty looms weave, "
    "and one man counts the metres, the knots and the hours until breakfast."
)

PROSE = {
    "empty": "",
    "blank": " \n\n\t\n",
    "one word": "Hemp",
    "a title": "Silk, wool and hemp: what the fair has shown\n",
    # JSON
    "a placeholder": "{page_break}\n" + PARAGRAPH,
    "braces": "{ The editor is away. } " + PARAGRAPH,
    "a template": "{{ title }}\n\n" + PARAGRAPH,
    "a quotation in braces": '{"This is ours," he said.}\n' + PARAGRAPH,
    "about a script": "#!/usr/bin/env is the line that every script begins with.\n" + PARAGRAPH,
    "about a declaration": '<?xml version="1.0"?> is the first line of such a file.\n' + PARAGRAPH,
    "about subtitles": "WEBVTT is the first word of such a file.\n\n" + PARAGRAPH,
    "about a mail": "Received: one letter, in a blue envelope.\n\n" + PARAGRAPH,
    "a letter's first line": "From Ada Brandt, Monday, 4 March.\n\n" + PARAGRAPH,
    "stars": "*** The fair ***\n--- Lodz ---\n\n" + PARAGRAPH,
    "a lesson": "[Lesson 1]\nloom = Webstuhl\nyarn = Garn\ncloth = Tuch\n",
    "measures": "[Volume]\n1 cup = 240 ml\n1 pint = 480 ml\n2 cups = 1 pint\n",
    "a song": "[Chorus]\nYarn = gold\nGold = pain\nYarn = pain\n",
    "definitions of an act": (
        "In this Act;\ncloth = any woven fabric;\nyarn = any spun fibre;\nmill = a building;\n"
    ),
    "formulas with semicolons": "Let f(x) = ax + b;\nthen f(0) = b;\nand f(1) = a + b;\n",
    "routes": "Orlow -> Lodz (bus);\nLodz -> Calais (train);\nCalais -> Dover (ship);\n",
    "pitches": "A=440 is the pitch of a loom.\nB=494 is the next.\nC=523 is high.\nD=587 too.\n",
    "an object, quoted": '{"text": "Silk"} is an object in JSON.\n' + PARAGRAPH,
    "an object on the first line": '{"text": "Silk", "id": 7}\n\n' + PARAGRAPH,
    "an object, then prose": '{"text": "Silk"}\nA row looks like that.\nSo does the next one.\n',
    "an object, shown": 'A row:\n\n{\n  "text": "Silk"\n}\n\nThat is all.\n',
    "a footnote": "[1] Marlon Dale, The Loom, p. 7.\n[2] The same, p. 9.\n",
    "a list of tasks": "[ ] wind the bobbins\n[x] oil the loom\n",
    "a wiki's links": "[[Loom]] and [[Shuttle]] are parts of a mill.\n",
    "a wiki's link": "[[Loom]]",
    "a link": "[The mill](https://mill.example) has closed.\n",
    "a number in brackets": "[2024]",
    "an interval": "[12, 13) is an interval, and [12, 13] another.\n",
    "a list of words": '["warp", "weft"] is a list of two words, as programs write it.\n',
    "an editor's note": "[Editor's note: this page was moved.]\n\n" + PARAGRAPH,
    "spoken lines": '"The looms stop at six," she said.\n"They stop at seven," said he.\n',
    # markup
    "paragraphs in tags": f"<p>{PARAGRAPH}</p>\n<p>{PARAGRAPH}</p>\n",
    "a division": f'<div class="article">\n<h1>The night shift</h1>\n<p>{PARAGRAPH}</p>\n</div>\n',
    "an article": f"<article><h1>The night shift</h1><p>{PARAGRAPH}</p></article>",
    "spaced tags": f"< p >{PARAGRAPH}< /p >\n< strong >What it costs:< /strong > little.\n",
    "a broken tag": f'<a href="/mill" target=_blank>The mill</a\n{PARAGRAPH}\n',
    "an unknown mark around an article": f"<text>{PARAGRAPH}</text>",
    "a mark that is no tag": f"<Marlon Dale reports>\n{PARAGRAPH}\n",
    "captions": f"<caption>A loom</caption>\n<caption>A mill</caption>\n{PARAGRAPH}\n",
    "names in angle brackets": f"<photo>\n<photo>\n{PARAGRAPH}\n",
    "a comment": f"<!-- page 7 -->\n# The night shift\n\n{PARAGRAPH}\n",
    "a heading of Markdown in tags": (
        f'<p align="center">\n  <img src="loom.png">\n</p>\n\n# Loom\n\n{PARAGRAPH}'
    ),
    "an image": f'<svg width="1"><path d="M0"/></svg>\n\n{PARAGRAPH}\n',
    "a namespace of a word processor": (
        '<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" />\n' + PARAGRAPH
    ),
    "a declaration alone": f'<?xml encoding="utf-8" ?>\n{PARAGRAPH}\n',
    "about a doctype": f"<!DOCTYPE html> is how a page begins.\n\n{PARAGRAPH}\n",
    "about tags": f"<html>, <head> and <body> are the parts of a page.\n\n{PARAGRAPH}\n",
    "a stray tag": f"<html>\n{PARAGRAPH}\n",
    "less than": "< 45 % moisture is dry, > 60 % is wet.\n" + PARAGRAPH,
    "a page, shown": (
        "The smallest page there is:\n\n<html>\n<head><title>Loom</title></head>\n</html>\n\n"
        + PARAGRAPH
    ),
    # tables
    "commas in each line": "Red, white and blue\nBlue, green and grey\nGrey, black and white\n" * 3,
    "a poem": "The loom, the lamp, the night,\nThe weft, the warp, the light,\n" * 6,
    "a list of names": "Dale, Marlon\nBerg, Ida\nHolt, Una\nVoss, Karl\nLind, Eva\nMoor, Jan\n",
    "places and years": "Lyon, 1911, silk\nGhent, 1902, linen\nLodz, 1898, cotton\n",
    "a table below a title": "Prices of May\n\ncloth,price\nsilk,12\nhemp,3\nwool,7\n",
    "a table and a note": "cloth,price\nsilk,12\nhemp,3\nAll prices are in yuan, without tax.\n",
    "a table of Markdown": "| cloth | price |\n|---|---|\n| silk | 12 |\n| hemp | 3 |\n",
    "a breadcrumb": "Home | News | Cloth\n\n" + PARAGRAPH,
    "breadcrumbs": "Home | News | Cloth\nCloth | Silk | Lyon\n\n" + PARAGRAPH,
    "thousands": "1,234\n\n5,678 looms stand in the valley.\n",
    "semicolons": "Silk; wool; hemp\nLinen; jute; ramie\nFelt; baize; loden\n",
    # code, settings and logs
    "a verse that ends in semicolons": "The looms are still;\nThe lamps are low;\nWe sleep;\n" * 4,
    "clauses": "The seller (Dale) delivers the cloth;\nthe buyer (Berg) pays for it;\n" * 3,
    "names in brackets": "Dale (weaver);\nBerg (dyer);\nHolt (spinner);\nVoss (cutter);\n",
    "keywords in a verse": "return to me;\nlet us begin;\nbreak the bread;\nlong is the night;\n",
    "from the hills": "from the hills they came\nimport and export rose\nclass of nine\n" * 3,
    "import duties": "import duties\nexport duties\n",
    "definitions": "def. 1: a loom is a machine\ndef. 2: a mill has looms\n",
    "a tutorial": (
        "Counting threads with a short program\n\nFirst, import the library:\n\n"
        "import loom\n\ndef count(cloth):\n    return len(cloth.threads)\n\n"
        f"{PARAGRAPH}\n"
    ),
    "a tutorial in fences": (
        "```python\nimport loom\n\nloom.start()\n```\n\nThat starts the loom. Then count:\n\n"
        "```python\nloom.count()\n```\n"
    ),
    "much code in fences": "```js\n" + "let a = 1;\n" * 30 + "```\n\nThat is all.\n",
    "formulas": "a = 1\nb = 2\nc = a + b\n",
    "front matter": "---\ntitle: The mill\nauthor:\n  name: Ida\n---\n\n" + PARAGRAPH,
    "front matter alone": "---\ntitle: The mill\nauthor:\n  name: Ida\nlayout: home\n---\n",
    "front matter in TOML": '+++\ntitle = "The mill"\ndate = 2020-05-01\n+++\n\n' + PARAGRAPH,
    "headings alone": "# The mill\n## The loom\n## The lamp\n### The night\n",
    "a list": "- silk\n- wool\n- hemp\n  - raw\n  - combed\n",
    "a list with colons": "- Silk: 12 yuan\n- Wool: 7 yuan\n- Hemp: 3 yuan\n  - Raw: 2 yuan\n",
    "an interview": "Ida: How many looms?\nKarl: Forty.\nIda: Since when?\nKarl: Since May.\n" * 3,
    "a recipe": "Ingredients:\n  Flour: 200 g\n  Milk: 1 l\nSteps:\n  Stir.\n  Bake.\n",
    "a letter": "From: Ida Berg\nTo: Karl Voss\nSubject: Looms\nDate: 1 May\n\nDear Karl, come.\n",
    "captions in brackets": "[Photo: a loom]\n[Photo: a mill]\n[Photo: a lamp]\n[Photo: a cat]\n",
    "times of a day": "06:00 The looms start.\n12:00 A pause.\n18:00 They stop.\n22:00 Sleep.\n",
    "a diary": "2020-05-01 10:00 We wove.\n2020-05-02 10:00 We cut.\n2020-05-03 11:00 Info.\n" * 3,
    "a chat": "[2020-05-01 10:00] Ida: hello\n[2020-05-01 10:01] Karl: hello\n" * 4,
    "#! in a sentence": "#! is how a script begins.\n" + PARAGRAPH,
    "a percentage first": "%50 off all looms until May.\n" + PARAGRAPH,
    "a backslash first": "\\ The backslash is a mark of typesetters.\n" + PARAGRAPH,
    "about LaTeX": "\\documentclass is the first command of a file.\n" + PARAGRAPH,
    "a line of hyphens": "--- The mill\n+++ The loom\n" + PARAGRAPH,
    "numbers and arrows": "1\n00:01 --> 00:02 is how long it takes.\n" + PARAGRAPH,
    "a letter that begins with From": "From Ida, with love.\n" + PARAGRAPH,
    "the web": "WEBVTT is a format of subtitles.\n" + PARAGRAPH,
    "Chinese": "纺织品价格上涨\n\n五月,丝绸、羊毛、大麻的价格都上涨了。\n" * 3,
    "Arabic": "ارتفعت أسعار الحرير، والصوف، والقنب\n" * 5,
    "a NUL": "a\0b",
}

ROWS = '{"id": 7, "text": "Silk is up."}\n{"id": 8, "text": "Hemp is up."}\n'
PAGE = "<head><title>Silk</title></head><body><p>Silk is up.</p></body>"
JAVASCRIPT = (
    "// Counts threads.\nconst fs = require('fs');\n\nfunction count(cloth) {\n"
    "  let all = 0;\n  for (const thread of cloth) {\n    all += 1;\n  }\n  return all;\n}\n\n"
    "module.exports = { count };\n"
)
C_CODE = (
    "/* Counts threads, row by row. It is quick. */\n#include <stdio.h>\n\nint main(void)\n{\n"
    '    printf("%d\\n", 7);\n    return 0;\n}\n'
)
SQL = "CREATE TABLE looms (\n  id INTEGER,\n  name TEXT\n);\nINSERT INTO looms VALUES (1, 'a');\n"
CSS = "body {\n  margin: 0;\n  color: #333;\n}\n\n.loom > a {\n  color: red;\n}\n"
GO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("Silk")\n}\n'
YAML = "site: mill\nlooms:\n  - name: a\n    speed: 7\nauthor:\n  name: Ida\n  age: 40\n"
TOML = '[project]\nname = "loom"\nversion = "1.0"\n\n[tool.ruff]\nline-length = 100\n'
LOG = (
    "2024-05-01 12:00:03,123 INFO loom.start: the loom has started\n"
    "2024-05-01 12:00:04,007 WARNING loom.run: the thread is thin\n"
) * 3
ACCESS = '192.0.2.7 - - [01/May/2024:12:00:03 +0000] "GET /loom HTTP/1.1" 200 512 "-" "curl"\n' * 5
SYSLOG = "May  1 12:00:03 mill loomd[77]: the loom has started\n" * 5

DATA: dict[str, tuple[Kind, str]] = {
    "rows": (kinds.ROWS, ROWS),
    "one row": (kinds.ROWS, '{"text":"He said &quot;hi&quot;"}'),
    "rows with blank lines": (kinds.ROWS, "\n" + ROWS + "\n\n" + ROWS),
    "a damaged row": (kinds.ROWS, ROWS + '{"id": 9, "text": "Wool\n' + ROWS),
    "the first row is damaged": (kinds.ROWS, '{"id": 9, "text": "Wool\n' + ROWS),
    "rows with NaN": (kinds.ROWS, '{"text": "Silk", "score": NaN}\n'),
    "rows with long numbers": (kinds.ROWS, f'{{"text": "Silk", "id": {"9" * 5000}}}\n'),
    "a document": (kinds.JSON, json.dumps({"title": "Silk", "text": PARAGRAPH}, indent=2)),
    "a list of objects": (kinds.JSON, json.dumps([{"text": PARAGRAPH}] * 3)),
    "a list of objects, one a line": (kinds.JSON, '[\n{"text": "Silk"},\n{"text": "Hemp"}\n]\n'),
    "a list of texts": (kinds.JSON, '["Silk is up.", "Hemp is up."]'),
    "a list of lists": (kinds.JSON, "[[1, 2], [3, 4]]"),
    "a list of numbers": (kinds.JSON, "[1, 2, 3]\n"),
    "documents one behind the other": (kinds.JSON, '{\n "text": "Silk"\n}\n' * 2),
    "a document that is cut off": (kinds.JSON, '{"text": "Silk is up", "next": "He'),
    "a list that is cut off": (kinds.JSON, json.dumps([{"text": PARAGRAPH}] * 3)[:-40]),
    "a document with a wrong comma": (kinds.JSON, '{\n  "text": "Silk is up.",\n  "id": 7,\n}\n'),
    "deep lists": (kinds.JSON, "[" * 9000),
    "lists a line": (kinds.JSON, '["a", 1]\n["b", 2]\n'),
    "a page": (kinds.HTML, f"<!DOCTYPE html>\n<html>{PAGE}</html>\n"),
    "a page without a doctype": (kinds.HTML, f"<html>\n{PAGE}\n</html>\n"),
    "a page in capitals": (
        kinds.HTML,
        f"<!DOCTYPE HTML PUBLIC '-//W3C//DTD'>\n<HTML>{PAGE.upper()}</HTML>",
    ),
    "a short page": (kinds.HTML, "<!doctype html><title>Silk</title><p>Silk is up."),
    "a page behind a comment": (kinds.HTML, f"<!-- saved -->\n\n<html>{PAGE}</html>"),
    "XHTML": (
        kinds.HTML,
        f'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD">\n<html>{PAGE}</html>',
    ),
    "a page of text": (kinds.HTML, f"<html>{PARAGRAPH}</html>"),
    "a head first": (kinds.HTML, "<head><meta charset=utf-8><title>Silk</title></head><p>Silk"),
    "a body": (kinds.HTML, f"<body>\n<p>{PARAGRAPH}</p>\n</body>\n"),
    "XML": (kinds.XML, '<?xml version="1.0"?>\n<news><item>Silk is up.</item></news>\n'),
    "XML without a declaration": (kinds.XML, "<news><item>Silk</item><item>Hemp</item></news>"),
    "a feed": (kinds.XML, '<rss version="2.0"><channel><title>Silk</title></channel></rss>'),
    "an image": (kinds.XML, '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>'),
    "XML with an unknown entity": (
        kinds.XML,
        '<?xml version="1.0"?>\n<news><item>Silk</item><item>&nbsp;Hemp</item></news>',
    ),
    "CSV": (kinds.TABLE, 'id,text\n1,"Silk, they say, is up."\n2,"Hemp is up."\n'),
    "CSV with one row": (kinds.TABLE, 'id,text\n1,"He said &quot;hi&quot;"\n'),
    "CSV with quoted names": (kinds.TABLE, '"id","text"\n"1","Silk is up."\n'),
    "CSV with lines in a text": (kinds.TABLE, 'id,text\n1,"Silk is up.\n\nSo is hemp."\n2,"x"\n'),
    "CSV with spaces": (kinds.TABLE, "id, year, place\n" + "7, 1911, Lyon\n" * 9),
    "CSV with semicolons": (
        kinds.TABLE,
        "cloth;price;place\nsilk;12,5;Lyon\nhemp;3;Ghent\nwool;1;x\n",
    ),
    "CSV of numbers": (kinds.TABLE, "1,2.5,3\n4,5.5,6\n" * 4),
    "TSV": (kinds.TABLE, "cloth\tprice\nsilk\t12\nhemp\t3\nwool\t7\n"),
    "bars": (kinds.TABLE, "cloth|price|place\nsilk|12|Lyon\nhemp|3|Ghent\n"),
    "RTF": (kinds.RTF, "{\\rtf1\\ansi Silk is up.\\par}"),
    "LaTeX": (kinds.TEX, "% a note\n\\documentclass{article}\n\\begin{document}\nSilk.\n"),
    "PDF": (kinds.PDF, "%PDF-1.7\n%\0\0\n1 0 obj\n"),
    "a script": (kinds.CODE, "#!/bin/sh\necho Silk\n"),
    "a script of env": (kinds.CODE, "#! /usr/bin/env python3\nprint(1)\n"),
    "PHP": (kinds.CODE, "<?php\necho 'Silk';\n"),
    "Python": (kinds.CODE, "import os\n\n\ndef size(path):\n    return os.stat(path).st_size\n"),
    "Python with a docstring": (
        kinds.CODE,
        f'"""{PARAGRAPH}"""\n\nfrom os import stat\n\n\nclass Loom:\n    """A loom."""\n',
    ),
    "JavaScript": (kinds.CODE, JAVASCRIPT),
    "C": (kinds.CODE, C_CODE),
    "SQL": (kinds.CODE, SQL),
    "CSS": (kinds.CODE, CSS),
    "Go": (kinds.CODE, GO),
    "YAML": (kinds.SETTINGS, YAML),
    "TOML": (kinds.SETTINGS, TOML),
    "an environment": (kinds.SETTINGS, "LOOM=7\nMILL=https://mill.example\nexport KEY='x'\nN=1\n"),
    "a log": (kinds.LOG, LOG),
    "a log of requests": (kinds.LOG, ACCESS),
    "a log of a system": (kinds.LOG, SYSLOG),
    "a patch": (kinds.PATCH, "--- a/loom.txt\n+++ b/loom.txt\n@@ -1 +1 @@\n-Silk\n+Hemp\n"),
    "a commit": (kinds.PATCH, "diff --git a/loom.txt b/loom.txt\nindex 1..2\n"),
    "subtitles": (kinds.SUBTITLES, "1\n00:00:01,000 --> 00:00:04,000\nSilk is up.\n"),
    "subtitles of the web": (kinds.SUBTITLES, "WEBVTT\n\n00:01.000 --> 00:04.000\nSilk is up.\n"),
    "subtitles with a header": (
        kinds.SUBTITLES,
        "WEBVTT Kind: captions; Language: en\n\n00:01.000 --> 00:04.000\nSilk is up.\n",
    ),
    "subtitles with styles": (kinds.SUBTITLES, "[Script Info]\nTitle: Silk\n"),
    "subtitles by frames": (kinds.SUBTITLES, "{100}{200}Silk is up.\n{210}{300}So is hemp.\n"),
    "a box of mails": (
        kinds.MAIL,
        "From ada@mill.example Mon Mar  4 10:22:00 2019\nFrom: Ada\nSubject: Silk\n\nIt is up.\n",
    ),
    "a mail": (
        kinds.MAIL,
        "Return-Path: <ada@mill.example>\nReceived: from a\n\tby b\nFrom: Ada\n\nSilk is up.\n",
    ),
    "an answer of a server": (
        kinds.HTML,
        "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>Silk is up.</p>\n",
    ),
    "a patch with context": (
        kinds.PATCH,
        "*** a.txt\n--- b.txt\n***************\n*** 1 ****\n! Silk\n--- 1 ----\n! Hemp\n",
    ),
    "a patch without context": (kinds.PATCH, "3c3\n< Silk\n---\n> Hemp\n"),
    "references": (kinds.REFERENCES, "TY  - JOUR\nAU  - Brandt, Ada\nER  - \n"),
    "translations": (kinds.TRANSLATIONS, '# Looms\nmsgid "loom"\nmsgstr "Webstuhl"\n'),
    "a calendar": (kinds.CALENDAR, "BEGIN:VCALENDAR\nVERSION:2.0\n"),
    "a web archive": (kinds.WARC, "WARC/1.0\r\nWARC-Type: response\r\n"),
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_prose_is_not_taken_for_data(text: str) -> None:
    for variant in (text, text.rstrip("\n"), text.replace("\n", "\r\n"), "\ufeff" + text):
        assert kind_of(variant.encode(), whole=True) is None
    assert kind_of(text.encode("utf-16"), whole=True) is None
    article = f"The night shift\n\n{text}"
    assert kind_of(article.encode(), whole=True) is None


@pytest.mark.parametrize("text", [text for text in PROSE.values() if "." in text])
def test_the_beginning_of_long_prose_is_not_taken_for_data(text: str) -> None:
    long = text + "\n\n" + f"{PARAGRAPH}\n\n" * 200
    assert kind_of(long.encode()[:HEAD], whole=False) is None


@pytest.mark.parametrize(("kind", "text"), DATA.values(), ids=DATA)
def test_data_is_recognized(kind: Kind, text: str) -> None:
    for variant in (text, text.rstrip("\n"), text.replace("\n", "\r\n"), "\ufeff" + text):
        assert kind_of(variant.encode(), whole=True) == kind
    wide = kinds.JSON if kind == kinds.ROWS else kind
    for codec, mark in (
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ):
        assert kind_of(mark + text.encode(codec), whole=True) == wide


LONG = {
    "rows": (kinds.ROWS, "".join(f'{{"id": {n}, "text": "{PARAGRAPH}"}}\n' for n in range(99))),
    "long rows": (kinds.ROWS, json.dumps({"text": PARAGRAPH * 110}) + "\n" + ROWS),
    "a document": (kinds.JSON, json.dumps({"texts": [PARAGRAPH] * 99}, indent=1)),
    "a list": (kinds.JSON, json.dumps([{"text": PARAGRAPH}] * 99)),
    "a page": (kinds.HTML, f"<html>{PAGE.replace('Silk is', PARAGRAPH * 199)}</html>"),
    "XML": (kinds.XML, f"<news>{f'<item>{PARAGRAPH}</item>' * 99}</news>"),
    "CSV": (kinds.TABLE, "id,text\n" + "".join(f'{n},"{PARAGRAPH}"\n' for n in range(99))),
    "Python": (kinds.CODE, "import os\n" + "\n\ndef loom():\n    return os.stat('a')\n" * 500),
    "JavaScript": (kinds.CODE, JAVASCRIPT * 99),
    "a log": (kinds.LOG, LOG * 99),
    "YAML": (kinds.SETTINGS, YAML * 300),
}


@pytest.mark.parametrize(("kind", "text"), LONG.values(), ids=LONG)
@pytest.mark.parametrize("cut", [0, 7, 40, 333])
def test_data_is_recognized_by_its_beginning(kind: Kind, text: str, cut: int) -> None:
    assert len(text) > HEAD
    assert kind_of(text.encode()[: HEAD - cut], whole=False) == kind


NAMES = {
    "a.html": kinds.HTML,
    "A.HTM": kinds.HTML,
    "a.json": kinds.JSON,
    "a.csv": kinds.TABLE,
    "a.ipynb": kinds.NOTEBOOK,
    "a.py": kinds.CODE,
    "a.yaml": kinds.SETTINGS,
    "Makefile": kinds.CODE,
    "dir.html/CMakeLists.txt": kinds.CODE,
    "a.txt.gz": kinds.PACKED,
    "a.svg": kinds.XML,
    "a.rtf": kinds.RTF,
    "a.log": kinds.LOG,
    **dict.fromkeys(
        ("a", "README", "a.txt", "a.md", "a.text", "a.rst", "a.adoc", "a.org", "a.foo", ".html")
    ),
}


@pytest.mark.parametrize(("name", "kind"), NAMES.items())
def test_names_of_files_show_their_kinds(name: str, kind: Kind | None) -> None:
    assert kind_of_name(name) == kind


def test_each_ending_has_one_kind() -> None:
    assert sum(len(ends.split()) for ends in kinds._ENDINGS.values()) == len(kinds.BY_ENDING)  # noqa: SLF001 - what it is made of


def test_texts_of_this_project_are_not_taken_for_data() -> None:
    prose = [*ROOT.glob("fixtures/**/*.txt"), *ROOT.glob("docs/pages/*.md")]
    for path in prose:
        data = path.read_bytes()
        assert kind_of(data[:HEAD], whole=len(data) <= HEAD) is None, path
    modules = [*Path(garmentclean.__file__).parent.rglob("*.py")]
    modules = [path for path in modules if len(ast.parse(path.read_bytes()).body) > 3]
    known = sum(kind_of(path.read_bytes(), whole=True) == kinds.CODE for path in modules)
    assert known >= 0.9 * len(modules) > 100


WORDS = (
    *("silk", "wool", "hemp", "loom", "mill", "the", "of", "and", "he", "said:", "in,", "at;"),
    *("from", "import", "class", "if", "(red)", "12", "2020"),
)
SIGNS = (
    *(*"{}[]<>=;:,|#\"'\t-_*\\/@&", "\n", "\n\n", "  ", "{\n", ";\n", ": ", "<p>", "</p>"),
    *("import silk\n", "loom()", '{"text": 7}\n', "<html>", "\n- ", "\nkey: ", "[a]\n"),
)
SENTENCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=20).map(
        lambda words: " ".join(words).capitalize() + "."
    ),
    min_size=2,
    max_size=8,
)


@given(SENTENCES, st.lists(st.tuples(st.integers(0, 60), st.sampled_from(SIGNS)), max_size=30))
@settings(max_examples=300)
@example(["Silk. Is up.", "Hemp is up."], [(0, "<"), (0, "{"), (1, "\n")])
def test_prose_with_symbols_is_not_taken_for_data(
    sentences: list[str], signs: list[tuple[int, str]]
) -> None:
    """Sentences of words, with any signs between them, behind a title."""
    words = " ".join(sentences).split(" ")
    for place, sign in signs:
        words.insert(place, sign)
    text = "The night shift in the mill of Lyon\n\n" + " ".join(words) + "\n"
    assert kind_of(text.encode(), whole=True) is None
    assert kind_of(text.encode(), whole=False) is None


@given(SENTENCES, st.sampled_from(["\n", "\n\n", " "]))
@settings(max_examples=200)
def test_plain_sentences_are_not_taken_for_data(sentences: list[str], between: str) -> None:
    assert kind_of(between.join(sentences).encode(), whole=True) is None


@given(st.text(max_size=300), st.booleans())
@settings(max_examples=200)
def test_no_text_crashes_recognition(text: str, whole: bool) -> None:
    kind_of(text.encode("utf-8", "surrogatepass"), whole=whole)


UNITS = (
    *(*"{}[]<>=;:,|#\"'\t-_*\\/@& \n.1a%`", '{"a":', '[{"', "[1,", "<a ", "<!--", "--", "<meta "),
    *("a,b\n", "1,2,", "a: \n", "- ", "- a:\n", "#\n", "import a\n", "a = ", "w ", "A=", '"a" '),
    *("/*", '"""', "\n\n \n", "2020-01-01 00:00 ", "a.b.", "((", 'msgid ""\n', "x@y."),
)


@pytest.mark.parametrize("start", ["", "a = {\n", "<html>", "import a\n", '{"a": ', "id,text\n1,"])
@pytest.mark.usefixtures("cpu_limit")
def test_recognition_takes_linear_time(start: str) -> None:
    for unit in UNITS:
        data = (start + unit * HEAD).encode()[:HEAD]
        for whole in (True, False):
            kind_of(data, whole=whole)


@given(
    st.dictionaries(st.text(max_size=9), st.text(max_size=60), min_size=1, max_size=5),
    st.integers(1, 5),
)
def test_random_objects_are_recognized_as_rows(row: dict[str, str], count: int) -> None:
    text = (json.dumps(row) + "\n") * count
    assert kind_of(text.encode(), whole=True) == kinds.ROWS


@pytest.mark.exhaustive
def test_many_random_texts_are_not_taken_for_data() -> None:
    """As above, over many more texts than Hypothesis has time for."""
    chance = random.Random(7)
    for _ in range(20_000):
        words = [chance.choice(WORDS) for _ in range(chance.randrange(20, 120))]
        for _ in range(chance.randrange(20)):
            words.insert(chance.randrange(len(words)), chance.choice(SIGNS))
        text = "The night shift in the mill\n\n" + " ".join(words) + ".\n"
        assert kind_of(text.encode(), whole=True) is None, text
