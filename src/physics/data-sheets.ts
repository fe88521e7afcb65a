import type { Bytes, BytesPerSecond, FlopsPerSecond, Seconds, Watts } from '../base/units.ts';
import type { VisionEncoder } from './vision-encoder.ts';

/** Where a figure comes from: a document somebody can open, a fit with its error, or the honest word `assumed`. */
export interface Source {
  readonly kind: 'data-sheet' | 'paper' | 'model-card' | 'fit' | 'assumed' | 'user';
  /** Title and place: document, page or table, date. */
  readonly text: string;
  /** True when the figure was checked against a second, independent document. */
  readonly verified: boolean;
}

/** Number formats of weights, activations and KV cache, in descending width. */
export const dtypes = ['fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'int8', 'fp4', 'int4'] as const;
export type Dtype = (typeof dtypes)[number];

/**
 * Formats of weights: every number format, and fp8 with a scale per block of 128 × 128, whose products scale on their
 * way along the shared dimension (the checkpoints of DeepSeek-V3, Kimi K2, MiniMax M2 and Qwen3-FP8).
 */
export const weightFormats = [...dtypes, 'fp8-block'] as const;
export type WeightFormat = (typeof weightFormats)[number];

/** One chip as its data sheet has it. Peaks are dense (without sparsity); an absent dtype has no units on this chip. */
export interface Accelerator {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly year: number;
  readonly memoryBytes: Bytes;
  readonly memoryBandwidth: BytesPerSecond;
  /** Dense peak FLOP/s (OP/s for integer types) by dtype. */
  readonly peak: Readonly<Partial<Record<Dtype, FlopsPerSecond>>>;
  readonly boardWatts: Watts;
  readonly idleWatts: Watts;
  /** Where the power above idle goes; absent where nobody measured it. */
  readonly power?: PowerShares;
  /**
   * Memory on the chip that keeps the weights between steps when all of a chip's own fit in it; KV cache and activations
   * are read at the memory's speed all the same. Absent where the caches' part is in the measured kernels.
   */
  readonly cache?: { readonly bytes: Bytes; readonly bandwidth: BytesPerSecond };
  /** Units for 2:4 sparse weights; present where such a model is served and the chip has them. */
  readonly sparseUnits?: SparseUnits;
  /** Id of the link (catalog/links) that joins the chips of one node. */
  readonly link: string;
  /** Chips in one scale-up domain, the node by default. */
  readonly chipsPerNode: number;
  /** Of an instance of a partitioned chip: the chip, the processors it has, and how many such instances a chip has. */
  readonly partOf?: {
    readonly chip: string;
    readonly processors: number;
    readonly perChip: number;
  };
  /** One source per figure, keyed by the property's name (`peak.bf16` for peaks). */
  readonly sources: Readonly<Record<string, Source>>;
}

/** How much faster than dense ones products with 2:4 sparse weights are, and in which formats. */
export interface SparseUnits {
  readonly speedup: number;
  readonly formats: readonly Dtype[];
}

/**
 * Power of a working chip, each as a share of the board's power above idle. Their sum may exceed 1: a chip that does
 * everything at peak at once would exceed its board's limit, and lowers its clock instead.
 */
export interface PowerShares {
  /** While a step runs, whatever it does: clocks, leakage, schedulers; < 1. */
  readonly awake: number;
  /** Of that, what does not follow the clock: memory that waits, regulators, leakage, fans; as on most chips where absent. */
  readonly fixed?: number;
  /** The memory, and the path from it to the processors, at peak bandwidth. */
  readonly memory: number;
  /** Multipliers at the peak of any format. */
  readonly compute: number;
  /** While the engine's work per sequence runs, which is sampling for the most part. */
  readonly sampling: number;
}

/** A link between chips of one node, for the α–β model of collectives (physics/collectives.ts). */
export interface Link {
  readonly id: string;
  readonly name: string;
  /** One exchange in an engine's own kernel, in a CUDA graph. */
  readonly alphaSeconds: Seconds;
  /** One-direction bandwidth per chip that such kernels reach; absent where engines leave collectives to the library. */
  readonly directBandwidth?: BytesPerSecond;
  /** A collective of the vendor's library: its launch, each hop of its ring, and the start of its chunked pipeline. */
  readonly launchSeconds: Seconds;
  readonly hopSeconds: Seconds;
  readonly rampSeconds: Seconds;
  /** Achievable one-direction bandwidth per chip, at large messages. */
  readonly bandwidth: BytesPerSecond;
  /** The same where the switch reduces; absent where it does not. */
  readonly inSwitchBandwidth?: BytesPerSecond;
  /** What the host takes to launch one collective outside a CUDA graph. */
  readonly hostLaunchSeconds: Seconds;
  readonly sources: Readonly<Record<string, Source>>;
}

/** A network between nodes. */
export interface Fabric {
  readonly id: string;
  readonly name: string;
  /** One exchange between two nodes, with its launch. */
  readonly alphaSeconds: Seconds;
  /** Achievable one-direction bandwidth of one chip's flow, and of all flows of a node together. */
  readonly bandwidth: BytesPerSecond;
  readonly nodeBandwidth: BytesPerSecond;
  /** A port of a switch at full load, with its transceiver. */
  readonly portWatts: Watts;
  readonly sources: Readonly<Record<string, Source>>;
}

/**
 * Layers that keep a state of constant size per sequence in place of keys and values, one matrix per head that each
 * token reads and writes: Mamba-2 (arXiv 2405.21060), gated delta networks (2412.06464), lightning attention
 * (2501.08313). The other layers attend, evenly spread: of a period of layers, the last ones.
 */
export interface RecurrentLayers {
  /** What a token does to the state: see `stateProducts` in physics/recurrent.ts. */
  readonly rule: 'state-space' | 'gated-delta' | 'lightning';
  /** Layers of this kind; equal to the model's where none attends. */
  readonly layers: number;
  /** Layers that have an MLP (or experts) behind their mixer, evenly spread; 0 in a pure Mamba-2. */
  readonly mlpLayers: number;
  /** States per layer. */
  readonly heads: number;
  /** Heads of queries and keys (B and C of a state-space layer), each shared by equally many states. */
  readonly keyHeads: number;
  /** A state has keyDim × valueDim elements. */
  readonly keyDim: number;
  readonly valueDim: number;
  /** Scalars that the input projection makes per state: step size, decay, write strength. */
  readonly gatesPerHead: number;
  /** Taps of the short convolution over queries, keys and values; 0 without. */
  readonly convolutionTaps: number;
  /** Tokens that a prompt's kernel works on at once: products within, a state between. */
  readonly chunkTokens: number;
}

/** Shape of a decoder-only language model: what memory, FLOPs and bytes follow from. */
export interface ModelShape {
  readonly id: string;
  readonly name: string;
  /** Token mixers, each with its MLP where it has one. */
  readonly layers: number;
  readonly hiddenSize: number;
  /** Of the layers that attend; where none does, the heads and the width of the states. */
  readonly attentionHeads: number;
  /** Equal to attentionHeads for multi-head attention, fewer for grouped-query attention. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Width of the gated MLP of dense layers; 0 when every layer is a mixture of experts. */
  readonly intermediateSize: number;
  readonly vocabSize: number;
  /** True when the LM head shares the embedding's weights. */
  readonly tiedEmbeddings: boolean;
  /** False for a plain two-matrix MLP (GPT-2 style); three matrices when true (SwiGLU). */
  readonly gatedMlp: boolean;
  readonly contextTokens: number;
  readonly nativeDtype: WeightFormat;
  readonly moe?: {
    readonly experts: number;
    readonly expertsPerToken: number;
    readonly expertIntermediateSize: number;
    /** Width of the always-active shared expert, summed over shared experts; 0 without. */
    readonly sharedIntermediateSize: number;
    /** Layers at the start that are dense. */
    readonly denseLayers: number;
  };
  /** Multi-head latent attention: the cache holds `kvRank + ropeDim` elements per token and layer. */
  readonly mla?: {
    readonly kvRank: number;
    readonly ropeDim: number;
    readonly queryRank: number;
    readonly nopeDim: number;
    readonly valueDim: number;
  };
  /** Layers that attend to a window of `tokens` only, as a share of all layers that attend. */
  readonly slidingWindow?: { readonly tokens: number; readonly layerShare: number };
  /** True when attention's output is gated, by a projection as wide as its queries. */
  readonly gatedAttention?: boolean;
  readonly recurrent?: RecurrentLayers;
  /** Weights of products that are zero and not stored (physics/sparsity.ts); embedding, LM head and router are whole. */
  readonly sparsity?:
    | { readonly kind: '2:4' }
    | { readonly kind: 'unstructured'; readonly share: number };
  /** A low-rank adapter beside the named matrices (physics/adapter.ts). */
  readonly adapter?: ModelAdapter;
  /** Present where prompts may have images. */
  readonly vision?: VisionEncoder;
  /** Mean share of the layers that a decoded token runs through (physics/early-exit.ts). */
  readonly earlyExit?: { readonly layerShare: number };
  /** Published parameter counts (what the model card says), to check the shape against. */
  readonly publishedParameters: { readonly total: number; readonly active: number };
  readonly source: Source;
}

/** A figure for products in 16 bits and more, and one for narrower formats. */
export interface ByWidth {
  readonly wide: number;
  readonly narrow: number;
}

/** What grouped products reach that widen their weights. */
export interface WidenedExperts {
  readonly efficiency: number;
  readonly stream: number;
  /** Of the experts of one layer together; absent where it is that of other formats. */
  readonly launchSeconds?: number;
}

/** What products reach that scale on their way along the shared dimension. */
export interface BlockScaled {
  readonly gemmEfficiency: number;
  readonly gemmLaunchSeconds: number;
  readonly weightStream: number;
  /** A tile's walk along one element of the shared dimension: no product is quicker, however few its rows. */
  readonly walkSeconds: number;
  readonly expertEfficiency: number;
  readonly expertLaunchSeconds: number;
}

/**
 * What the kernels of one architecture reach. Shares are of peak FLOP/s or of memory bandwidth and ≤ 1; seconds are
 * what a kernel takes however small its work is: launch, ramp and drain.
 */
export interface KernelFit {
  readonly gemmEfficiency: ByWidth;
  readonly gemmLaunchSeconds: ByWidth;
  /** Grouped products of experts. */
  readonly expertEfficiency: ByWidth;
  /**
   * The same, and the share of the bandwidth at which weights are read, where weights of the format must be widened to
   * the format of the product first; absent where those kernels are as quick as others.
   */
  readonly expertsWidened: Readonly<Partial<Record<Dtype, WidenedExperts>>>;
  /** Products whose 8-bit weights are scaled by blocks. */
  readonly blockScaled: BlockScaled;
  /** Of the experts of one layer together: routing, alignment, both products and the sum. */
  readonly expertLaunchSeconds: ByWidth;
  /** Share of the bandwidth at which weights are read by a product, and by grouped products. */
  readonly weightStream: number;
  readonly expertStream: number;
  /** Share of the bandwidth that passes reach: norms, activation, routing. */
  readonly passStream: number;
  /** Rows that a product is padded by: part-filled tiles. */
  readonly paddingRows: number;
  /** Time that the last tiles of a product leave the chip part-filled, in units of one 128 × 128 tile per processor. */
  readonly tailTiles: number;
  /** One pass that only moves bytes. */
  readonly passLaunchSeconds: number;
  readonly promptEfficiency: number;
  /** Keys that each query of a prompt meets in vain: the tiles on the causal diagonal, softmax and start-up. */
  readonly promptPaddingKeys: number;
  readonly attentionLaunchSeconds: number;
  /** Share of the bandwidth at which decode attention reads a cache, by the cache's format. */
  readonly cacheStream: ByWidth;
  /** One KV head of one decoding sequence on one processor, whatever its context. */
  readonly sequenceHeadSeconds: number;
}

/** Measured kernels by chip. A chip that it does not name has the figures of `otherwise`. */
export interface KernelLibrary {
  readonly id: string;
  /** True where a pass of its own writes a product's inputs in a format below 16 bits; false where the pass before does. */
  readonly quantisesApart: boolean;
  /** Rows that each expert of a chip is filled up with where 8-bit weights are scaled by blocks: its layout's alignment. */
  readonly blockFilledRows: number;
  readonly chips: Readonly<
    Record<string, { readonly fit: KernelFit; readonly processors: number }>
  >;
  readonly otherwise: { readonly fit: KernelFit; readonly processors: number };
}

/** Low-rank pairs beside a model's matrices: one adapter, or several that are alike. */
export interface ModelAdapter {
  readonly rank: number;
  readonly targets: readonly string[];
  /** How many lie in memory; 1 where it is not said. */
  readonly held?: number;
  /** How many the tokens of a step need between them; 1 where it is not said. */
  readonly together?: number;
}
