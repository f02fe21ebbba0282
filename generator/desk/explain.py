"""Everything about one briefing: where it appears, what it discloses, and what is shown beside it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from generator import build, disclosure, seeking
from generator.build import Outlook, Proof
from generator.desk import mention
from generator.desk.explanation import Explanation, Kin, Page, Related, Supposition, Term
from generator.desk.places import Places
from generator.diagnostic import Diagnostic, ordered
from generator.index import status
from generator.model import Briefing
from generator.plan.addresses import decoded
from generator.plan.feeds import guid
from generator.related import Account
from generator.request import Options
from generator.sources import CONTENT
from generator.store import Store


def explain(
    site: Proof, store: Store, options: Options, called: str, most: int
) -> tuple[Explanation, tuple[Diagnostic, ...]]:
    """The explanation of a briefing by what it is called, with what is wrong: all errors, and the briefing's warnings.

    Of those briefings that are not related to it, `most` of either kind are told. UserError where none is so called.
    """
    briefing = mention.briefing(called, site, options.site)
    as_of = build.instant(options, site.settings)
    supposition, outlook, then = _supposed(briefing, site, store, options, as_of)
    places = Places(outlook, outlook.material.index.shown[briefing.path], store)
    state, related = status(briefing, as_of) or "published", _related(places, most)
    told = _explanation(briefing, places, state, supposition, then, related)
    return told, _told(briefing, site, outlook, options)


def _supposed(
    briefing: Briefing, site: Proof, store: Store, options: Options, as_of: datetime
) -> tuple[Supposition, Outlook, datetime]:
    """The site with the briefing in it, at some instant: if need be as it would be if the briefing were published."""
    state = status(briefing, as_of)
    if not state or state in options.previewed:
        supposition: Supposition = "as previewed" if options.previewed else "as readers see it"
        return supposition, Outlook(site.material, site.related, site.plan, site.diagnostics), as_of
    then = max(as_of, briefing.date.at)
    published = structs.replace(briefing, draft=False)
    if status(published, then):
        published = structs.replace(published, expires=None)
    briefings = [
        structs.replace(one, briefing=published) if one.briefing is briefing else one for one in site.copy.briefings
    ]
    outlook = build.outlook(site, structs.replace(options, as_of=then), store, briefings)
    return "as of its date" if published == briefing else "as if published", outlook, then


def _told(briefing: Briefing, site: Proof, outlook: Outlook, options: Options) -> tuple[Diagnostic, ...]:
    file = f"{CONTENT}/{briefing.path}"
    found = {*site.diagnostics, *outlook.diagnostics}
    found |= {*build.located(disclosure.check(briefing, site.settings), site.settings, options)}  # of a draft, too
    return ordered(d for d in found if d.severity == "error" or d.span.path == file)


def _explanation(
    briefing: Briefing, places: Places, state: str, supposition: Supposition, as_of: datetime, related: Related
) -> Explanation:
    settings, page = places.settings, places.page.briefing
    here = ZoneInfo(settings.timezone)
    before, after = places.neighbours()
    notice = page.disclosure
    return Explanation(
        briefing=places.told(places.entry),
        status=state,
        explained=supposition,
        as_of=as_of.astimezone(here),
        date=page.date.iso,
        date_line=", ".join(filter(None, (page.date.full, page.date.time))),
        expires=briefing.expires.at.astimezone(here) if briefing.expires else None,
        aliases=tuple(places.addresses.absolute(decoded(alias)) for alias in briefing.aliases),
        guid=guid(briefing, settings),
        guid_from="id" if briefing.id else "file",
        previous=before,
        next=after,
        lists=tuple(places.lists()),
        feed_items=settings.feed.items,
        feeds=tuple(places.feeds()),
        sitemaps=tuple(places.sitemaps()),
        linked_from=tuple(places.linkers()),
        disclosure=tuple(filter(None, (notice.notice, notice.holdings))) if notice else (),
        disclaimer=page.disclaimer,
        related=related,
    )


def _related(places: Places, most: int) -> Related:
    index, page = places.outlook.material.index, places.page
    search, terms = seeking.asked(index, places.settings, places.store)
    room = max(0, places.settings.related_count - len(page.elsewhere))
    found = search.accounts(places.entry.briefing.path, room, most, terms)
    reasons = {view.url: view.reasons for view in (*page.background, *page.since)}

    def kin(account: Account) -> Kin:
        entry = index.shown[account.key]
        return Kin(
            briefing=places.told(entry),
            verdict=account.verdict,
            score=account.score,
            likeness=account.likeness,
            fade=account.fade,
            standing=account.standing,
            days=account.days,
            newer=account.newer,
            terms=tuple(Term(*share) for share in account.shares),
            headlines=account.headlines,
            links=account.links,
            reasons=reasons.get(places.addresses.link(entry.path), ()),
            copied=index.shown[account.copied].briefing.title if account.copied else "",
        )

    return Related(
        elsewhere=tuple(Page("", view.title, view.url) for view in page.elsewhere),
        shown=tuple(map(kin, found.shown)),
        missed=tuple(map(kin, found.missed)),
        copies=tuple(map(kin, found.copies)),
        copies_in_all=found.copies_in_all,
    )
