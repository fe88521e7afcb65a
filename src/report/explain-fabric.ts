import { links as catalogLinks } from '../catalog/index.ts';
import type { CompiledFabric } from '../compile/fabric.ts';
import { collectivePlan, planSeconds } from '../physics/collectives.ts';
import { buildFabric } from '../physics/fabric/build-fabric.ts';
import type { ChipAddress } from '../physics/fabric/graph.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { figure, quantity, seconds, whole } from './numbers.ts';

/** What a step's all-reduce of a small batch moves: 64 tokens of 8,192 values in 16 bits. */
const MESSAGE_BYTES = 2 ** 20;

/** What joins the nodes, where replicas stand, and what it costs those that one node does not hold. */
export function explainFabric(
  scenario: Scenario,
  fabric: CompiledFabric | undefined,
  pools: readonly {
    readonly name: string;
    readonly firstReplica: number;
    readonly replicas: number;
  }[],
): { readonly fabric?: readonly string[] } {
  const spec = scenario.fabric;
  if (spec === undefined || fabric === undefined) return {};
  const { links } = buildFabric(fabric);
  const trunks = links.filter(({ kind }) => kind === 'trunk');
  const idle = links.reduce((sum, { idleWatts }) => sum + idleWatts, 0);
  const chips = fabric.nodes.reduce((sum, node) => sum + node.chips, 0);
  const taken = fabric.chips.reduce((sum, own) => sum + own.length, 0);
  const rates = trunks.map(({ bytesPerSecond }) => bytesPerSecond);
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const range = least === most ? '' : `${quantity(least, 'B/s')} to `;
  const up =
    trunks.length === 0
      ? ''
      : `, ${whole(trunks.length / 2)} cables between switches at ${range}${quantity(most, 'B/s')} each way`;
  return {
    fabric: [
      `${topologyText(spec)}: ${whole(fabric.nodes.length)} nodes${up}; ${quantity(idle, 'W')} in switches and transceivers`,
      `replicas are placed by ${spec.placement}: they hold ${whole(taken)} of ${whole(chips)} chips`,
      ...pools.map(
        ({ name, firstReplica, replicas }) =>
          `${name} stands on ${placesText(fabric.chips.slice(firstReplica, firstReplica + replicas))}`,
      ),
      ...scenario.pools.flatMap((pool) => splitLine(pool)),
      ...spec.failures.map(failureLine),
    ],
  };
}

function topologyText({
  topology,
  scaleOut,
  oversubscription,
}: NonNullable<Scenario['fabric']>): string {
  return typeof topology === 'string'
    ? `${topology} of ${scaleOut.name}, oversubscribed ${figure(oversubscription)}:1`
    : `${whole(topology.switches.length)} switches of its own, ${scaleOut.name}`;
}

function failureLine({ when }: NonNullable<Scenario['fabric']>['failures'][number]): string {
  return 'cable' in when
    ? `the cable ${when.cable} fails after ${seconds(when.atSeconds)}`
    : 'each cable fails and is repaired, by a law';
}

function placesText(replicas: readonly (readonly ChipAddress[])[]): string {
  const most = 4;
  const shown = replicas.slice(0, most).map((chips) => {
    const [first, last] = [chips[0], chips.at(-1)];
    if (first === undefined || last === undefined) return '';
    if (first.node !== last.node) return `nodes ${first.node} to ${last.node}`;
    return `node ${first.node}, chips ${first.chip} to ${last.chip}`;
  });
  const more = replicas.length > most ? `, and ${whole(replicas.length - most)} more` : '';
  return `${shown.join(' · ')}${more}`;
}

type CatalogLinks = Readonly<Record<string, Parameters<typeof collectivePlan>[1]['link']>>;

/** What it costs that one scale-up domain does not hold a replica. */
function splitLine({
  name,
  scaleOut,
  parallelism,
  accelerator,
  acceleratorsPerNode,
}: Scenario['pools'][number]): string[] {
  if (scaleOut === undefined) return [];
  const chips = parallelism.tensor * parallelism.data;
  const link = (catalogLinks as CatalogLinks)[accelerator.link];
  if (link === undefined || chips <= acceleratorsPerNode) {
    return [`${name}: stages of its pipeline are on several nodes, and hand on over the fabric`];
  }
  const timeOf = (nodes?: typeof scaleOut) => {
    const group = { link, chips, kernels: 'library', ...(nodes && { nodes }) } as const;
    return planSeconds(collectivePlan('all-to-all', group), MESSAGE_BYTES);
  };
  const [inside, across] = [timeOf(), timeOf(scaleOut)];
  return [
    `${name}: ${whole(chips)} chips exchange over ${whole(chips / acceleratorsPerNode)} domains of ${whole(acceleratorsPerNode)}: 1 MiB all-to-all takes ${seconds(across)}, inside one domain ${seconds(inside)}`,
  ];
}
