"""Comparing what was expected with what was found. A scenario goes on after a failure, so that one boot
tells everything that is wrong with it."""

import re


class Checks:
    def __init__(self):
        self.failures = []
        self.count = 0

    def _note(self, good, what, expected, found):
        self.count += 1
        if not good:
            self.failures.append(f"{what}\n    expected: {expected}\n    found:    {found}")
        return good

    def equal(self, what, expected, found):
        return self._note(expected == found, what, repr(expected), repr(found))

    def contains(self, what, expected, found):
        return self._note(expected in found, what, f"... {expected!r} ...", repr(found[-1500:]))

    def matches(self, what, pattern, found):
        return self._note(re.search(pattern, found), what, f"... /{pattern}/ ...", repr(found[-1500:]))

    def lacks(self, what, unwanted, found):
        return self._note(unwanted not in found, what, f"nothing of {unwanted!r}", repr(found[-1500:]))

    def true(self, what, found):
        return self._note(bool(found), what, "true", repr(found))

    def answers(self, boot, expected):
        """expected: question -> text of its answer."""
        for question, text in expected.items():
            self.equal(question, text, boot[question].text)
