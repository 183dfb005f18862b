export { createMicrosoftService, MicrosoftService, type TokenOptions } from './service';
export { clouds, type CloudName } from './clouds';
export { GraphError } from './errors';
export type { Lifecycle } from './notifier';
export type { Place } from './person';
export { colleagueOfDemo, userOfDemo } from './seed/people';
export type { MicrosoftOptions } from './types';
