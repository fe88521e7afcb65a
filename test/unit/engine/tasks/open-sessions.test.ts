import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenSessions, session } from '../../../../src/engine/tasks/open-sessions.ts';
import { NO_TEXTS, TurnTexts } from '../../../../src/engine/tasks/turn-texts.ts';
import { type Content, continues } from '../../../../src/policy/content.ts';

describe('conversations that are open', () => {
  it('take turns by instant, then in order of beginning, whatever handles are used again', () => {
    const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 2 }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (dues) => {
        const open = new OpenSessions();
        const waiting: { due: number; number: number }[] = [];
        let number = 0;
        for (const due of dues) {
          if (due !== null) {
            const handle = open.open();
            open.set(handle, session.number, number);
            open.set(handle, session.dueSeconds, due);
            open.wait(handle);
            waiting.push({ due, number: number++ });
          } else if (waiting.length > 0) {
            waiting.sort((a, b) => a.due - b.due || a.number - b.number);
            const first = waiting.shift()!;
            expect(open.nextSeconds).toBe(first.due);
            const handle = open.next();
            expect(open.get(handle, session.number)).toBe(first.number);
            open.close(handle);
          }
          expect(open.size).toBe(waiting.length);
        }
        if (waiting.length === 0) expect(open.nextSeconds).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });

  it('keeps thousands apart', () => {
    const open = new OpenSessions();
    for (let number = 0; number < 5000; number++) {
      const handle = open.open();
      open.set(handle, session.number, number);
      open.set(handle, session.dueSeconds, (number * 7919) % 5000);
      open.wait(handle);
    }
    const order = Array.from({ length: 5000 }, () => open.get(open.next(), session.dueSeconds));
    expect(order).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });
});

describe('texts of turns', () => {
  const turn = fc.record({
    talk: fc.integer({ min: 0, max: 3 }),
    tokens: fc.integer({ min: 1, max: 40 }),
    isForgotten: fc.boolean(),
  });

  it('are those that a prompt continues, of many conversations side by side', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
        const texts = new TurnTexts();
        const last = [NO_TEXTS, NO_TEXTS, NO_TEXTS, NO_TEXTS];
        const contents: (Content | null)[] = [null, null, null, null];
        for (const [id, { talk, tokens, isForgotten }] of turns.entries()) {
          if (isForgotten) {
            texts.forget(last[talk]!);
            last[talk] = NO_TEXTS;
            contents[talk] = null;
          } else {
            last[talk] = texts.continued(last[talk]!, id, tokens);
            contents[talk] = continues(contents[talk]!, id, tokens);
          }
          expect(last.map((at) => texts.content(at))).toEqual(contents);
        }
      }),
    );
  });

  it('grow beyond what they began with', () => {
    const texts = new TurnTexts();
    let last = NO_TEXTS;
    for (let id = 0; id < 3000; id++) last = texts.continued(last, id, id + 1);
    const content = texts.content(last)!;
    expect(content.length).toBe(6000);
    expect(content.at(-1)).toBe(3000);
  });
});
