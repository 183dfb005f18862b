'use strict';
// Loaded into n8n by NODE_OPTIONS: sends what n8n's own Google nodes ask of Google to the sandbox instead, whose address
// they have no field for. Without TLS, which only makes them faster.
const http = require('node:http');
const https = require('node:https');

const target = new URL(process.env.BENCH_GOOGLE ?? 'http://127.0.0.1:9');
const hosts = new Set(['www.googleapis.com', 'oauth2.googleapis.com']);
const original = https.request;

https.request = function request(options, callback) {
	const host = options && (options.hostname || options.host);
	if (!hosts.has(host)) return original.apply(this, arguments);
	const headers = { ...options.headers, Host: host };
	return http.request({ ...options, protocol: 'http:', hostname: target.hostname, host: target.hostname, port: target.port, agent: undefined, headers }, callback);
};
