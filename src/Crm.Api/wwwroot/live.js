// Trays that change while one looks at them. Every page works without this file, and goes on without it when a stream cannot be had.
//
// A page marks what is live:
//
//   <section data-live-tray="/api/collections/trays/accounts/live?person=me">   the stream of the tray this part shows (docs/live-trays.md)
//     <b data-live-count>17</b>                      rows of the tray as asked for: kept current by the stream itself
//     <b data-live-count="pendingReview">4</b>       rows in one place of a view that holds several trays
//     <caption data-live-part="caption">…</caption>  whatever else follows from the rows: taken from the page when it is read anew
//     <tbody data-live-rows="main">                  the rows; a name of its own where a page has several
//       <tr data-live-id="…">                        a row under the id that the stream's events carry
//
// `gone` takes a row away at once. For `changed` and `reset` the same page is asked for again, soon and never often, and its rows are put in the
// place of those that differ: order, filters, languages and formats stay the server's. A row somebody is typing in is left alone until he is done.
// A page may have several such sections; each is one stream, and a browser has six connections to a host without HTTP/2: rather one a page.
(() => {
    'use strict';

    const between = 2000;          // the same page is asked for at most this often
    const hiddenFor = 60000;       // a page nobody sees gives its stream back after this long
    const soon = () => 200 + Math.random() * 600;
    const later = () => 500 + Math.random() * 3000;
    const busy = row => row.contains(document.activeElement) && document.activeElement.matches('input, select, textarea') || row.querySelector('details[open]');

    class Tray {
        constructor(section) {
            this.section = section;
            this.url = section.dataset.liveTray;
            this.readAt = 0;
            this.open();
        }

        open() {
            const url = new URL(this.url, location.href);
            if (this.lastId) url.searchParams.set('from', this.lastId);
            this.source = new EventSource(url);
            const on = (name, does) => this.source.addEventListener(name, event => {
                this.lastId = event.lastEventId || this.lastId;
                does(event.data && JSON.parse(event.data));
            });
            on('position', () => this.is('on'));
            on('counts', counts => { this.is('on'); this.count(counts); });
            on('gone', gone => { this.take(gone.id); this.read(soon()); });
            on('changed', () => this.read(soon()));
            on('reset', () => this.read(later()));
            // Cut off, a browser comes back by itself; refused, it does not, and the page stays as it is until it is opened again.
            this.source.addEventListener('error', () => this.is(this.source.readyState === EventSource.CLOSED ? 'off' : 'waiting'));
        }

        close() {
            this.source.close();
            clearTimeout(this.reading);
            this.reading = 0;
        }

        is(state) { this.section.dataset.liveState = state; }

        count(counts) {
            for (const shown of this.section.querySelectorAll('[data-live-count]')) {
                const place = shown.dataset.liveCount;
                shown.textContent = place ? counts.places?.[place] ?? 0 : counts.total;
            }
        }

        take(id) {
            const row = this.section.querySelector(`[data-live-id="${CSS.escape(id)}"]`);
            if (row && !busy(row)) row.remove();
        }

        read(wait) {
            if (this.reading) return;
            this.reading = setTimeout(() => { this.reading = 0; this.refresh(); }, Math.max(wait, this.readAt + between - Date.now()));
        }

        async refresh() {
            this.readAt = Date.now();
            const answer = await fetch(location.href, { credentials: 'same-origin', headers: { 'Crm-Live': 'again' } }).catch(() => null);
            if (!answer?.ok) return;
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            const fresh = page.querySelector(`[data-live-tray="${CSS.escape(this.url)}"]`);
            if (!fresh) return;        // signed out meanwhile, or another page altogether
            for (const part of this.section.querySelectorAll('[data-live-part]')) {
                const its = fresh.querySelector(`[data-live-part="${CSS.escape(part.dataset.livePart)}"]`);
                if (its && its.innerHTML !== part.innerHTML) part.replaceChildren(...its.childNodes);
            }
            for (const body of this.section.querySelectorAll('[data-live-rows]')) {
                const its = fresh.querySelector(`[data-live-rows="${CSS.escape(body.dataset.liveRows)}"]`);
                if (its) this.merge(body, its);
            }
        }

        // Rows that are the same stay what they are, with focus and selection; the others are put in their order.
        merge(body, fresh) {
            const old = new Map([...body.children].filter(row => row.dataset.liveId).map(row => [row.dataset.liveId, row]));
            const rows = [...fresh.children].map(row => {
                const before = old.get(row.dataset.liveId);
                if (!before) return row;
                const current = before.classList.contains('current');
                before.classList.remove('current');
                if (!before.getAttribute('class')) before.removeAttribute('class');
                const keep = busy(before) || before.outerHTML === row.outerHTML ? before : row;
                keep.classList.toggle('current', current);
                if (!keep.getAttribute('class')) keep.removeAttribute('class');
                return keep;
            });
            for (const row of [...body.children]) if (!rows.includes(row)) row.remove();
            rows.forEach((row, at) => { if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null); });
        }
    }

    const trays = 'EventSource' in window ? [...document.querySelectorAll('[data-live-tray]')].map(section => new Tray(section)) : [];
    let hiding = 0;
    let hidden = false;
    document.addEventListener('visibilitychange', () => {
        clearTimeout(hiding);
        if (document.hidden) {
            hiding = setTimeout(() => { hidden = true; trays.forEach(tray => tray.close()); }, hiddenFor);
        } else if (hidden) {
            hidden = false;
            trays.forEach(tray => { tray.open(); tray.read(soon()); });
        }
    });
    addEventListener('pagehide', () => trays.forEach(tray => tray.close()));
    addEventListener('pageshow', event => { if (event.persisted) trays.forEach(tray => { tray.open(); tray.read(soon()); }); });
})();
