/*
 * Leads back to the page that was asked for: its path from the top of the guide stands in the fragment of this page's
 * address. Classic script: no modules, no build, no network. Without it the link leads to the first page.
 */
(function guideNotice() {
    'use strict';

    const link = document.querySelector('[data-guide-back]');
    if (!(link instanceof HTMLAnchorElement)) {
        return;
    }
    const top = new URL('../', location.href);

    /** The address a path leads to; null outside the guide, and for what is no path. @param {string} fragment */
    function target(fragment) {
        try {
            const path = decodeURIComponent(fragment.slice(1));
            const address = new URL(top.href + path);
            const isInside = address.origin === top.origin && address.pathname.startsWith(top.pathname);
            return path && isInside ? address.href : null;
        } catch {
            return null;
        }
    }

    const address = target(location.hash);
    if (address) {
        link.href = address;
    }
})();
