import { newDeal } from '../support/happenings.js';
import { connectHeffl, type Input } from '../support/heffl.js';
import { instantZaps, type Zap } from '../support/instant-zaps.js';

const heffl = connectHeffl();
const { switchOn } = instantZaps(heffl);

/** A new deal, and how to change it in Heffl. */
const openDeal = () => {
  const { id } = heffl.sandbox.create('deals', newDeal(heffl));
  return {
    id,
    edit: (fields: Input) => void heffl.sandbox.update('deals', id, fields),
    moveTo: (stage: string) =>
      void heffl.sandbox.update('deals', id, { stageId: heffl.idOf('pipelineStages', stage) }),
  };
};

const fires = async (zap: Zap): Promise<number> => (await zap.outputs()).length;

describe.each([
  { trigger: 'deal_won', status: 'WON', stage: 'Won', otherStatus: 'LOST', otherStage: 'Lost' },
  { trigger: 'deal_lost', status: 'LOST', stage: 'Lost', otherStatus: 'WON', otherStage: 'Won' },
])('$trigger', ({ trigger, status, stage, otherStatus, otherStage }) => {
  test('fires when the status says so, and not again while it stays so', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.edit({ price: 1 });
    expect(await fires(zap)).toBe(0);
    deal.edit({ status });
    expect(await zap.outputs()).toMatchObject([{ id: deal.id, status, event: 'deal.updated' }]);
    deal.edit({ price: 2 });
    deal.edit({ status });
    expect(await fires(zap)).toBe(0);
  });

  test('fires once for the two events of a move to the stage', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo(stage);
    expect(
      await zap.arrivals().then((arrivals) => Promise.all(arrivals.map((one) => zap.receive(one)))),
    ).toEqual(expect.arrayContaining([[], [expect.objectContaining({ id: deal.id, stage })]]));
    deal.edit({ price: 2 });
    expect(await fires(zap)).toBe(0);
  });

  test('fires once where the stage is told before the status', async () => {
    const zap = await switchOn(trigger);
    const tell = async (event: string, payload: Input) =>
      (
        await zap.receive(
          zap.signed({ body: { event, payload: { id: 'dl_1', ...payload } }, id: JSON.stringify(payload) }),
        )
      ).length;
    expect(await tell('deal.updated', { stage: 'Quotation Sent', status: 'ACTIVE' })).toBe(0);
    expect(await tell('deal.stage_changed', { stage: ` ${stage.toUpperCase()}`, status: 'ACTIVE' })).toBe(1);
    expect(await tell('deal.updated', { stage, status })).toBe(0);
  });

  test('fires for a stage of any name whose deals have the status', async () => {
    const zap = await switchOn(trigger);
    const { id } = heffl.sandbox.create('deals', {
      ...newDeal(heffl),
      pipelineId: heffl.idOf('pipelines', 'Annual Contracts'),
      stageId: heffl.idOf('pipelineStages', 'Contract Sent'),
    });
    const end = status === 'WON' ? 'Signed' : 'Not Renewed';
    heffl.sandbox.update('deals', id, { stageId: heffl.idOf('pipelineStages', end) });
    expect(await zap.outputs()).toMatchObject([{ id, stage: end, status }]);
  });

  test('fires for a deal that is so from the start', async () => {
    const zap = await switchOn(trigger);
    heffl.sandbox.create('deals', { ...newDeal(heffl), stageId: heffl.idOf('pipelineStages', stage) });
    expect(await zap.outputs()).toMatchObject([{ stage, event: 'deal.created' }]);
  });

  test('fires again for a deal that was reopened in between, by stage or by status', async () => {
    const zap = await switchOn(trigger);
    const [moved, edited] = [openDeal(), openDeal()];
    for (let time = 1; time <= 3; time++) {
      moved.moveTo(stage);
      moved.moveTo('Site Visit');
      edited.edit({ status });
      edited.edit({ status: 'ACTIVE' });
    }
    expect(await fires(zap)).toBe(6);
  });

  test('fires when the deal had the other outcome before, which fires nothing', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo(otherStage);
    deal.edit({ status: otherStatus });
    expect(await fires(zap)).toBe(0);
    deal.moveTo(stage);
    expect(await fires(zap)).toBe(1);
  });

  test('does not say what happened where the delivery does not', async () => {
    const zap = await switchOn(trigger);
    expect(await zap.receive(zap.signed({ body: { id: 'dl_1', status } }))).toMatchObject([
      { id: 'dl_1', status, event: null },
    ]);
  });

  test('is not misled by what was before and is told late', async () => {
    const zap = await switchOn(trigger);
    const tell = async (minute: number, payload: Input) => {
      const timestamp = `2026-11-23T10:0${minute}:00.000Z`;
      const body = { event: 'deal.updated', timestamp, payload: { id: 'dl_1', ...payload } };
      return (await zap.receive(zap.signed({ body, id: `msg_${minute}` }))).length;
    };
    expect(await tell(3, { status })).toBe(1);
    expect(await tell(1, { status: 'ACTIVE' })).toBe(0);
    expect(await tell(4, { status })).toBe(0);
    expect(await tell(6, { status: 'ACTIVE' })).toBe(0);
    expect(await tell(5, { status })).toBe(0);
    expect(await tell(7, { status })).toBe(1);
  });

  test('stays silent about edits weeks later', async () => {
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo(stage);
    expect(await fires(zap)).toBe(1);
    for (let week = 1; week <= 8; week++) {
      heffl.zapier.age(7 * 24 * 60 * 60);
      deal.edit({ price: week });
      expect(await fires(zap)).toBe(0);
    }
  });

  test('fires while the cache fails, though not once only', async () => {
    heffl.zapier.mood = 'fails';
    const deal = openDeal();
    const zap = await switchOn(trigger);
    deal.moveTo('Quotation Sent');
    expect(await fires(zap)).toBe(0);
    deal.moveTo(stage);
    expect(await fires(zap)).toBe(2);
  });

  test('shows deals that are so as examples, and none where there are none: Zapier then has the sample', async () => {
    const zap = await switchOn(trigger);
    expect(await zap.examples()).toEqual([]);
    const { id, moveTo } = openDeal();
    openDeal();
    moveTo(stage);
    expect(await zap.examples()).toMatchObject([{ id, status, stage }]);
  });
});
