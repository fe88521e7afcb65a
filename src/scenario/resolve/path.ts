/** `file` as seen from `folder` by plain joining; absolute files and the empty folder leave it as it is. */
export function joinPath(folder: string, file: string): string {
  if (folder === '' || /^(?:[/\\]|[A-Za-z]:[/\\])/.test(file)) return file;
  return /[/\\]$/.test(folder) ? folder + file : `${folder}/${file}`;
}
