import type { HttpAnswer, HttpRequest } from '../sandbox/http/listen.js' with { 'resolution-mode': 'import' };

export declare const services: Map<string, (request: Omit<HttpRequest, 'method'>) => HttpAnswer>;
