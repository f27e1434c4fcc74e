/*
 * Cuts what is to be printed into pages, so that their number is known before printing: browsers tell it nobody.
 * Defines jissenDeskPages. Classic script. The pages are cut on the screen, with lengths of paper (paper.css).
 * Without this script what is to be printed flows over pages by itself.
 */
(function deskPages() {
    'use strict';

    /** What is laid on one page after the other. @typedef {{ area: HTMLElement, open: Shell[] }} Sheet */
    /** An element that goes on over pages, and its piece on the present one. @typedef {{ source: HTMLElement, piece: HTMLElement }} Shell */

    const SPLIT = 'div, section, table, tbody, ul, ol';
    /** Of these, cut only when a page does not hold one. */
    const KEPT = '.guide-pack-item';
    /** Titles, and what else stays with what follows it. */
    const TITLES = 'h2, h3, h4, .guide-pack-title, .guide-pack-heading, tr:has(> th[scope="rowgroup"]), [data-with-next]';
    /** So many rows of a table stay together at its end: a page with fewer looks forgotten. */
    const N_LAST = 3;

    /** @param {Node | null} node  @param {string} selector */
    const is = (node, selector) => node instanceof HTMLElement && node.matches(selector);

    /** @param {HTMLElement} area */
    const isFull = area => area.scrollHeight > area.clientHeight;

    /** Whether a piece has nothing of its own yet. @param {HTMLElement} piece */
    const isEmpty = piece => [...piece.childNodes].every(child => is(child, 'thead') || (child instanceof Text && !child.data.trim()));

    /**
     * The next piece of an element: its head again, and its numbers going on.
     * @param {HTMLElement} source
     * @param {HTMLElement | null} before  The piece on the page before.
     */
    function pieceOf(source, before) {
        const piece = /** @type {HTMLElement} */ (source.cloneNode(false));
        const head = source.querySelector(':scope > thead');
        if (head) {
            piece.append(head.cloneNode(true));
        }
        if (before instanceof HTMLOListElement && piece instanceof HTMLOListElement) {
            piece.start = before.start + before.children.length;
        }
        return piece;
    }

    /**
     * Lays elements on pages.
     * @param {HTMLElement[]} elements  Taken apart while they are laid.
     * @param {() => HTMLElement} newArea  Begins a page; gives the element that takes its content, of fixed height.
     */
    function lay(elements, newArea) {
        /** @type {Sheet} */
        const sheet = { area: newArea(), open: [] };
        elements.filter(element => element.matches('table')).forEach(keepLastRows);
        elements.forEach(element => add(sheet, element, newArea));
    }

    /** @param {HTMLElement} table */
    function keepLastRows(table) {
        const rows = [...table.querySelectorAll('tbody > tr:not(:has(> th[scope="rowgroup"]))')];
        rows.slice(-N_LAST, -1).forEach(row => row.setAttribute('data-with-next', ''));
    }

    /** @param {Sheet} sheet */
    const innermost = ({ area, open }) => (open.length ? open[open.length - 1].piece : area);

    /**
     * @param {Sheet} sheet
     * @param {ChildNode} node
     * @param {() => HTMLElement} newArea
     */
    function add(sheet, node, newArea) {
        innermost(sheet).append(node);
        if (!isFull(sheet.area)) {
            return;
        }
        const staysWhole = !is(node, SPLIT) || (is(node, KEPT) && !isAlone(sheet, node));
        if (!staysWhole) {
            split(sheet, /** @type {HTMLElement} */ (node), newArea);
        } else if (!isAlone(sheet, node)) {
            node.remove();
            turn(sheet, newArea);
            add(sheet, node, newArea);
        }
    }

    /**
     * Whether nothing but titles stands before a node on its page: then a new page would not help.
     * @param {Sheet} sheet
     * @param {ChildNode} node
     */
    function isAlone(sheet, node) {
        for (let one = /** @type {Node} */ (node); one !== sheet.area; one = /** @type {Node} */ (one.parentNode)) {
            for (let before = one.previousSibling; before; before = before.previousSibling) {
                if (!is(before, `thead, ${TITLES}`) && (before instanceof HTMLElement || (before.textContent || '').trim())) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * @param {Sheet} sheet
     * @param {HTMLElement} source
     * @param {() => HTMLElement} newArea
     */
    function split(sheet, source, newArea) {
        source.remove();
        const children = [...source.childNodes].filter(child => !is(child, 'thead'));
        const piece = pieceOf(source, null);
        innermost(sheet).append(piece);
        sheet.open.push({ source, piece });
        children.forEach(child => add(sheet, child, newArea));
        sheet.open.pop();
    }

    /**
     * Goes on on a new page, with the titles that would have been the last on this one.
     * @param {Sheet} sheet
     * @param {() => HTMLElement} newArea
     */
    function turn(sheet, newArea) {
        const old = sheet.open.map(shell => shell.piece);
        const places = [sheet.area, ...old];
        sheet.area = newArea();
        /** @type {HTMLElement} */
        let into = sheet.area;
        /** @type {HTMLElement[][]} */
        const titles = places.map(() => []);
        for (let depth = places.length - 1; depth >= 0; depth -= 1) {
            const below = places[depth + 1];
            if (below && !isEmpty(below)) {
                break;
            }
            below?.remove();
            titles[depth] = lastTitles(places[depth]);
        }
        into.append(...titles[0]);
        sheet.open.forEach((shell, nth) => {
            shell.piece = pieceOf(shell.source, old[nth]);
            into.append(shell.piece);
            into = shell.piece;
            into.append(...titles[nth + 1]);
        });
    }

    /**
     * Takes the titles away that stand last in a piece.
     * @param {HTMLElement} piece
     */
    function lastTitles(piece) {
        /** @type {HTMLElement[]} */
        const titles = [];
        for (let last = piece.lastChild; last; last = piece.lastChild) {
            if (!(is(last, TITLES) || (last instanceof Text && !last.data.trim()))) {
                break;
            }
            last.remove();
            if (last instanceof HTMLElement) {
                titles.unshift(last);
            }
        }
        return titles;
    }

    /** @type {any} */ (globalThis).jissenDeskPages = Object.freeze({ lay });
})();
