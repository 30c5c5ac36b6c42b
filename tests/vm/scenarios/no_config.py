"""Nobody gives the machine a config: it is a first boot all the same, and the machine comes up."""

from lib import questions

TITLE = "no config at all"

# A getty of type "idle" begins up to five seconds after everything else, and nothing tells when its prompt
# has been written: the machine must not be switched off before.
LOGIN = ("for try in $(seq 300); do grep -qsx agetty /proc/[0-9]*/comm && break; sleep 0.1; done; sleep 3; "
         "systemctl is-active serial-getty@ttyS0.service")


def run(bench, check):
    machine = bench.machine()
    boot = machine.boot(None, [
        questions.STAGES, questions.FAILED_UNITS, questions.MARK, *questions.NETWORK,
        ("login", LOGIN),
        ("result", "grep -c '\"userConfigProvided\": *false' /etc/.ignition-result.json"),
    ])
    check.equal("the machine ends by switching itself off", "off", boot.ended)
    check.equal("stages", "fetch-offline\nkargs\ndisks\nremount-sysroot\nmount\nfiles", boot["stages"].text)
    check.answers(boot, {**questions.NO_NETWORK, "failed units": "", "login": "active", "result": "1"})
    check.contains("a login prompt on the console", " login:", boot.console)
    check.true("the mark is gone", not machine.has_mark())
