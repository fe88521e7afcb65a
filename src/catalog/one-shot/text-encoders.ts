/** Text encoders that several diffusion models share; widths from the config.json of each. */
export const clipL = {
  name: 'CLIP ViT-L text encoder',
  layers: 12,
  hiddenSize: 768,
  intermediateSize: 3072,
  gatedMlp: false,
  vocabSize: 49_408,
  tokens: 77,
} as const;
export const clipBigG = {
  name: 'OpenCLIP ViT-bigG text encoder',
  layers: 32,
  hiddenSize: 1280,
  intermediateSize: 5120,
  gatedMlp: false,
  vocabSize: 49_408,
  tokens: 77,
} as const;

/** T5 v1.1 XXL's encoder (google/t5-v1_1-xxl): 24 layers of 4096, a gated MLP of 10,240. */
export function t5Xxl(tokens: number, vocabSize = 32_128) {
  return {
    name: 'T5-XXL encoder',
    layers: 24,
    hiddenSize: 4096,
    intermediateSize: 10_240,
    gatedMlp: true,
    vocabSize,
    tokens,
  } as const;
}

/** The decoder-only Llama 3 8B of LLaVA, read once: HunyuanVideo's text encoder. */
export function llama3(tokens: number) {
  return {
    name: 'Llama 3 8B as text encoder',
    layers: 32,
    hiddenSize: 4096,
    intermediateSize: 14_336,
    gatedMlp: true,
    keyValueSize: 1024,
    causal: true,
    vocabSize: 128_320,
    tokens,
  } as const;
}
