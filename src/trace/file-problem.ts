/** How files that are no text begin, as they look after decoding as UTF-8, and what to do about it. */
const magics = [
  { head: '\u001f\ufffd', what: 'is gzip-compressed', fix: 'decompress it first (gunzip)' },
  { head: '(\ufffd/\ufffd', what: 'is zstd-compressed', fix: 'decompress it first (zstd -d)' },
  { head: 'PK\u0003\u0004', what: 'is a ZIP archive (or a spreadsheet)', fix: 'save it as CSV' },
  { head: 'PAR1', what: 'is Parquet', fix: 'convert it to CSV' },
  { head: 'ARROW1', what: 'is an Arrow file', fix: 'convert it to CSV' },
] as const;

export interface FileProblem {
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

/** What a line with characters that a UTF-8 text cannot have tells of its file; null for a sound line. */
export function fileProblem(line: string): FileProblem | null {
  const zero = line.indexOf('\u0000');
  const replaced = line.indexOf('\ufffd');
  if (zero === -1 && replaced === -1) return null;
  const magic = magics.find(({ head }) => line.startsWith(head));
  if (magic !== undefined) {
    return { column: 1, message: `the file ${magic.what}, not text`, fix: magic.fix };
  }
  if (zero !== -1) {
    return {
      column: zero + 1,
      message: 'the line has NUL bytes: the file looks like UTF-16, not UTF-8',
      fix: 'save it as UTF-8 (iconv -f UTF-16 -t UTF-8)',
    };
  }
  return {
    column: replaced + 1,
    message: 'the line is not UTF-8 (Latin-1 or Windows-1252, perhaps)',
    fix: 'save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8)',
  };
}
