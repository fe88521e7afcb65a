import { expect, it } from 'vitest';
import { oneShotModels } from '../../../src/catalog/index.ts';
import { sheetText } from '../../../src/report/catalog-text.ts';

it('prints lists of parts figure by figure', () => {
  const text = sheetText(oneShotModels['flux.1-dev']);
  expect(text).toMatch(/textEncoders\[1\]\.name +CLIP ViT-L/);
  expect(text).toMatch(/textEncoders\[2\]\.name +T5-XXL/);
  expect(text).not.toContain('[object');
});
