// Shows invisible characters: control characters and broken bytes everywhere, because they could hide
// or reverse a text; spaces of all kinds only in changes, which often consist of nothing else.

const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const BLANK = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u;

const SIGNS = {
  "\t": ["⇥", "tab"],
  "\n": ["↵", "line end"],
  "\r": ["␍", "carriage return"],
  " ": ["·", "space"],
  "\u00a0": ["⍽", "no-break space"],
  "\u00ad": ["U+00AD", "soft hyphen"],
  "\u200b": ["U+200B", "zero-width space"],
  "\u200c": ["U+200C", "zero-width non-joiner"],
  "\u200d": ["U+200D", "zero-width joiner"],
  "\u2028": ["U+2028", "line separator"],
  "\u2029": ["U+2029", "paragraph separator"],
  "\u202e": ["U+202E", "right-to-left override"],
  "\u3000": ["U+3000", "ideographic space"],
  "\ufeff": ["U+FEFF", "byte order mark"],
};

/** The sign for an invisible character, and its name. */
function signOf(character) {
  if (character in SIGNS) return SIGNS[character];
  const code = character.codePointAt(0);
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  if (code < 0x20) return [String.fromCharCode(0x2400 + code), `control character U+${hex}`];
  if (code >= 0xdc80 && code <= 0xdcff) {
    return [`\\x${hex.slice(2)}`, `byte ${hex.slice(2)}, which is not UTF-8`];
  }
  if (code >= 0xd800 && code <= 0xdfff) return ["\ufffd", `half a character, U+${hex}`];
  return [`U+${hex}`, `character U+${hex}`];
}

/** A text as nodes, with signs for the characters that match. */
function signed(text, pattern, keep = "\n\t") {
  if (!pattern.test(text)) return [text];
  const nodes = [];
  let plain = "";
  for (const character of text) {
    if (keep.includes(character) || !pattern.test(character)) {
      plain += character;
      continue;
    }
    const [sign, name] = signOf(character);
    if (plain) nodes.push(plain);
    plain = character === "\n" ? "\n" : "";
    nodes.push(el("span", { class: "sign", role: "img", "aria-label": name, title: name }, sign));
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** Unchanged text. */
const unchanged = (text) => signed(text, HIDDEN);

/** One side of a change; one that is blank has a sign for each of its characters. */
const changed = (text) => (/\S/.test(text) ? signed(text, UNSEEN, "\n") : signed(text, BLANK, ""));

/** A text with signs but without nodes, as for a title. */
const plainly = (text) => text.replace(new RegExp(HIDDEN, "gu"), (found) => signOf(found)[0]);
