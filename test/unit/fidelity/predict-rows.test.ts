import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derivationOf } from '../../../bench/fidelity/derivation.ts';
import type { RowOutcome } from '../../../bench/fidelity/port.ts';
import { predictRows } from '../../../bench/fidelity/predict-rows.ts';
import { parseCells } from '../../../bench/fidelity/read-folder.ts';
import { jobsOf, unknownRow } from '../../../bench/fidelity/run-folder.ts';
import { nominalLength } from '../../../bench/fidelity/serving-inferencex.ts';
import { degree } from '../../../bench/fidelity/serving-trtllm.ts';

/** Made-up rows of each kind; the measured values are round numbers of no machine. */
const tables = {
  'steps_made_up.csv': `model,tp,prompt_tokens_per_request,batch_size,output_tokens_per_request,prefill_time_ms,decode_step_ms,avg_power_W_per_gpu,gpu,engine,precision
llama2-70b,8,256,2,64,100,40,0,H100-SXM-80GB,vLLM (late 2023),fp16
llama2-70b,8,6000,1,16,1000,40,200,H100-SXM-80GB,vLLM (late 2023),fp16`,
  'serving_inferencex_made_up.csv': `model,gpu,engine,engine_version,precision,tp,pp,attention_dp,moe_ep,isl_tokens_nominal,osl_tokens_nominal,length_factor_mean,concurrency,ttft_ms,tpot_ms,row_id,a_new_column,suspect
Qwen/Qwen3-14B,H100,vllm,0.11.0,bf16,1,1,,1,100,50,0.9,4,50,10,mine,ignored,
Made/Up-9B,H100,vllm,0.11.0,bf16,1,1,,1,100,50,0.9,4,50,10,unknown,ignored,
Qwen/Qwen3-14B,H100,vllm,0.11.0,bf16,1,1,,1,100,50,0.9,,50,10,empty,ignored,odd`,
  'serving_apex_made_up.csv': `model,gpu,engine,precision,tp,dp,replica,trace_rate_rps,n_requests,input_tokens_sum,output_tokens_sum,ttft_mean_s,tpot_mean_s
Llama-3.1-8B,H100-SXM-80GB,vLLM 0.6.0,bf16,1,2,0,0.5,40,4000,2000,0.1,0.01`,
  'serving_trtllm_made_up.csv': `model,gpu,n_gpus,parallelism,weights_precision,engine,isl_tokens,osl_tokens,output_tok_per_s_total,num_requests
Llama-3.1-8B,H100,1,TP1,FP8,TensorRT-LLM,64,32,1000,50`,
  'serving_mlperf_made_up.csv': `accelerator,n_accelerators,framework,benchmark,scenario,samples_per_s,scheduled_samples_per_s,tokens_per_s,latency_p99_ms,ttft_mean_ms,ttft_p99_ms,tpot_mean_ms,tpot_p99_ms
NVIDIA H100-SXM-80GB,2,TensorRT 10,llama2-70b-99,Server,1,1,200,900,100,200,20,30
NVIDIA H100-SXM-80GB,2,TensorRT 10,no-such-benchmark,Offline,1,1,200,,,,,`,
  'energy_mlenergy_llm_made_up.csv': `model_id,gpu_model,task,num_gpus,tensor_parallel,expert_parallel,data_parallel,max_num_seqs,avg_output_len,weight_precision,output_throughput_tokens_per_sec,median_itl_ms,avg_power_watts_per_gpu,energy_per_token_joules
Qwen/Qwen3-8B,H100,lm-arena-chat,1,1,1,1,8,100,bfloat16,500,10,300,1`,
  'energy_mlenergy_diffusion_made_up.csv': `model_id,gpu_model,num_gpus,batch_size,weight_precision,task,batch_latency_s,avg_power_watts,energy_per_image_joules
nobody/no-such-painter,H100,1,2,bfloat16,text-to-image,1,500,250`,
  'requests_made_up.csv': `hw,model,tp,request_id,arrival_s,input_tokens,output_tokens,ttft_ms,tpot_ms,e2e_ms
RTXPRO6000,Llama-3.1-8B,1,b,1.5,100,20,50,20,500
RTXPRO6000,Llama-3.1-8B,1,a,0,100,20,50,20,500`,
  'serving_made_up_summary.csv': `gpu,model,tp,dp,precision,engine,engine_version,max_num_seqs,max_num_batched_tokens,kv_tokens,output_tok_per_s,ttft_p99_ms,tpot_mean_ms,e2e_mean_ms
A chip of nobody,No-Model,1,1,bf16,vllm,0.19.0,4,512,,1,1,1,1
RTXPRO6000,Llama-3.1-8B,1,1,bf16,vllm,0.19.0,8,2048,4096,20,60,20,500`,
  'ops_gemm_made_up.csv': `system,gemm_dtype,m,n,k,latency_ms
h100_sxm,bfloat16,64,4096,4096,0.02
h100_sxm,fp8,64,4096,4096,0.02`,
  'ops_attention_context_made_up.csv': `system,window_size,attn_dtype,kv_cache_dtype,batch_size,isl,step,num_heads,num_key_value_heads,head_dim,latency_ms
a100_sxm,0,bfloat16,bfloat16,2,512,0,32,8,128,0.1`,
  'ops_attention_generation_made_up.csv': `system,window_size,attn_dtype,kv_cache_dtype,batch_size,isl,step,num_heads,num_key_value_heads,head_dim,latency_ms
a100_sxm,0,bfloat16,fp8,8,1,1023,32,8,128,0.1`,
  'ops_moe_made_up.csv': `system,moe_dtype,num_tokens,hidden_size,inter_size,topk,num_experts,moe_tp_size,moe_ep_size,distribution,latency_ms
h100_sxm,bfloat16,16,2048,768,8,128,1,1,balanced,0.2
h100_sxm,bfloat16,16,2048,768,8,128,1,4,balanced,0.1`,
  'ops_layer_made_up.csv': `gpu,model,tp,num_tokens,per_layer_nonattention_ms
A100,Llama-2-7b-hf,2,256,1`,
  'ops_collectives_vidur_made_up.csv': `system,op,num_workers,devices_per_node,size_bytes,latency_ms_median
h100_dgx,all_reduce,4,4,1048576,0.05
h100_dgx,all_reduce,16,8,1048576,0.05
h100_dgx,broadcast,4,4,1048576,0.05`,
} as const;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailwatt-fidelity-'));
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), `${text}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function predict(name: keyof typeof tables): readonly RowOutcome[] {
  return predictRows({ folder, name, rows: parseCells(tables[name], name) });
}

const metrics = (row: RowOutcome | undefined) => row?.figures.map(({ metric }) => metric);
const value = (row: RowOutcome | undefined, metric: string) =>
  row?.figures.find((figure) => figure.metric === metric)?.predicted ?? Number.NaN;

describe('rows of made-up files', () => {
  it('are known by their row_id, else by file and line', () => {
    const rows = predict('serving_inferencex_made_up.csv');
    expect(rows.map(({ rowId }) => rowId)).toEqual(['mine', 'unknown', 'empty']);
    expect(predict('steps_made_up.csv').map(({ rowId }) => rowId)).toEqual([
      'steps_made_up.csv:2',
      'steps_made_up.csv:3',
    ]);
  });

  it('are skipped with the reason, one by one', () => {
    const [known, unknown, empty] = predict('serving_inferencex_made_up.csv');
    expect(known).toMatchObject({ skipped: null, suspect: '' });
    expect(metrics(known)).toEqual(['ttft_ms', 'tpot_ms']);
    expect(unknown?.skipped).toBe('model Made/Up-9B is not in the catalog');
    expect(empty?.skipped).toBe('column concurrency is empty or no number');
    expect(empty?.suspect).toBe('odd');
    expect(predict('energy_mlenergy_diffusion_made_up.csv')[0]?.skipped).toContain(
      'not in the catalog',
    );
    const [, benchmark] = predict('serving_mlperf_made_up.csv');
    expect(benchmark?.skipped).toContain('no-such-benchmark');
    const [inside, across, other] = predict('ops_collectives_vidur_made_up.csv');
    expect(inside?.skipped).toBeNull();
    expect(across?.skipped).toBeNull();
    expect(other?.skipped).toContain('broadcast');
  });

  it('are not lost where nobody knows the file', () => {
    const [cells] = parseCells('row_id,x\nmine,1\n', 'new.csv');
    const row = unknownRow('new.csv', cells ?? { cells: {}, id: '' });
    expect(row).toMatchObject({ file: 'new.csv', rowId: 'mine' });
    expect(row.skipped).not.toBeNull();
  });

  it('predict what was measured and nothing else: 0 watts are none', () => {
    const [first, beyond] = predict('steps_made_up.csv');
    expect(metrics(first)).toEqual(['prefill_time_ms', 'decode_step_ms']);
    // 6000 tokens are more than the model was trained for; the measurement did not mind
    expect(metrics(beyond)).toEqual(['prefill_time_ms', 'decode_step_ms', 'avg_power_W_per_gpu']);
    expect(value(beyond, 'prefill_time_ms')).toBeGreaterThan(value(first, 'prefill_time_ms'));
  });

  it.each([
    ['serving_apex_made_up.csv', ['ttft_mean_s', 'tpot_mean_s']],
    ['serving_trtllm_made_up.csv', ['output_tok_per_s_total']],
    [
      'energy_mlenergy_llm_made_up.csv',
      [
        'output_throughput_tokens_per_sec',
        'median_itl_ms',
        'avg_power_watts_per_gpu',
        'energy_per_token_joules',
      ],
    ],
    [
      'serving_mlperf_made_up.csv',
      ['samples_per_s', 'ttft_mean_ms', 'ttft_p99_ms', 'tpot_mean_ms', 'tpot_p99_ms'],
    ],
    ['ops_gemm_made_up.csv', ['latency_ms']],
    ['ops_attention_context_made_up.csv', ['latency_ms']],
    ['ops_attention_generation_made_up.csv', ['latency_ms']],
    ['ops_moe_made_up.csv', ['latency_ms']],
    ['ops_layer_made_up.csv', ['per_layer_nonattention_ms']],
  ] as const)('%s: %j', (name, expected) => {
    const [row] = predict(name);
    expect(row?.skipped).toBeNull();
    expect(metrics(row)).toEqual(expected);
    for (const { predicted } of row?.figures ?? []) expect(predicted).toBeGreaterThan(0);
  });

  it('have figures that hang together: joules per token are watts ÷ tokens per second', () => {
    const [row] = predict('energy_mlenergy_llm_made_up.csv');
    const watts = value(row, 'avg_power_watts_per_gpu');
    const perSecond = value(row, 'output_throughput_tokens_per_sec');
    expect(value(row, 'energy_per_token_joules')).toBeCloseTo(watts / perSecond, 9);
  });

  it('replay a run in order of arrival, whatever the order of the file', () => {
    const [late, early] = predict('requests_made_up.csv');
    expect(metrics(late)).toEqual([
      'ttft_ms',
      'tpot_ms',
      'e2e_ms',
      'tpot_mean_ms',
      'e2e_mean_ms',
      'ttft_p99_ms',
    ]);
    expect(metrics(early)).toEqual(['ttft_ms', 'tpot_ms', 'e2e_ms']);
    const mean = (value(late, 'e2e_ms') + value(early, 'e2e_ms')) / 2;
    expect(value(late, 'e2e_mean_ms')).toBeCloseTo(mean, 6);
    const [other, summary] = predict('serving_made_up_summary.csv');
    expect(other?.skipped).toContain('no requests file');
    expect(value(summary, 'e2e_mean_ms')).toBeCloseTo(mean, 6);
  });
});

describe('a derivation', () => {
  it('shows the scenario, the terms, and measured against predicted', () => {
    const text = derivationOf(folder, 'mine', undefined) ?? '';
    expect(text).toContain('model: qwen3-14b');
    expect(text).toContain('Step with 1 decoding');
    expect(text).toMatch(/tpot_ms +10\.000/);
  });

  it('shows the terms of an operator, and the reason of a row that was skipped', () => {
    expect(derivationOf(folder, 'ops_gemm_made_up.csv:2', undefined)).toMatch(/latency_ms +0\.02/);
    expect(derivationOf(folder, 'unknown', undefined)).toContain('skipped: model Made/Up-9B');
    expect(derivationOf(folder, 'mine', 'steps_made_up')).toBeNull();
  });
});

describe('pieces', () => {
  it('lengths of the client are uniform up to the nominal, about the mean', () => {
    expect(nominalLength(1000, 0.9)).toEqual({ distribution: 'uniform', min: 800, max: 1000 });
    expect(nominalLength(1000, 1)).toEqual({ distribution: 'uniform', min: 1000, max: 1000 });
  });

  it('layouts are read by their letters', () => {
    expect(degree('TP4', 'TP')).toBe(4);
    expect(degree('TP4PP2', 'PP')).toBe(2);
    expect(degree('DEP8', 'DEP')).toBe(8);
    expect(degree('DEP8', 'EP')).toBe(1);
    expect(degree('TP1', 'PP')).toBe(1);
  });

  it('jobs hold every row once, and a replay all of them', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ cells: {}, id: String(i) }));
    const jobs = jobsOf('.', 'serving_made_up.csv', rows);
    expect(jobs.length).toBeGreaterThan(1);
    expect(jobs.flatMap((job) => job.rows)).toEqual(rows);
    expect(jobsOf('.', 'requests_made_up.csv', rows)).toHaveLength(1);
  });
});
