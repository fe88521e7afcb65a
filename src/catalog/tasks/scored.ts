import { paper } from '../sources.ts';
import { expressions, type TaskSheet } from './sheet.ts';

const dit = paper(
  'Peebles and Xie 2022, arXiv 2212.09748, table 4, after 400,000 training steps: FID of 50,000 samples, from memory',
);
const sun = paper(
  'Sun et al. 2023, arXiv 2304.09542, table 1: nDCG@10 on TREC DL 2019, from memory',
);

export const scoredTasks = {
  'image-fid': {
    id: 'image-fid',
    name: 'ImageNet 256, class-conditional images by Fréchet distance',
    measure: 'frechet-distance',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {},
    scores: {
      'dit-xl-2': { value: 19.47, source: dit },
      'dit-l-2': { value: 23.33, source: dit },
    },
    source: paper('Heusel et al. 2017, arXiv 1706.08500'),
  },
  'ranking-ndcg': {
    id: 'ranking-ndcg',
    name: 'TREC Deep Learning 2019, passages re-ranked',
    measure: 'ndcg',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {},
    scores: {
      bm25: { value: 0.5058, source: sun },
      'monot5-3b': { value: 0.7183, source: sun },
      'rankgpt-4': { value: 0.7559, source: sun },
    },
    source: paper('Craswell et al. 2020, arXiv 2003.07820'),
  },
  'driving-map': {
    id: 'driving-map',
    name: 'nuScenes, objects around a car',
    measure: 'mean-average-precision',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {},
    scores: {
      centerpoint: { value: 0.58, source: paper('Yin et al. 2020, arXiv 2006.11275, from memory') },
      bevfusion: { value: 0.702, source: paper('Liu et al. 2022, arXiv 2205.13542, from memory') },
    },
    source: paper('Caesar et al. 2019, arXiv 1903.11027'),
  },
} as const satisfies Readonly<Record<string, TaskSheet>>;
