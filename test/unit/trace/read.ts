import { traceFormats } from '../../../src/trace/index.ts';
import type { TraceFormat, TraceResult } from '../../../src/trace/port.ts';

export function read(
  format: keyof typeof traceFormats | TraceFormat,
  text: string,
  pieceLength = text.length,
): TraceResult {
  const reader = (
    typeof format === 'string' ? (traceFormats[format] as TraceFormat) : format
  ).createReader();
  for (let i = 0; i < text.length; i += pieceLength) reader.write(text.slice(i, i + pieceLength));
  return reader.end();
}
