import { workerData } from 'node:worker_threads';
import { judge } from './judge';

judge(workerData);
