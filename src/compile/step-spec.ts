import type { EncodingInput } from '../physics/encoding.ts';
import type { OneShotInput } from '../physics/kinds/batch-cost.ts';
import type { RooflineInput } from '../physics/step-time.ts';
import type { AffineStepEnergy, AffineStepTime } from '../scenario/scenario.ts';

/** How the pool's step model is made (physics/): data here, the closures are made where they run. */
export type StepSpec =
  | {
      readonly kind: 'affine';
      readonly time: AffineStepTime;
      readonly energy: AffineStepEnergy | null;
      /** Power while busy where no stepEnergy is given. */
      readonly busyWatts: number;
    }
  | {
      readonly kind: 'roofline';
      readonly input: RooflineInput;
      /** Present where steps encode the images of their prompts. */
      readonly encoding?: EncodingInput;
    }
  /** Replicas that encode images, and nothing else. */
  | ({ readonly kind: 'encoder' } & EncodingInput)
  | { readonly kind: 'one-shot'; readonly input: OneShotInput };
