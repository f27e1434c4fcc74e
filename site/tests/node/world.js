/* What sw.js sees of a browser and a server, in memory: caches, windows, a clock, releases, a login. */
'use strict';

const assert = require('node:assert/strict');
const { createHash, webcrypto } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const SCRIPT = new vm.Script(fs.readFileSync(path.join(__dirname, '../../assets/sw.js'), 'utf8'), { filename: 'sw.js' });
const SCOPE = 'https://members.example/guide/';
const DAY = 86400000;
const PUBLIC = ['public/signed-out.html', 'public/expired.html', 'public/notice.css', 'public/notice.js', 'public/icon.svg'];

const sha256 = text => createHash('sha256').update(text).digest('hex');

/** A release: files by path, and the list of them. */
function release(files) {
    const entries = Object.entries(files).map(([name, text]) =>
        ({ path: name, bytes: Buffer.byteLength(text), sha256: sha256(text), kind: name.startsWith('public/') || name === 'sw.js' ? 'server' : 'page' }));
    const build = sha256(JSON.stringify(entries)).slice(0, 16);
    return { build, files: { ...files, 'manifest.json': JSON.stringify({ format: 1, build, files: entries }) } };
}

/** An answer of a server, which Node alone would not call `basic`. */
function answer(body, { status = 200, type = 'text/html', kind = 'basic', redirected = false } = {}) {
    const response = new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } });
    Object.defineProperties(response, { type: { value: kind }, redirected: { value: redirected }, clone: { value: () => answer(body, { status, type, kind, redirected }) } });
    return response;
}

class MemoryCache {
    constructor(world) {
        this.world = world;
        this.entries = new Map();
    }

    async put(request, response) {
        if (this.world.room <= 0) {
            throw new DOMException('full', 'QuotaExceededError');
        }
        this.world.room -= 1;
        this.entries.set(request.url || request, { body: await response.text(), headers: [...response.headers] });
    }

    async match(request) {
        const entry = this.entries.get(request.url || request);
        return entry && new Response(entry.body, { headers: entry.headers });
    }

    async keys() {
        return [...this.entries.keys()].map(url => ({ url }));
    }

    async delete(request) {
        return this.entries.delete(request.url || request);
    }
}

class World {
    constructor(first) {
        this.release = first;
        this.isOnline = true;
        this.isMember = true;
        this.room = Infinity;
        this.time = 1e12;
        this.stores = new Map();
        this.windows = new Map();
        this.n_windows = 0;
        this.news = [];
        /** Called before every answer of the server. */
        this.before = () => undefined;
        /** What the server gives in the place of a file. */
        this.faults = new Map();
        this.start();
    }

    /** A worker that has just been started and remembers nothing. */
    start() {
        const world = this;
        this.listeners = {};
        const FakeDate = class extends Date {
            static now() {
                return world.time;
            }
        };
        const self = {
            registration: { scope: SCOPE },
            clients: { matchAll: async () => [...world.windows.keys()].map(id => ({ id, url: SCOPE, postMessage: news => world.news.push(news) })) },
            addEventListener: (name, listener) => (world.listeners[name] = listener),
            skipWaiting: async () => undefined,
        };
        const caches = {
            open: async name => world.stores.get(name) || world.stores.set(name, new MemoryCache(world)).get(name),
            has: async name => world.stores.has(name),
            keys: async () => [...world.stores.keys()],
            delete: async name => world.stores.delete(name),
            match: async (address, { cacheName }) => world.stores.get(cacheName)?.match(address),
        };
        const context = vm.createContext({
            self, caches, fetch: (request, options) => world.fetch(request, options), Response, URL, TextDecoder, AbortController, AbortSignal,
            DOMException, crypto: webcrypto, navigator: {}, setTimeout, Date: FakeDate, Uint8Array, console,
        });
        SCRIPT.runInContext(context);
    }

    async fetch(request, options = {}) {
        const address = request.url || request;
        const name = decodeURIComponent(new URL(address).pathname.slice(new URL(SCOPE).pathname.length)) || 'index.html';
        await this.before(name);
        options.signal?.throwIfAborted();
        if (!this.isOnline) {
            throw new TypeError('no connection');
        }
        const isOpen = name === 'sw.js' || name.startsWith('public/');
        if (!this.isMember && !isOpen) {
            return answer('login', { status: 401 });
        }
        const fault = this.faults.get(name);
        if (fault) {
            return fault();
        }
        const text = PUBLIC.includes(name) ? `public ${name}` : this.release.files[name];
        return text === undefined ? answer('none', { status: 404 }) : answer(text, { type: name.endsWith('.json') ? 'application/json' : 'text/html' });
    }

    /** Sends an event to the worker and waits until it has done everything. */
    async send(name, event) {
        const promises = [];
        let response;
        this.listeners[name]({ ...event, waitUntil: promise => promises.push(promise), respondWith: promise => (response = promise) });
        const given = response && (await response);
        for (let nth = 0; nth < promises.length; nth += 1) {
            await promises[nth];
        }
        return given;
    }

    /** @returns the last report. */
    async order(what, days) {
        let report;
        await this.send('message', { data: { jissenOffline: what, days }, ports: [{ postMessage: given => (report = given) }] });
        return what === 'save' ? this.order('report') : report;
    }

    /** Opens a page in a new window; what it says, and where the reader was led instead. */
    async open(name) {
        const id = `window-${(this.n_windows += 1)}`;
        const request = { method: 'GET', url: SCOPE + name, mode: 'navigate' };
        const ask = async () => (await this.send('fetch', { request, clientId: '', resultingClientId: id })) || this.fetch(request);
        const given = await ask().catch(() => Response.error());
        this.windows.set(id, name);
        const text = given.type === 'error' ? '' : await given.text();
        return { id, status: given.status, text, instead: given.headers.get('location') };
    }

    /** What a window gets for a file; empty when it gets nothing. */
    async load(id, name) {
        const request = { method: 'GET', url: SCOPE + name, mode: 'no-cors' };
        try {
            const given = await this.send('fetch', { request, clientId: id, resultingClientId: '' });
            return given.ok ? await given.text() : '';
        } catch {
            return '';
        }
    }

    close(id) {
        this.windows.delete(id);
    }

    /** Names of the caches without what they have in common, sorted. */
    get caches() {
        return [...this.stores.keys()].map(name => name.split(' ').at(-1)).sort();
    }
}

module.exports = { assert, World, release, answer, SCOPE, DAY, PUBLIC };
