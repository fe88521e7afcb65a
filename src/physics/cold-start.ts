import { assert } from '../base/assert.ts';
import type { Bytes, BytesPerSecond, Seconds } from '../base/units.ts';

/** What a replica needs to come up, from nothing or from a node that has some of it. */
export interface ColdStartInput {
  /** A node or a place on one is found, booted and joined; 0 where one stands ready. */
  readonly provisionSeconds: Seconds;
  /** What a node must fetch and unpack of the container image; 0 where it is cached. */
  readonly imageBytes: Bytes;
  readonly imageBandwidth: BytesPerSecond;
  /** Weights of the whole replica, read once, and of the chip that holds most of them. */
  readonly weightBytes: Bytes;
  readonly weightBytesPerChip: Bytes;
  /** Of the storage, for one replica. */
  readonly storageBandwidth: BytesPerSecond;
  /** From the host's memory to one chip; all chips load at once. */
  readonly hostToDeviceBandwidth: BytesPerSecond;
  /** Process start, profiling, compilation, graph capture. */
  readonly initSeconds: Seconds;
  /** First requests that nobody waits for. */
  readonly warmUpSeconds: Seconds;
}

/** Seconds of a cold start by what they go to; they sum to `totalSeconds`. */
export interface ColdStart {
  readonly provisionSeconds: Seconds;
  readonly imageSeconds: Seconds;
  readonly storageSeconds: Seconds;
  readonly hostToDeviceSeconds: Seconds;
  readonly initSeconds: Seconds;
  readonly warmUpSeconds: Seconds;
  readonly totalSeconds: Seconds;
}

/**
 * Time from the decision to start a replica until it takes requests: provision + image ÷ its bandwidth + weights ÷
 * storage bandwidth + weights of one chip ÷ host-to-device bandwidth + init + warm-up, one after the other (serving.md).
 * Loaders that overlap reading and copying save the smaller of the two weight terms (ServerlessLLM, OSDI 2024): give
 * the copy an infinite bandwidth for them.
 */
export function coldStart(input: ColdStartInput): ColdStart {
  const { provisionSeconds, initSeconds, warmUpSeconds } = input;
  assert(input.imageBandwidth > 0 && input.storageBandwidth > 0, 'a cold start reads at 0 B/s');
  assert(input.hostToDeviceBandwidth > 0, 'a cold start copies at 0 B/s');
  const imageSeconds = input.imageBytes / input.imageBandwidth;
  const storageSeconds = input.weightBytes / input.storageBandwidth;
  const hostToDeviceSeconds = input.weightBytesPerChip / input.hostToDeviceBandwidth;
  const totalSeconds =
    provisionSeconds +
    imageSeconds +
    storageSeconds +
    hostToDeviceSeconds +
    initSeconds +
    warmUpSeconds;
  return {
    provisionSeconds,
    imageSeconds,
    storageSeconds,
    hostToDeviceSeconds,
    initSeconds,
    warmUpSeconds,
    totalSeconds,
  };
}
