import { test } from 'vitest';
import { perPart, prove, seed } from './prove';

test(`I1 to I8 hold after random histories, part 2: ${perPart} (CRM_SYNC_SEED=${seed})`, async () => await prove(2, perPart));
