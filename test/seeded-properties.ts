import fc from 'fast-check';

/** Properties draw the same cases in every run, so that a change and nothing else breaks them; TEST_SEED draws others. */
fc.configureGlobal({ seed: Number(process.env['TEST_SEED'] ?? 1) });
