export { createGoogleService, GoogleService } from './service';
export { GoogleError } from './errors';
export type { Place } from './person';
export type { AccessRole, EventResource } from './types';
export { colleagueOfDemo, userOfDemo } from './state';
