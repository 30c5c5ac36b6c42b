"""The same with dracut's network-legacy in the image, which brings the network up with dhclient."""

from . import from_url

TITLE = "URL config with remote files, by dracut's network-legacy"


def run(bench, check):
    from_url.run(bench, check, network="network network-legacy")
