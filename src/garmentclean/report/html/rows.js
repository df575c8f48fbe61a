// From the parts of a document to rows with the same lines on both sides.

const AROUND = 3; // unchanged lines to keep around a change
const FOLDED = 5; // fewer unchanged lines are not worth folding
const BEGINNING = 30; // lines to keep of a document without changes

const NEWLINE = /\r\n|\r|\n/;
const feeds = (text) => text.split(NEWLINE).length - 1;

/** The changes of a document, numbered in the order of its text. */
function changesOf(one) {
  const changes = one.parts.filter((part) => typeof part !== "string");
  return changes.map(([before, after, rules, because, line], place) => (
    { place, before, after, rules, because, line }));
}

/** A row begins at the start of a line on both sides, and ends where both sides begin the next. */
class Rows {
  rows = [];
  lines = [1, 1];

  /** Add unchanged text. */
  keep(text) {
    text.split(NEWLINE).forEach((line, place) => {
      if (place > 0) {
        this.open();
        this.close();
        this.lines = this.lines.map((number) => number + 1);
      }
      if (line) this.open().add(line, line);
    });
  }

  /** Add a change. */
  change(change) {
    const row = this.open();
    row.changed = true;
    row.add(change, change);
    const starts = [change.before, change.after].map((text, side) => {
      if (text) row.filled[side] = true;
      if (text) row.atStart[side] = /[\r\n]$/.test(text);
      return row.atStart[side];
    });
    this.lines[0] += feeds(change.before);
    this.lines[1] += feeds(change.after);
    if (starts[0] && starts[1]) this.close();
  }

  open() {
    this.row ??= {
      sides: [[], []],
      lines: [...this.lines],
      changed: false,
      filled: [false, false],
      atStart: [true, true],
      add(before, after) {
        this.sides[0].push(before);
        this.sides[1].push(after);
        if (typeof before === "string") [this.atStart, this.filled] = [[false, false], [true, true]];
      },
    };
    return this.row;
  }

  close() {
    if (this.row) this.rows.push(this.row);
    this.row = null;
  }
}

/** The rows of a document. */
function rowsOf(one, changes) {
  if (one.missing) return changes.map(loneRow);
  const rows = new Rows();
  let place = 0;
  for (const part of one.parts) {
    if (typeof part === "string") rows.keep(part);
    else rows.change(changes[place++]);
  }
  rows.close();
  return rows.rows;
}

/** The row of a change whose text was not found: only its line is known. */
function loneRow(change) {
  const filled = [true, false];
  return { sides: [[change], [change]], lines: [change.line, ""], changed: true, filled };
}

/** Rows in stretches, some of which are folded: `[{ rows, folded }, ...]`. */
function stretchesOf(rows) {
  const stretches = [];
  const add = (some, folded) => {
    const last = stretches.at(-1);
    if (!some.length) return;
    if (folded || !last || last.folded) stretches.push({ rows: some, folded });
    else for (const row of some) last.rows.push(row);
  };
  for (let start = 0, end; start < rows.length; start = end) {
    for (end = start; end < rows.length && rows[end].changed === rows[start].changed; ) end++;
    const run = rows.slice(start, end);
    const first = start > 0 ? AROUND : end < rows.length ? 0 : BEGINNING;
    const last = end < rows.length ? AROUND : 0;
    if (rows[start].changed || run.length < first + last + FOLDED) {
      add(run, false);
    } else {
      add(run.slice(0, first), false);
      add(run.slice(first, run.length - last), true);
      add(run.slice(run.length - last), false);
    }
  }
  return stretches;
}
