// The shapes sw.js, offline.js and device.js share. Read when types are checked only.

/** What the worker knows of the copy (控え) of one guide; kept as JSON in its cache `state`. */
interface Copy {
    /** Names the saved bytes, as `build` of manifest.json; empty without a copy. */
    build: string;
    /** When it was saved. All times are milliseconds since 1970. */
    saved: number;
    /** When the server last gave out manifest.json, which it does for members only. */
    checked: number;
    /** When the server was last asked, whatever came of it. */
    asked: number;
    /** How many days after `checked` the copy may be read. */
    days: number;
    /** The build the server had at `checked`. */
    latest: string;
    files: number;
    bytes: number;
    /** Why there is no copy any more; empty otherwise. */
    gone: '' | 'signed-out' | 'expired';
    /** When it went. */
    goneAt: number;
}

/** How far saving is. */
interface Progress {
    files: number;
    ofFiles: number;
    bytes: number;
    ofBytes: number;
}

/** What the worker answers, and tells every window of the guide when it changes. */
interface CopyReport {
    copy: Copy;
    /** The day after which the copy is not shown; 0 without a copy. */
    until: number;
    saving: Progress | null;
    /** Why the last saving ended without a copy; empty when it did not. */
    failure: Failure;
    /** Bytes missing on the device, for `full`. */
    missing: number;
}

/**
 * `offline`: no connection. `signed-out`: the server asks for a login. `changed`: what the server has does not agree with
 * its own list, as while a release is being put there. `full`: no room. `cancelled`: the reader stopped it. `server`: the
 * server fails. `storage`: the browser keeps nothing.
 */
type Failure = '' | 'offline' | 'signed-out' | 'changed' | 'full' | 'cancelled' | 'server' | 'storage';

/** From a page to the worker, with a port for the answer, a `CopyReport`. */
interface Order {
    jissenOffline: 'report' | 'save' | 'cancel' | 'check';
    /** With `save`: days a copy may be read after the last good check. */
    days?: number;
}

/** From the worker to every window of the guide. `switched`: another build took the place of the copy. */
interface News {
    jissenOffline: 'report' | 'switched' | 'signed-out';
    report: CopyReport;
}

/** What a question to the server showed. */
type Session = 'in' | 'out' | 'unknown';

/** `window.jissenOffline`, by which device.js works. */
interface Offline {
    /** Where the guide lies, with `/` at its end. */
    readonly root: string;
    /** Whether this browser can keep a copy here. */
    isPossible(): boolean;
    /** Asks the server whether the reader is logged in. `unknown`: no connection. */
    session(): Promise<Session>;
    /** Bytes of a copy; 0 when the server does not say. */
    size(): Promise<number>;
    /** What the worker says; without one, what it left behind. */
    report(): Promise<CopyReport>;
    /** Begins to save, or to put the newest build in the place of the copy. The first call registers the worker. */
    save(days: number): Promise<void>;
    cancel(): Promise<void>;
    /** Has the worker ask for a newer build. */
    check(): Promise<CopyReport>;
    /**
     * Takes the copy off this device. Whether nothing is left of it. The worker stays and does nothing: WebKit would take it
     * off only after a while, and with it what is saved anew meanwhile.
     */
    remove(): Promise<boolean>;
    /** Takes the copy and the worker off this device, for readers who leave. Whether nothing is left. */
    removeAll(): Promise<boolean>;
    /** Calls `see` whenever something changes. */
    watch(see: (report: CopyReport) => void): void;
}
