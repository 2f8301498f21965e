"""
The news of one recorder for several listeners. It tells each thing once: so what one of them
has asked for is kept for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from server.wire import Recorder

#: For how many connections the news is kept, besides all that the recorder keeps.
SPARE = 1000


class Subscriptions:
    """
    All listeners of one recorder.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._subscriptions: list[Subscription] = []

    def add(self) -> Subscription:
        """
        @return: a listener's own list of news, which begins empty and lasts until it is taken
            away.
        """
        subscription = Subscription(self)
        self._subscriptions.append(subscription)
        return subscription

    def listen(self) -> None:
        """
        Ask the recorder for its news, and tell everybody.
        """
        news = self.recorder.news()
        for subscription in self._subscriptions:
            subscription.hear(news)


class Subscription:
    """
    One listener, with the news that it has not asked for yet.
    """

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions
        self._heard: Counter[int] = Counter()

    @property
    def conversations(self) -> Collection[int]:
        """
        The numbers of all that something can happen on.
        """
        return self._subscriptions.recorder.conversations

    def hear(self, news: Counter[int]) -> None:
        """
        Keep the news until it is asked for.
        """
        self._heard.update(news)
        kept = self.conversations
        if len(self._heard) > len(kept) + SPARE:
            self._heard = Counter({each: it for each, it in self._heard.items() if each in kept})

    def news(self) -> Counter[int]:
        """
        Count what has happened since this was last asked, by the connection's number.
        """
        self._subscriptions.listen()
        heard, self._heard = self._heard, Counter()
        return heard
