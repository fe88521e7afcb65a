import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/catalog/index.ts';
import { encodingStepModel, imageModel } from '../../../src/physics/encoding.ts';
import { memoryFit } from '../../../src/physics/memory.ts';
import { modelParameters } from '../../../src/physics/model-parameters.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { type RooflineInput, rooflineStepModel } from '../../../src/physics/step-time.ts';
import { encoderShape, imageSize } from '../../../src/physics/vision.ts';
import { chatbot, nothing, prompt } from './data-sheets-for-tests.ts';

const qwen = models['qwen2.5-vl-7b'];
const intern = models['internvl3-8b'];
const side = fc.integer({ min: 1, max: 8192 });

function inputOf(model: RooflineInput['model']): RooflineInput {
  return { ...chatbot, model, tensor: 1, weights: 'bf16', activations: 'bf16' };
}

describe('images', () => {
  it('have the tokens that the processors of their models say', () => {
    // Qwen2.5-VL: 1280 × 720 is rounded to 1288 × 728, a token for each 28 × 28 pixels
    expect(imageSize(qwen.vision!, 1280, 720)).toMatchObject({ tokens: 46 * 26, patches: 92 * 52 });
    // at least 4 tokens, at most 16,384
    expect(imageSize(qwen.vision!, 20, 20).tokens).toBe(4);
    expect(imageSize(qwen.vision!, 8000, 8000).tokens).toBe(128 * 128);
    // InternVL3: 16 : 9 is closest to 7 : 4, more than 12 tiles, so 2 : 1; 256 tokens a tile, and a thumbnail
    expect(imageSize(intern.vision!, 448, 448)).toEqual({
      tokens: 256,
      patches: 1025,
      pairs: 1025 ** 2,
    });
    expect(imageSize(intern.vision!, 896, 896).tokens).toBe(256 * 5);
    expect(imageSize(intern.vision!, 1280, 720).tokens).toBe(256 * 9);
  });

  it('attend to no more than the whole of them, and to all of it where one window holds it', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        for (const vision of [qwen.vision!, intern.vision!]) {
          const { tokens, patches, pairs } = imageSize(vision, width, height);
          expect(Number.isInteger(tokens) && tokens > 0).toBe(true);
          expect(pairs).toBeLessThanOrEqual(patches * patches);
          expect(pairs).toBeGreaterThanOrEqual(patches);
        }
      }),
    );
    // 4 × 4 tokens are 8 × 8 patches: one window
    expect(imageSize(qwen.vision!, 112, 112).pairs).toBe(64 * 64);
    // four windows in 28 layers, all of it in 4
    expect(imageSize(qwen.vision!, 224, 224).pairs).toBe((4 * 256 ** 2 + 28 * 4 * 64 ** 2) / 32);
  });
});

describe('encoders', () => {
  it('have the parameters that their cards say', () => {
    // 32 × (4·1280² + 3·1280·3420), a merger of 5120² + 5120·3584, and norms
    expect(modelParameters(encoderShape(qwen)!).total / 0.675e9).toBeCloseTo(1, 2);
    expect(modelParameters(encoderShape(intern)!).total / 0.331e9).toBeCloseTo(1, 1);
    expect(modelParameters(encoderShape(models['internvl3-78b'])!).total / 5.7e9).toBeCloseTo(1, 1);
    expect(encoderShape(models['qwen2.5-7b'])).toBeNull();
  });

  it('lie on the chips beside their decoders', () => {
    const held = (model: RooflineInput['model']) =>
      memoryFit({
        ...inputOf(model),
        memoryUtilization: 0.9,
        maxBatchedTokens: 2048,
        blockTokens: 16,
        reserveBytes: 0,
      });
    const { vision: _, ...decoder } = qwen;
    const more = held(qwen).weightBytes - held(decoder).weightBytes;
    expect(more / (2 * modelParameters(encoderShape(qwen)!).total)).toBeCloseTo(1, 3);
    expect(held(qwen).kvBlocks).toBeLessThan(held(decoder).kvBlocks);
  });

  it('work for as many FLOPs as patches, pairs and tokens say', () => {
    const image = imageSize(qwen.vision!, 1280, 720);
    const model = imageModel({ input: inputOf(encoderShape(qwen)!), image });
    const terms = new StepTerms();
    model.fill(3, terms);
    const { patches, pairs, tokens } = image;
    const perPatch = 2 * 32 * (4 * 1280 ** 2 + 3 * 1280 * 3420);
    const projector = 2 * (5120 ** 2 + 5120 * 3584);
    const flops = 3 * (perPatch * patches + 4 * 1280 * 32 * pairs + projector * tokens);
    expect(terms.flops / flops).toBeCloseTo(1, 6);
  });

  it('take the longer, and the more joules, the more images there are', () => {
    const image = imageSize(intern.vision!, 896, 896);
    const model = imageModel({ input: inputOf(encoderShape(intern)!), image });
    const terms = new StepTerms();
    let before = { seconds: 0, joules: 0 };
    for (let images = 1; images <= 32; images++) {
      model.fill(images, terms);
      const seconds = stepSeconds(terms, 0);
      const joules = terms.sharedJoules + terms.staticWatts * seconds + images * model.imageJoules;
      expect(seconds).toBeGreaterThan(before.seconds);
      expect(joules).toBeGreaterThan(before.joules);
      before = { seconds, joules };
    }
  });
});

describe('steps that encode', () => {
  const image = imageSize(qwen.vision!, 640, 480);
  const encoding = { input: inputOf(encoderShape(qwen)!), image };
  const decoder = rooflineStepModel(inputOf(qwen));
  const both = encodingStepModel(decoder, encoding);
  const fill = (model: typeof decoder, images: number) => {
    const terms = new StepTerms();
    const prefill = images === 0 ? prompt(500) : { ...prompt(500), images };
    model.mixed(4, prefill, terms, undefined, 4000);
    return terms;
  };

  it('are the decoder’s without images', () => {
    expect(fill(both, 0)).toEqual(fill(decoder, 0));
    const terms = [new StepTerms(), new StepTerms()] as const;
    both.decode(7, terms[0]);
    decoder.decode(7, terms[1]);
    expect(terms[0]).toEqual(terms[1]);
  });

  it('are the encoder’s pass and then the decoder’s, in time, joules, FLOPs and bytes', () => {
    const own = new StepTerms();
    imageModel(encoding).fill(2, own);
    const [with2, without] = [fill(both, 2), fill(decoder, 0)];
    const seconds = stepSeconds(own, 0);
    expect(stepSeconds(with2, 4000)).toBeCloseTo(stepSeconds(without, 4000) + seconds, 12);
    const joules = (terms: StepTerms, x: number) =>
      terms.sharedJoules + terms.staticWatts * stepSeconds(terms, x);
    expect(joules(with2, 4000)).toBeCloseTo(joules(without, 4000) + joules(own, 0), 9);
    expect(with2.flops).toBe(without.flops + own.flops);
    expect(with2.bytes).toBe(without.bytes + own.bytes);
    expect(nothing).not.toHaveProperty('images');
  });
});
