export {
  describeTrace,
  loadTrace,
  readableTraceFormats,
  traceText,
  writableTraceFormats,
  writeTrace,
} from '../../node.ts';
