"""The command `redrive`."""

from broker import connect
from queues import Copies, Names
from settings import SERVICE


def revive_dead_letters(settings):
    """
    Has the dead letters tried again, as if they were new. Returns how many there were: those that die again meanwhile are not tried a second
    time. A crash between a copy and its original's removal makes two of a letter, and one of them is applied.
    """
    names = Names(settings.prefix)
    connection = connect(settings, f"{SERVICE}-redrive")
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        names.declare_main(channel)
        copies = Copies(names, channel)
        gone = 0
        for _ in range(names.declare_dead(channel)):
            method, properties, body = channel.basic_get(names.dead)
            if method is None:
                break
            copies.revive(properties, body)
            channel.basic_ack(method.delivery_tag)
            gone += 1
        return gone
    finally:
        connection.close()
