"""The notice on personal data, made of what the network has really settled on (law 09-08)."""

from handlers.dialogue import Context
from handlers.permissions import may
from handlers.policy import Policy
from handlers.say import Button, Say
from locales import Command, Lines, Listing, Words, _, _n

RIGHTS = "rights"  # what the button to the second page carries


def show(context: Context, page: str) -> Say:
    """Show a page of the notice: first what is kept and who sees it, then how long."""
    first, second = pages(context.policy)
    if page != RIGHTS:
        return Say(first, ((Button(_("How long, your rights"), f"a.privacy.{RIGHTS}"),), _MENU))
    offers = (("mydata", Button(_("My data"), "s.mydata")),
              ("forget", Button(_("Erase my data"), "s.forget")))  # fmt: skip
    mine = tuple(button for name, button in offers if may(context.member, name))
    return Say(second, (*((mine,) if mine else ()), (Button(_("Back"), "a.privacy"), *_MENU)))


def to_stranger(policy: Policy) -> tuple[Say, Say]:
    """Return the same notice for somebody we do not know: two messages, without buttons."""
    first, second = pages(policy)
    return Say(first), Say(second)


def pages(policy: Policy) -> tuple[Words, Words]:
    """Return the notice in two pages, each short enough for a telephone."""
    return Lines(_what(policy)), Lines(_how_long(policy))


def _what(policy: Policy) -> list[Words]:
    lines: list[Words] = [
        _("<b>Your data in Jisr</b>"),
        _("What for: to follow the openness programmes, and to help those who carry them."),
        _(
            "What is kept: your name, your role, your settings, how this channel knows you, what "
            "you write and send here, and who did what, when."
        ),
        _(
            "Who sees it: your coordinators see your reports and how you take part, as {card} "
            "shows you; other members what you share.",
            card=Command("/mycard"),
        ),
    ]
    if policy.abroad:
        abroad = Listing(policy.abroad)
        lines.append(_("Messages pass through {channels}, whose servers are abroad.",
                       channels=abroad))  # fmt: skip
    if policy.controller:
        lines.append(_("Responsible: {controller}.", controller=policy.controller))
    return lines


def _how_long(policy: Policy) -> list[Words]:
    return [
        _("<b>How long, and your rights</b>"),
        Lines(_periods(policy), gap="\n"),
        _declared(policy),
        _("Questions: {contact}.", contact=policy.contact)
        if policy.contact
        else _("Questions: your coordinator answers them."),
        _(
            "{mydata} shows your data and lets you correct it, {forget} erases it, {stop} ends the "
            "messages.",
            mydata=Command("/mydata"),
            forget=Command("/forget"),
            stop=Command("/stop"),
        ),
    ]


def _periods(policy: Policy) -> list[Words]:
    kept = policy.retention
    return [
        _n("Messages: {count} day", "Messages: {count} days", kept.messages.days),
        _n("Files sent as evidence: {count} day", "Files sent as evidence: {count} days",
           kept.files.days),
        _n("Requests to join: {count} day", "Requests to join: {count} days", kept.requests.days),
        _n("The name of somebody who left: {count} day",
           "The name of somebody who left: {count} days", kept.leavers.days),
        _n("Settled questions and answers, unless published: {count} day",
           "Settled questions and answers, unless published: {count} days",
           kept.leavers.days),
        _n("The log of acts: {count} day", "The log of acts: {count} days", kept.audit.days),
    ]  # fmt: skip


def _declared(policy: Policy) -> Words:
    """Say where the declaration to the authority stands."""
    if policy.receipt:
        return _("Declared to the CNDP, receipt {receipt}.", receipt=policy.receipt)
    return _("The declaration to the CNDP is under way.")


_MENU = (Button(_("Menu"), "a.menu"),)
