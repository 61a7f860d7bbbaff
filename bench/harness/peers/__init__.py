"""The servers that are measured. Each is installed from Debian, runs in a cage with a configuration and a spool of its
own, believes this machine, and hands everything to the sink."""

from .exim import Exim
from .opensmtpd import OpenSmtpd
from .postfix import Postfix
from .sekisho import Sekisho

ALL = [Sekisho, Postfix, Exim, OpenSmtpd]
BY_NAME = {peer.name: peer for peer in ALL}
