// The shapes query.js and reader.js work with. Only read when types are checked; browsers never load it.

/** What head.js holds. */
interface Head {
    version: number;
    build: string;
    /** How many sections there are. */
    n: number;
    fields: { name: string; boost: number; tokens: number }[];
    positions: boolean;
    kinds: string[];
    editions: string[];
    current: number;
    common: string;
    postings: [string, string][];
    text: [string, number][];
}

/** A line of the lexicon, where tabs stand between these. */
interface Entry {
    key: string;
    form: string;
    /** `a`, `s` or `r`. */
    sort: string;
}

/** A file of postings. What belongs to a field of a token lies at row * fields + field. */
interface Shard {
    bytes: Uint8Array;
    tokens: string[];
    /** How many sections have the token. */
    counts: Uint32Array;
    /** Where their postings begin in `bytes`. */
    starts: Uint32Array;
    /** What was decoded so far. */
    read: Map<number, Postings>;
}

/** The sections that have a token in a field, ascending. */
interface Postings {
    bytes: Uint8Array;
    sections: Uint32Array;
    tfs: Uint32Array;
    /** Where the positions begin in `bytes`. */
    starts: Uint32Array;
    /** How far `seek` has gone. */
    at: number;
}

/** What is loaded so far. */
interface Site {
    head: Head;
    /** Its lines, each with a newline behind it. */
    lexicon: string;
    /** At field * n + section. */
    norms: Uint8Array;
    /** By field and norm: what the length adds to tf below the line of BM25. */
    lengths: number[][];
    kind: Uint8Array;
    edition: Uint8Array;
    /** By place in `head.postings`. */
    shards: Shard[];
    /** By section. */
    texts: string[][];
    /** At section * fields + field. */
    flats: string[];
    sums: Sums;
    others: Sums;
    /** By text, with ~ behind those with `prefix`. */
    known: Map<string, Scores>;
    files: Map<string, Promise<any>>;
}

interface Unit {
    text: string;
    prefix: boolean;
}

interface Variant extends Unit {
    weight: number;
    /** What was replaced, and by what. */
    words: [string, string][];
}

interface Part {
    written: string;
    exact: boolean;
    /** As typed first. */
    variants: Variant[];
}

interface Level {
    level: number;
    required: number;
    parts: Part[];
    neighbours: Unit | null;
}

/** A word of the lexicon in a text, by characters. */
interface Match {
    start: number;
    end: number;
    forms: { text: string; weight: number }[];
}

/** A clause, by characters. */
interface Clause {
    text: string[];
    exact: boolean;
    last: boolean;
    matches: Match[];
}

interface Found {
    /** Those gone through. */
    levels: Level[];
    /** By section: place of its level among these from 1 on, 0 if it was not found. */
    places: Uint8Array;
    /** By section. */
    scores: Float64Array;
}

/** Values of sections, gathered one by one. */
interface Sums {
    /** By section; all 0 between uses. */
    values: Float64Array;
    /** The first `size` are those with a value, in no order. */
    sections: Uint32Array;
    size: number;
}

/** In no order; one score for each section. */
interface Scores {
    sections: Uint32Array;
    scores: Float64Array;
}

interface Options {
    limit?: number;
    kind?: string;
    edition?: string;
}
