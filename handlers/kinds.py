"""What a local government is, in a word: one of the four kinds of the register."""

from locales import Message, _
from storage.models import CollectivityKind

KINDS: dict[CollectivityKind, Message] = {
    CollectivityKind.REGION: _("region"),
    CollectivityKind.PREFECTURE: _("prefecture"),
    CollectivityKind.PROVINCE: _("province"),
    CollectivityKind.COMMUNE: _("commune"),
}
