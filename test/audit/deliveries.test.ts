import { Deliveries } from '../../lib/audit/deliveries';

const never = new AbortController().signal;

test('what was sent before is waited for, what comes later is not', async () => {
  const deliveries = new Deliveries();
  await deliveries.allTaken(never);
  Atomics.add(deliveries.sent, 0, 2);
  let isTaken = false;
  const wait = async () => {
    await deliveries.allTaken(never);
    isTaken = true;
  };
  const waiting = wait();
  deliveries.take();
  await new Promise(setImmediate);
  expect(isTaken).toBe(false);
  Atomics.add(deliveries.sent, 0, 1);
  deliveries.take();
  await waiting;
  expect(isTaken).toBe(true);
});

test('an abort ends the waiting', async () => {
  const deliveries = new Deliveries();
  Atomics.add(deliveries.sent, 0, 1);
  await expect(deliveries.allTaken(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
