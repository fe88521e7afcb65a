/** Longest line that is read, in UTF-16 code units: a longer one is an issue, and is skipped without being held. */
export const maxLineLength = 1 << 20;

/** What a {@link LineSplitter} finds. Line numbers are 1-based. */
export interface LineSink {
  line(text: string, lineNumber: number): void;
  /** A line beyond {@link maxLineLength}; `head` is how it begins. */
  longLine(head: string, lineNumber: number): void;
}

/**
 * Cuts text that comes in pieces into lines, ended by LF, CRLF or CR; the last one may lack its end. Drops a leading
 * byte-order mark. Holds one unfinished line at most, and of a line that is too long nothing.
 */
export class LineSplitter {
  readonly #sink: LineSink;
  #pending = '';
  #skipping = false;
  #begun = false;
  #lineNumber = 1;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  write(text: string): void {
    if (text.length === 0) return;
    let start = !this.#begun && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.#begun = true;
    while (start < text.length) {
      const newline = text.indexOf('\n', start);
      const end = newline === -1 ? text.length : newline;
      this.#append(text, start, end);
      if (newline === -1) return;
      this.#finishLine();
      start = newline + 1;
    }
  }

  end(): void {
    if (this.#pending !== '') this.#finishLine();
  }

  #append(text: string, start: number, end: number): void {
    if (this.#skipping || start === end) return;
    if (this.#pending.length + end - start <= maxLineLength) {
      this.#pending += text.slice(start, end);
      return;
    }
    // The head is joined short of the piece, so that a piece of any size is never copied.
    const head = this.#pending.slice(0, 64) + text.slice(start, Math.min(end, start + 64));
    this.#pending = '';
    this.#skipping = true;
    this.#sink.longLine(head, this.#lineNumber);
  }

  #finishLine(): void {
    const text = this.#pending;
    this.#pending = '';
    if (this.#skipping) {
      this.#skipping = false;
      this.#lineNumber++;
      return;
    }
    const carriage = text.indexOf('\r');
    if (carriage === -1) this.#sink.line(text, this.#lineNumber++);
    else if (carriage === text.length - 1) this.#sink.line(text.slice(0, -1), this.#lineNumber++);
    else this.#carriageLines(text);
  }

  /** Files of old Macintoshes end lines with CR alone. */
  #carriageLines(text: string): void {
    const body = text.endsWith('\r') ? text.slice(0, -1) : text;
    for (const line of body.split('\r')) this.#sink.line(line, this.#lineNumber++);
  }
}
